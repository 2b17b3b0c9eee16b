"""Triggers that hold the release to two people, to what was proposed and to the ceiling, whoever writes the SQL."""

from django.db import migrations

# What a row is about is said once, when it is made.
_NEVER = ("kind", "code", "thread", "incident_id", "composed_by", "created_at")
_AS_PROPOSED = ("content", "authors", "proposed_hash", "proposed_by")

# --- SQLite: ids are stored as 32 digits, in JSON with hyphens ---------------------------------------------------

_S_IS_RELEASE = "NEW.released_at IS NOT NULL AND OLD.released_at IS NULL"
_S_AUTHOR_RELEASES = "EXISTS (SELECT 1 FROM json_each(OLD.authors) WHERE replace(value, '-', '') = NEW.released_by)"
_S_HAND_MISSING = """
NOT EXISTS (SELECT 1 FROM json_each(OLD.authors) WHERE replace(value, '-', '') = OLD.composed_by)
OR NOT EXISTS (SELECT 1 FROM json_each(OLD.authors) WHERE replace(value, '-', '') = OLD.proposed_by)
"""
_S_AUTHOR_LOST = """
EXISTS (SELECT 1 FROM json_each(OLD.authors) WHERE value NOT IN (SELECT value FROM json_each(NEW.authors)))
"""
_S_TOO_MANY = """
(SELECT count(*) FROM alerts_alert WHERE kind <> 'withdrawal' AND released_at > datetime(NEW.released_at, '-1 hour'))
    >= (SELECT alerts_per_hour FROM network_network WHERE id = 1)
AND NOT EXISTS (
    SELECT 1 FROM network_ceilinglift
    WHERE granted_by IS NOT NULL AND granted_by <> asked_by
        AND granted_at <= NEW.released_at AND until > NEW.released_at
)
"""
_S_FIRST_WAS_SENT = "EXISTS (SELECT 1 FROM alerts_alert WHERE thread = NEW.thread AND released_at IS NOT NULL)"


def _sqlite():
    never = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _NEVER)
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _AS_PROPOSED)
    rules = (
        (
            "alerts_alert_is_what_it_is",
            "UPDATE ON alerts_alert",
            f"OLD.released_at IS NULL AND ({never})",
            "ALERT_IS_WHAT_IT_IS",
        ),
        (
            "alerts_alert_over",
            "UPDATE ON alerts_alert",
            "OLD.released_at IS NOT NULL AND NEW.state = 'released' AND OLD.state <> 'released'",
            "ALERT_IS_OVER",
        ),
        (
            "alerts_alert_authors",
            "UPDATE ON alerts_alert",
            f"OLD.released_at IS NULL AND {_S_AUTHOR_LOST}",
            "ALERT_AUTHOR_LOST",
        ),
        (
            "alerts_alert_proposal",
            "UPDATE ON alerts_alert",
            "OLD.state = 'proposed' AND NEW.content IS NOT OLD.content "
            "AND (NEW.state <> 'draft' OR NEW.proposed_hash <> '')",
            "ALERT_CHANGED_WHILE_PROPOSED",
        ),
        (
            "alerts_alert_two_people",
            "UPDATE ON alerts_alert",
            f"{_S_IS_RELEASE} AND (OLD.state <> 'proposed' OR NEW.state <> 'released' OR OLD.kind = 'withdrawal' "
            f"OR OLD.proposed_hash = '' OR {changed} OR NEW.released_by = OLD.composed_by "
            f"OR NEW.released_by = OLD.proposed_by OR {_S_AUTHOR_RELEASES} OR {_S_HAND_MISSING})",
            "ALERT_NEEDS_TWO_PEOPLE",
        ),
        ("alerts_alert_ceiling", "UPDATE ON alerts_alert", f"{_S_IS_RELEASE} AND {_S_TOO_MANY}", "ALERT_CEILING"),
        (
            "alerts_alert_begins",
            "INSERT ON alerts_alert",
            "NOT (NEW.state = 'draft' AND NEW.released_by IS NULL AND NEW.kind <> 'withdrawal') "
            f"AND NOT (NEW.kind = 'withdrawal' AND NEW.state = 'released' AND {_S_FIRST_WAS_SENT})",
            "ALERT_NEEDS_TWO_PEOPLE",
        ),
        (
            "alerts_alerttext_complete",
            "INSERT ON alerts_alerttext",
            "EXISTS (SELECT 1 FROM alerts_capmessage WHERE alert_id = NEW.alert_id) "
            "OR NOT EXISTS (SELECT 1 FROM alerts_alert WHERE id = NEW.alert_id AND released_at IS NOT NULL)",
            "ALERT_WAS_SENT",
        ),
        ("alerts_signedmessage_stays", "UPDATE ON alerts_signedmessage", "1", "ALERT_WAS_SENT"),
        (
            "alerts_drill_stays",
            "UPDATE ON alerts_drill",
            " OR ".join(
                f"NEW.{name} IS NOT OLD.{name}" for name in ("code", "content", "content_hash", "composed_by")
            )
            + " OR (OLD.released_by IS NOT NULL AND NEW.released_by IS NOT OLD.released_by)",
            "DRILL_WAS_PROPOSED",
        ),
        (
            "alerts_drill_begins",
            "INSERT ON alerts_drill",
            "NEW.released_by IS NOT NULL",
            "ALERT_NEEDS_TWO_PEOPLE",
        ),
    )
    for name, event, condition, code in rules:
        yield f"CREATE TRIGGER {name} BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{code}'); END"


# --- PostgreSQL -------------------------------------------------------------------------------------------------


def _refuse(condition, code):
    return f"IF {condition} THEN RAISE EXCEPTION '{code}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"


_P_LIFTED = """
EXISTS (
    SELECT 1 FROM network_ceilinglift
    WHERE granted_by IS NOT NULL AND granted_by <> asked_by
        AND granted_at <= NEW.released_at AND until > NEW.released_at
)
"""


def _postgresql():
    never = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _NEVER)
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _AS_PROPOSED)
    two_people = f"""
OLD.state <> 'proposed' OR NEW.state <> 'released' OR OLD.kind = 'withdrawal' OR OLD.proposed_hash = '' OR {changed}
OR NEW.released_by IS NULL OR NEW.released_by = OLD.composed_by OR NEW.released_by = OLD.proposed_by
OR jsonb_exists(OLD.authors, NEW.released_by::text) OR NOT jsonb_exists(OLD.authors, OLD.composed_by::text)
OR NOT jsonb_exists(OLD.authors, OLD.proposed_by::text)
"""
    # The network's row is locked, so that of two releases at once the second counts the first.
    yield f"""
CREATE FUNCTION alerts_check_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ceiling integer;
    released integer;
BEGIN
    {_refuse("OLD.released_at IS NOT NULL AND NEW.state = 'released' AND OLD.state <> 'released'", "ALERT_IS_OVER")}
    IF OLD.released_at IS NOT NULL THEN
        RETURN NEW;  -- another trigger keeps what was sent
    END IF;
    {_refuse(never, "ALERT_IS_WHAT_IT_IS")}
    {_refuse("NOT (NEW.authors @> OLD.authors)", "ALERT_AUTHOR_LOST")}
    {_refuse("OLD.state = 'proposed' AND NEW.content IS DISTINCT FROM OLD.content "
             "AND (NEW.state <> 'draft' OR NEW.proposed_hash <> '')", "ALERT_CHANGED_WHILE_PROPOSED")}
    IF NEW.released_at IS NOT NULL THEN
        {_refuse(two_people, "ALERT_NEEDS_TWO_PEOPLE")}
        SELECT alerts_per_hour INTO ceiling FROM network_network WHERE id = 1 FOR UPDATE;
        SELECT count(*) INTO released FROM alerts_alert
            WHERE kind <> 'withdrawal' AND released_at > NEW.released_at - interval '1 hour';
        {_refuse(f"released >= ceiling AND NOT {_P_LIFTED}", "ALERT_CEILING")}
    END IF;
    RETURN NEW;
END $$
"""  # fmt: skip
    yield f"""
CREATE FUNCTION alerts_check_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_refuse("NOT (NEW.state = 'draft' AND NEW.released_by IS NULL AND NEW.kind <> 'withdrawal') "
             "AND NOT (NEW.kind = 'withdrawal' AND NEW.state = 'released' AND EXISTS ("
             "SELECT 1 FROM alerts_alert WHERE thread = NEW.thread AND released_at IS NOT NULL))",
             "ALERT_NEEDS_TWO_PEOPLE")}
    RETURN NEW;
END $$
"""  # fmt: skip
    yield f"""
CREATE FUNCTION alerts_check_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_refuse("EXISTS (SELECT 1 FROM alerts_capmessage WHERE alert_id = NEW.alert_id) OR NOT EXISTS ("
             "SELECT 1 FROM alerts_alert WHERE id = NEW.alert_id AND released_at IS NOT NULL)", "ALERT_WAS_SENT")}
    RETURN NEW;
END $$
"""  # fmt: skip
    fixed = " OR ".join(
        f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ("code", "content", "content_hash", "composed_by")
    )
    yield f"""
CREATE FUNCTION alerts_check_drill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {_refuse("NEW.released_by IS NOT NULL", "ALERT_NEEDS_TWO_PEOPLE")}
        RETURN NEW;
    END IF;
    {_refuse(fixed + " OR (OLD.released_by IS NOT NULL AND NEW.released_by IS DISTINCT FROM OLD.released_by)",
             "DRILL_WAS_PROPOSED")}
    RETURN NEW;
END $$
"""  # fmt: skip
    for name, event, function in (
        ("alerts_alert_change", "UPDATE ON alerts_alert", "alerts_check_change"),
        ("alerts_alert_begin", "INSERT ON alerts_alert", "alerts_check_begin"),
        ("alerts_alerttext_complete", "INSERT ON alerts_alerttext", "alerts_check_text"),
        ("alerts_signedmessage_stays", "UPDATE ON alerts_signedmessage", "alerts_refuse"),
        ("alerts_drill_stays", "INSERT OR UPDATE ON alerts_drill", "alerts_check_drill"),
    ):
        yield f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {function}()"


_SQLITE_NAMES = (
    "alerts_alert_is_what_it_is", "alerts_alert_authors", "alerts_alert_proposal", "alerts_alert_two_people",
    "alerts_alert_ceiling", "alerts_alert_begins", "alerts_alerttext_complete", "alerts_signedmessage_stays",
    "alerts_drill_stays", "alerts_drill_begins", "alerts_alert_over",
)  # fmt: skip
_FUNCTIONS = ("alerts_check_change", "alerts_check_begin", "alerts_check_text", "alerts_check_drill")


def hold_to_two(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _postgresql() if is_postgresql else _sqlite():
        schema_editor.execute(statement)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in _FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
        schema_editor.execute("DROP TRIGGER alerts_signedmessage_stays ON alerts_signedmessage")
        return
    for name in _SQLITE_NAMES:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0004_signed_and_drills"), ("network", "0006_ceiling")]
    operations = [migrations.RunPython(hold_to_two, let_go)]
