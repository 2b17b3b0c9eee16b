"""Switches of channels, and wishes to join that wait to be taken."""

import django.db.models.deletion
from django.db import migrations, models

_KINDS = [("web", "web"), ("email", "email"), ("sms", "sms"), ("hook", "hook")]


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_threads")]

    operations = [
        migrations.CreateModel(
            name="ChannelSwitch",
            fields=[
                (
                    "kind",
                    models.CharField(choices=_KINDS, max_length=16, primary_key=True, serialize=False),
                ),
                ("is_on", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "correspondent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="channels.correspondent",
                    ),
                ),
                ("language", models.CharField(max_length=16)),
                ("argument", models.CharField(blank=True, max_length=200)),
                ("is_proven", models.BooleanField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
