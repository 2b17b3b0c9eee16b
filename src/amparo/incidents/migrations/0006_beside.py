"""Members' notes, and requests to look on the spot."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0005_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VerificationRequest",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField()),
                ("look_for", models.JSONField(default=list)),
                ("state", models.CharField(default="asked", max_length=12)),
                ("changed_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=16)),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="incidents.incident",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "to"], name="request_waits_for")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["accepted", "answered", "asked", "declined", "withdrawn"])
                        ),
                        name="request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer__in", ["could_not_look", "nothing_there", "other_agency", "saw_it"]),
                                ("state", "answered"),
                            ),
                            models.Q(
                                models.Q(("state", "answered"), _negated=True), ("answer", ""), ("words", "")
                            ),
                            _connector="OR",
                        ),
                        name="request_answered_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "answered"]), _negated=True),
                            ("taken_by__isnull", False),
                            _connector="OR",
                        ),
                        name="request_taken_has_member",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["accepted", "asked"]), ("to__isnull", False)),
                        fields=("incident", "to"),
                        name="request_once_to_a_member",
                    ),
                ],
            },
        ),
    ]
