import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_when_factors_were_used(apps, schema_editor):
    """Factors say the day of their last use from now on; the moments stored before go."""
    apps.get_model("mfa", "Authenticator").objects.exclude(last_used_at=None).update(last_used_at=None)


class Migration(migrations.Migration):
    """Keep sessions in a table of our own. Everybody signs in once more; the old table held usable keys, and goes."""

    dependencies = [("network", "0002_channel_switches"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("data", models.BinaryField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("label", models.CharField(blank=True, max_length=40)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passkey", "passkey"),
                            ("password", "password"),
                            ("demonstration", "demonstration"),
                        ],
                        max_length=13,
                    ),
                ),
                ("signed_in_on", models.DateField(null=True)),
                ("last_seen_on", models.DateField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
        migrations.RunPython(forget_when_factors_were_used, migrations.RunPython.noop),
    ]
