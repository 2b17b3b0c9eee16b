"""Questions to reporters, and what answered them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_CANNED = ["going_on", "where", "vests", "how_many", "hurt", "in_sight", "share"]


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_triage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("canned", models.CharField(blank=True, max_length=16)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(max_length=35)),
                ("asked_at", models.DateTimeField()),
                ("message_id", models.UUIDField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.reportaddition",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="question_number"),
                    models.UniqueConstraint(
                        condition=Q(("answer__isnull", True), Q(("canned", ""), _negated=True)),
                        fields=("report", "canned"),
                        name="question_open_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("canned", ""), Q(("words", ""), _negated=True)),
                            Q(("canned__in", _CANNED), ("words", "")),
                            _connector="OR",
                        ),
                        name="question_says_something",
                    ),
                    models.CheckConstraint(
                        condition=Q(("number__gte", 1), ("number__lte", 12)), name="questions_limited"
                    ),
                ],
            },
        ),
    ]
