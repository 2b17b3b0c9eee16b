"""A trigger that refuses to change an entry of the journal, whoever asks."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER core_journalentry_append_only BEFORE UPDATE ON core_journalentry
BEGIN SELECT RAISE(ABORT, 'JOURNAL_IS_APPEND_ONLY'); END
"""
POSTGRESQL = """
CREATE FUNCTION core_journalentry_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'JOURNAL_IS_APPEND_ONLY' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER core_journalentry_append_only BEFORE UPDATE ON core_journalentry
FOR EACH ROW EXECUTE FUNCTION core_journalentry_refuse()
"""
DROP_POSTGRESQL = """
DROP TRIGGER core_journalentry_append_only ON core_journalentry;
DROP FUNCTION core_journalentry_refuse()
"""


def lock_the_journal(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unlock_the_journal(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(DROP_POSTGRESQL if is_postgresql else "DROP TRIGGER core_journalentry_append_only")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(lock_the_journal, unlock_the_journal)]
