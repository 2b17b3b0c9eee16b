"""Keep what a provider reports: that a message reached its telephone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_more_kinds")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="has_arrived",
            field=models.BooleanField(default=False),
        ),
    ]
