"""Conversations, the channels they come by, and whether a sender was told what became of the report."""

import django.db.models.deletion
from django.db import migrations, models

CHANNELS = ["web", "api", "email", "sms", "hook", "import", "member"]


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_intake")]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="report_channel_known"),
        migrations.AddField(
            model_name="report",
            name="told_fate",
            field=models.CharField(blank=True, max_length=16, default=""),
            preserve_default=False,
        ),
        *(
            migrations.AddField(
                model_name="reportaddition", name=name, field=models.BooleanField(default=False)
            )
            for name in ("being_taken", "child_alone", "someone_hurt")
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", CHANNELS)), name="report_channel_known"
            ),
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "correspondent_id",
                    models.UUIDField(editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=8)),
                ("state", models.JSONField(default=dict)),
                ("replied", models.JSONField(default=list)),
                ("is_silent", models.BooleanField(default=False)),
                ("quiet_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.report",
                    ),
                ),
            ],
        ),
    ]
