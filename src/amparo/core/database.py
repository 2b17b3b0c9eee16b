"""What the database must be: durable, and erasing when told to."""

from threading import Event

from django.db import connection

from amparo.core.errors import AmparoError

_LOOK_EVERY_S = 0.02


class DatabaseNotHardened(AmparoError):
    """The database does not run with the settings that our promises rest on; `fields["found"]` names them."""

    code = "DATABASE_NOT_HARDENED"


_EXPECTED_SQLITE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}
_EXPECTED_POSTGRESQL = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def check_hardened() -> None:
    """Compare the running database with what we promise; called at every start.

    Raises:
        DatabaseNotHardened: a setting differs.
    """
    found: dict[str, object] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            expected: dict[str, object] = dict(_EXPECTED_SQLITE)
            for name in expected:
                found[name] = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        else:
            expected = dict(_EXPECTED_POSTGRESQL)
            for name in expected:
                cursor.execute("SELECT current_setting(%s)", [name])
                found[name] = cursor.fetchone()[0]
    wrong = {name: value for name, value in found.items() if value != expected[name]}
    if wrong:
        raise DatabaseNotHardened(found=wrong)


def erase_residue() -> None:
    """Bring the write-ahead log into the file and empty it: deleted rows leave copies there otherwise.

    Does nothing on PostgreSQL, where sealing and the shredding of keys do this work.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def wait_for_change(stop: Event, longest_s: float) -> bool:
    """Wait until others have committed something, `stop` is set, or the time is over; tell whether they have.

    SQLite tells in microseconds whether another connection has committed (`PRAGMA data_version`), so that work is found
    within 20 ms at next to no cost; on PostgreSQL the whole time passes.
    """
    if connection.vendor != "sqlite":
        stop.wait(longest_s)
        return False
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA data_version").fetchone()
        for _ in range(max(1, round(longest_s / _LOOK_EVERY_S))):
            if stop.wait(_LOOK_EVERY_S):
                return False
            if cursor.execute("PRAGMA data_version").fetchone() != before:
                return True
    return False
