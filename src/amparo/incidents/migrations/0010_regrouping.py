"""Pairs of one source, incidents told apart, moves taken back; and a first count of sources for what is there."""

import django.db.models.deletion
from django.db import migrations, models


def count_what_is_there(apps, _schema_editor):
    """Say "at least one" where somebody saw it: the next report, or step, counts exactly."""
    memberships = apps.get_model("incidents", "IncidentReport").objects
    seen = memberships.filter(membership="present", is_first_hand=True).values("incident")
    incidents = apps.get_model("incidents", "Incident").objects
    incidents.filter(pk__in=seen, independent_count=0).update(independent_count=1)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0009_numbers")]

    operations = [
        migrations.CreateModel(
            name="SameSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("one", models.UUIDField()),
                ("other", models.UUIDField(db_index=True)),
                ("ties", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="same_source_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="same_source_in_order"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ToldApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="told_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="told_apart_in_order"
                    ),
                ]
            },
        ),
        migrations.RemoveConstraint(model_name="incidentreport", name="membership_known"),
        migrations.AlterField(
            model_name="incidentreport",
            name="membership",
            field=models.CharField(
                choices=[
                    ("present", "Present"),
                    ("split_off", "Split Off"),
                    ("merged_away", "Merged Away"),
                    ("taken_back", "Taken Back"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="present",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="incidentreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("membership__in", ["merged_away", "present", "split_off", "taken_back", "withdrawn"])
                ),
                name="membership_known",
            ),
        ),
        migrations.RunPython(count_what_is_there, migrations.RunPython.noop),
    ]
