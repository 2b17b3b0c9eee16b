"""Rumours as records, and the index of what is public about outcomes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_surge"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rumour",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=16)),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.outcomerecord",
                    ),
                ),
                ("state", models.CharField(default="draft", max_length=16)),
                ("claim", models.CharField(max_length=24)),
                ("place_kind", models.CharField(blank=True, max_length=16)),
                ("cell", models.BigIntegerField()),
                ("place", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("own_words", models.JSONField(default=dict)),
                ("outcome", models.CharField(max_length=24)),
                ("basis", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                ("heard", models.JSONField(default=list)),
                ("authors", models.JSONField()),
                (
                    "composed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=24)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-published_at"], name="rumour_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "withdrawn"])),
                        name="rumour_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "claim__in",
                                [
                                    "at_a_door",
                                    "inside_a_home",
                                    "taking_someone",
                                    "street_stop",
                                    "traffic_stop",
                                    "checkpoint",
                                    "workplace",
                                    "courthouse",
                                    "waiting",
                                    "passing_by",
                                    "leaving",
                                    "other",
                                    "raid",
                                    "buses",
                                ],
                            )
                        ),
                        name="rumour_claim_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["confirmed", "unfounded", "other_agency", "unverifiable"])
                        ),
                        name="rumour_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("incident__isnull", False), ("record__isnull", False), ("source", "incident")
                            ),
                            models.Q(
                                ("incident__isnull", True), ("record__isnull", True), ("source", "outside")
                            ),
                            _connector="OR",
                        ),
                        name="rumour_source_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("expires_at__isnull", True),
                                ("published_at__isnull", True),
                                ("published_by__isnull", True),
                            ),
                            models.Q(
                                ("expires_at__gt", models.F("published_at")),
                                ("expires_at__isnull", False),
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="rumour_publication_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", False), ("state", "published")),
                            models.Q(("published_at__isnull", True), ("state", "draft")),
                            ("state", "withdrawn"),
                            _connector="OR",
                        ),
                        name="rumour_public_was_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_by__isnull", True),
                            models.Q(("published_by", models.F("composed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="rumour_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_why__in", ["by_hand", "outcome_changed"]),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_why", ""),
                            ),
                            _connector="OR",
                        ),
                        name="rumour_withdrawn_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("source_id", models.UUIDField()),
                ("path", models.CharField(max_length=80)),
                ("outcome", models.CharField(max_length=24)),
                ("bases", models.JSONField(default=list)),
                ("texts", models.JSONField()),
                ("found_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="search_until")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "source_id"), name="search_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("rumour", "statement"))), name="search_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchToken",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "token", "entry_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="incidents.searchentry",
                    ),
                ),
            ],
        ),
    ]
