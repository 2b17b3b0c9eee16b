"""Know a reporter's next message, and keep messages in the order of their coming."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [("web", "web"), ("email", "email"), ("sms", "sms"), ("hook", "hook")]


class Migration(migrations.Migration):
    dependencies = [("channels", "0003_sms")]

    operations = [
        migrations.AddField(
            model_name="inboundmessage",
            name="arrival",
            field=models.BigIntegerField(db_index=True, default=0),
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=16)),
                ("lookup", models.BinaryField(max_length=32)),
                ("is_held", models.BooleanField(default=False)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "correspondent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thread",
                        to="channels.correspondent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "lookup"], name="thread_once"),
                ],
            },
        ),
    ]
