"""What an SMS says of an alert; by which channel somebody subscribed; one subscription to one correspondent."""

from django.db import migrations, models

# Written as SQL: Django would make SQLite's table anew, and drop the triggers that keep what was sent.
_ADD_SHORT = "ALTER TABLE alerts_alerttext ADD COLUMN short text DEFAULT '' NOT NULL"
_DROP_SHORT = "ALTER TABLE alerts_alerttext DROP COLUMN short"


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_what_was_sent_stays")]

    operations = [
        migrations.RunSQL(
            _ADD_SHORT,
            _DROP_SHORT,
            state_operations=[
                migrations.AddField(
                    model_name="alerttext",
                    name="short",
                    field=models.TextField(blank=True, default=""),
                ),
            ],
        ),
        migrations.AddField(
            model_name="subscription",
            name="channel",
            field=models.CharField(default="email", max_length=16),
        ),
        migrations.RemoveIndex(model_name="subscription", name="subscription_of"),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=["correspondent_id"], name="subscription_of_one"),
        ),
    ]
