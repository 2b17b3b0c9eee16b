"""Reports that are told by chat."""

from django.db import migrations, models

CHANNELS = [
    "web", "api", "email", "sms", "hook", "telegram", "signal", "whatsapp", "import", "member",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_independence")]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="report_channel_known"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", CHANNELS)), name="report_channel_known"
            ),
        ),
    ]
