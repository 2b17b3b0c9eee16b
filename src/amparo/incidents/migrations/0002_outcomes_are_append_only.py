"""A trigger that refuses to change a recorded outcome, whoever asks: a correction is a new record."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER incidents_outcomerecord_append_only BEFORE UPDATE ON incidents_outcomerecord
BEGIN SELECT RAISE(ABORT, 'OUTCOME_IS_APPEND_ONLY'); END
"""
POSTGRESQL = """
CREATE FUNCTION incidents_outcomerecord_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'OUTCOME_IS_APPEND_ONLY' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER incidents_outcomerecord_append_only BEFORE UPDATE ON incidents_outcomerecord
FOR EACH ROW EXECUTE FUNCTION incidents_outcomerecord_refuse()
"""
DROP_POSTGRESQL = """
DROP TRIGGER incidents_outcomerecord_append_only ON incidents_outcomerecord;
DROP FUNCTION incidents_outcomerecord_refuse()
"""


def lock_the_outcomes(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unlock_the_outcomes(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(
        DROP_POSTGRESQL if is_postgresql else "DROP TRIGGER incidents_outcomerecord_append_only"
    )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunPython(lock_the_outcomes, unlock_the_outcomes)]
