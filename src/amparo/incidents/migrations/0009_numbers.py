"""What everybody may read of each week, and a trigger that refuses to change it, whoever asks."""

from django.db import migrations, models

COUNTS = ("confirmed", "unfounded", "other_agency", "unverifiable", "left_open")
MINUTES = ("looked_half_min", "looked_most_min", "decided_half_min", "decided_most_min")
SQLITE = """
CREATE TRIGGER incidents_weeknumbers_frozen BEFORE UPDATE ON incidents_weeknumbers
BEGIN SELECT RAISE(ABORT, 'WEEK_IS_FROZEN'); END
"""
POSTGRESQL = """
CREATE FUNCTION incidents_weeknumbers_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'WEEK_IS_FROZEN' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER incidents_weeknumbers_frozen BEFORE UPDATE ON incidents_weeknumbers
FOR EACH ROW EXECUTE FUNCTION incidents_weeknumbers_refuse()
"""
DROP_POSTGRESQL = """
DROP TRIGGER incidents_weeknumbers_frozen ON incidents_weeknumbers;
DROP FUNCTION incidents_weeknumbers_refuse()
"""


def freeze(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def thaw(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(DROP_POSTGRESQL if is_postgresql else "DROP TRIGGER incidents_weeknumbers_frozen")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_rumours")]

    operations = [
        migrations.CreateModel(
            name="WeekNumbers",
            fields=[
                ("week_on", models.DateField(primary_key=True, serialize=False)),
                *((name, models.PositiveIntegerField(null=True)) for name in (*COUNTS, *MINUTES)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name=f"week_{name}_is_coarse",
                        condition=models.Q((f"{name}__isnull", True), (f"{name}__gte", 5), _connector="OR"),
                    )
                    for name in COUNTS
                ],
            },
        ),
        migrations.RunPython(freeze, thaw),
    ]
