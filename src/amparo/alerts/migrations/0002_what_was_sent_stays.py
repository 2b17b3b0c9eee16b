"""Triggers that refuse to change what was sent, whoever asks: a correction is a new message."""

from django.db import migrations

FIXED = (
    "content", "kind", "code", "thread", "number", "incident_id", "authors", "proposed_hash", "composed_by", "proposed_by",
    "released_by", "released_at", "expires_at",
)
TABLES = ("alerts_alerttext", "alerts_capmessage")


def _sqlite():
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)
    yield f"""
CREATE TRIGGER alerts_alert_stays BEFORE UPDATE ON alerts_alert
WHEN OLD.released_at IS NOT NULL AND ({changed})
BEGIN SELECT RAISE(ABORT, 'ALERT_WAS_SENT'); END
"""
    for table in TABLES:
        yield f"""
CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'ALERT_WAS_SENT'); END
"""


def _postgresql():
    # jsonb has equality; IS DISTINCT FROM also compares with null.
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
    yield """
CREATE FUNCTION alerts_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'ALERT_WAS_SENT' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
    yield f"""
CREATE TRIGGER alerts_alert_stays BEFORE UPDATE ON alerts_alert
FOR EACH ROW WHEN (OLD.released_at IS NOT NULL AND ({changed})) EXECUTE FUNCTION alerts_refuse()
"""
    for table in TABLES:
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION alerts_refuse()"
        )


def lock_what_was_sent(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _postgresql() if is_postgresql else _sqlite():
        schema_editor.execute(statement)


def unlock_what_was_sent(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION alerts_refuse() CASCADE")
        return
    for table in ("alerts_alert", *TABLES):
        schema_editor.execute(f"DROP TRIGGER {table}_stays")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [migrations.RunPython(lock_what_was_sent, unlock_what_was_sent)]
