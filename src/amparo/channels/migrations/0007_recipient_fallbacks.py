"""A person's next channels, the provider's names of messages, outages, and counts that need not read the rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0006_kinds_of_chat_and_push"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outage",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("web", "web"),
                            ("email", "email"),
                            ("sms", "sms"),
                            ("hook", "hook"),
                            ("web_push", "web_push"),
                            ("telegram", "telegram"),
                            ("signal", "signal"),
                            ("whatsapp", "whatsapp"),
                            ("ntfy", "ntfy"),
                            ("apprise", "apprise"),
                        ],
                        max_length=16,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("reason", models.CharField(max_length=32)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_state",
        ),
        migrations.AddField(
            model_name="delivery",
            name="fallbacks",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="delivery",
            name="reference",
            field=models.CharField(max_length=128, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="is_swept",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="message",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="channels.message",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("sending", "sending"),
                    ("sent", "sent"),
                    ("failed", "failed"),
                    ("dead", "dead"),
                    ("cancelled", "cancelled"),
                    ("expired", "expired"),
                    ("moved", "moved"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["message", "state", "kind", "language"], name="delivery_counted"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("reference__isnull", False)),
                fields=["reference"],
                name="delivery_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["queued", "sending", "sent", "failed", "dead", "cancelled", "expired", "moved"],
                    )
                ),
                name="delivery_state",
            ),
        ),
    ]
