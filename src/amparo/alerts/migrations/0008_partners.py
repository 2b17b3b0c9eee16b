"""Partner networks: whom two coordinators let in, what was fetched there, what they stated; and kinds of alert for it."""

import django.db.models.deletion
from django.db import migrations, models


_aside = []


def take_triggers_aside(apps, schema_editor):
    """Take off what watches alerts: SQLite makes the table anew, and would forget it or trip over it."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%alerts_alert%'")
        _aside[:] = cursor.fetchall()
    for name, _ in _aside:
        schema_editor.execute(f"DROP TRIGGER {name}")


def put_triggers_back(apps, schema_editor):
    for _, statement in _aside:
        schema_editor.execute(statement)
    _aside.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0007_two_people_in_the_database"),
    ]

    operations = [
        migrations.RunPython(take_triggers_aside, put_triggers_back),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=48)),
                ("address", models.CharField(max_length=500)),
                ("certificate", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("active", "Active"), ("stopped", "Stopped")],
                        max_length=16,
                    ),
                ),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="PartnerDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("is_index", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "Wanted"),
                            ("fetched", "Fetched"),
                            ("taken", "Taken"),
                            ("refused", "Refused"),
                            ("lost", "Lost"),
                        ],
                        default="wanted",
                        max_length=16,
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=200)),
                ("last_modified", models.CharField(blank=True, max_length=60)),
                ("body", models.BinaryField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=32)),
                ("absent_at", models.DateTimeField(null=True)),
                ("named_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PartnerStatement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("identifier", models.CharField(max_length=200)),
                ("sender", models.CharField(max_length=200)),
                ("sent", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("message_type", models.CharField(max_length=8)),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("ended", "ended"),
                            ("other", "other"),
                            ("taken_back", "taken_back"),
                        ],
                        max_length=16,
                    ),
                ),
                ("references", models.JSONField()),
                ("words", models.JSONField()),
                ("area", models.CharField(blank=True, max_length=200)),
                ("cells", models.JSONField()),
                ("is_relay", models.BooleanField()),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_kind_known",
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirmed", "confirmed"),
                    ("unfounded", "unfounded"),
                    ("other_agency", "other_agency"),
                    ("unverifiable", "unverifiable"),
                    ("update", "update"),
                    ("all_clear", "all_clear"),
                    ("correction", "correction"),
                    ("withdrawal", "withdrawal"),
                    ("relayed", "relayed"),
                    ("relayed_over", "relayed_over"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "confirmed",
                            "unfounded",
                            "other_agency",
                            "unverifiable",
                            "update",
                            "all_clear",
                            "correction",
                            "withdrawal",
                            "relayed",
                            "relayed_over",
                        ],
                    )
                ),
                name="alert_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="partner_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="partner_active_is_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "stopped"), _negated=True),
                fields=("address",),
                name="partner_address_once",
            ),
        ),
        migrations.AddField(
            model_name="partnerdocument",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="alerts.partner"
            ),
        ),
        migrations.AddField(
            model_name="partnerstatement",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="alerts.partner"
            ),
        ),
        migrations.AddConstraint(
            model_name="partnerdocument",
            constraint=models.UniqueConstraint(fields=("partner", "address"), name="partner_document_once"),
        ),
        migrations.AddIndex(
            model_name="partnerstatement",
            index=models.Index(fields=["expires_at"], name="partner_statement_end"),
        ),
        migrations.AddConstraint(
            model_name="partnerstatement",
            constraint=models.UniqueConstraint(
                fields=("partner", "identifier"), name="partner_statement_once"
            ),
        ),
        migrations.RunPython(put_triggers_back, take_triggers_aside),
    ]
