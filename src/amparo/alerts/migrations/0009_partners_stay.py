"""Triggers that keep a partner's pinned certificate and its statements as they were taken in."""

from django.db import migrations

PINNED = ("name", "address", "certificate", "proposed_by", "proposed_at")
CONFIRMED = ("confirmed_by", "confirmed_at")


def _changes(names, differs, when=""):
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)
    return f"({when}({changed}))"


def _conditions(differs):
    pinned = _changes(PINNED, differs)
    confirmed = _changes(CONFIRMED, differs, "OLD.confirmed_at IS NOT NULL AND ")
    revived = "(OLD.state = 'stopped' AND NEW.state <> 'stopped')"
    return f"{pinned} OR {confirmed} OR {revived}"


def _sqlite():
    yield f"""
CREATE TRIGGER alerts_partner_stays BEFORE UPDATE ON alerts_partner WHEN {_conditions("IS NOT")}
BEGIN SELECT RAISE(ABORT, 'PARTNER_IS_PINNED'); END
"""
    yield """
CREATE TRIGGER alerts_partnerstatement_stays BEFORE UPDATE ON alerts_partnerstatement
BEGIN SELECT RAISE(ABORT, 'PARTNER_STATED_IT'); END
"""


def _postgresql():
    yield f"""
CREATE TRIGGER alerts_partner_stays BEFORE UPDATE ON alerts_partner
FOR EACH ROW WHEN ({_conditions("IS DISTINCT FROM")}) EXECUTE FUNCTION alerts_refuse()
"""
    yield """
CREATE TRIGGER alerts_partnerstatement_stays BEFORE UPDATE ON alerts_partnerstatement
FOR EACH ROW EXECUTE FUNCTION alerts_refuse()
"""


def lock(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _postgresql() if is_postgresql else _sqlite():
        schema_editor.execute(statement)


def unlock(apps, schema_editor):
    for table in ("alerts_partner", "alerts_partnerstatement"):
        place = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {table}_stays{place}")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0008_partners")]
    operations = [migrations.RunPython(lock, unlock)]
