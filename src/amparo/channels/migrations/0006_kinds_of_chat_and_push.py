"""Kinds of channels for chats, web push and services."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0005_wishes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="correspondent",
            name="correspondent_kind",
        ),
        migrations.AlterField(
            model_name="channelswitch",
            name="kind",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="correspondent",
            name="kind",
            field=models.CharField(
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
            ),
        ),
        migrations.AlterField(
            model_name="inboundmessage",
            name="kind",
            field=models.CharField(
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
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="kind",
            field=models.CharField(
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
            ),
        ),
        migrations.AddConstraint(
            model_name="correspondent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "web",
                            "email",
                            "sms",
                            "hook",
                            "web_push",
                            "telegram",
                            "signal",
                            "whatsapp",
                            "ntfy",
                            "apprise",
                        ],
                    )
                ),
                name="correspondent_kind",
            ),
        ),
    ]
