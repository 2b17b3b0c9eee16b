"""The board: its order as one indexed number, saved filters, who looks at what, and claims that came back.

The ranked column is written once for each incident: a network's some thousands take well under a second.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, F, IntegerField, Q, Value, When


def _if(condition, number, otherwise=0):
    return Case(
        When(condition, then=Value(number)), default=Value(otherwise), output_field=IntegerField()
    )


RANK = Case(
    When(
        Q(state__in=["checking", "open"]) | Q(has_news=True),
        then=_if(Q(child_alone=True) | Q(someone_hurt=True), 262144)
        + _if(Q(is_urgent=True), 131072)
        + (F("weight") - -32768) * 2
        + _if(Q(state="checking"), 0, otherwise=1),
    ),
    default=None,
    output_field=IntegerField(),
)


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_triage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="incident", name="came_back", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="incident",
            name="queue_rank",
            field=models.GeneratedField(
                db_persist=True, expression=RANK, output_field=models.IntegerField(null=True)
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["is_aside", "-queue_rank", "-last_seen_at", "id"], name="incident_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["-decided_at"], name="incident_decided"),
        ),
        migrations.CreateModel(
            name="Looking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("incident", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="incidents.incident")),
                ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "incident"), name="looking_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("terms", models.JSONField(default=dict)),
                ("is_default", models.BooleanField(default=False)),
                ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("member", "name"), name="filter_name_once"),
                    models.UniqueConstraint(
                        condition=models.Q(is_default=True), fields=("member",), name="filter_one_default"
                    ),
                ],
            },
        ),
    ]  # fmt: skip
