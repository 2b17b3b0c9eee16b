"""When a first look is late, when the network gives up, and how much it may ask for."""

from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0003_sessions")]

    operations = [
        migrations.AddField(
            model_name="network",
            name="first_look_within",
            field=models.DurationField(default=timedelta(minutes=15)),
        ),
        migrations.AddField(
            model_name="network",
            name="give_up_after",
            field=models.DurationField(default=timedelta(hours=12)),
        ),
        migrations.AddConstraint(
            model_name="network",
            constraint=models.CheckConstraint(
                name="network_asks_within_reason",
                condition=models.Q(
                    trained_observers__lte=5,
                    independent_reports__lte=10,
                    first_look_within__range=(timedelta(minutes=5), timedelta(hours=2)),
                    give_up_after__range=(timedelta(hours=2), timedelta(days=3)),
                ),
            ),
        ),
    ]
