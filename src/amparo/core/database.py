"""What the database must be: durable, and erasing when told to."""

from threading import Event

from django.db import connection

from amparo.core.errors import AmparoError

_LOOK_EVERY_S = 0.02
# The advisory locks of PostgreSQL that stand for what only one transaction may do at a time; any constants serve.
# The order in which a transaction takes what it needs: the line of import or of forming, rows, and the journal's line
# last. Who waits for a row with the journal's line in hand lets everybody wait, or is waited for in turn.
LINE_OF_THE_JOURNAL = 0x414D5041
LINE_OF_FORMING = 0x414D5042
LINE_OF_IMPORT = 0x414D5043
LINE_OF_THE_TICK = 0x414D5044
LINE_OF_THE_WATCH = 0x414D5045


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
_EXPECTED_POSTGRESQL = {
    # What is acknowledged survives a power cut, and rot is noticed.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    # What people wrote must not reach the server's log: not as a statement, not as a parameter, not as the row that a
    # constraint refused.
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


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


def stand_in_line(line: int) -> None:
    """Let no other transaction that stands in the same line go on until this one has ended.

    On SQLite an immediate transaction is alone already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [line])


def is_first_in_line(line: int) -> bool:
    """Stand in a line if nobody else does, until the transaction ends; tell whether we do. Waits for nobody."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [line])
        return bool(cursor.fetchone()[0])


def wait_for_change(stop: Event, longest_s: float) -> bool:
    """Wait until others have committed something, `stop` is set, or the time is over; tell whether they have.

    SQLite tells in microseconds whether another connection has committed (`PRAGMA data_version`). PostgreSQL is asked
    for the newest numbers of journal and ledger, which every piece of new work draws. Either way work is found within
    20 ms at next to no cost.
    """
    mark = _mark()
    for _ in range(max(1, round(longest_s / _LOOK_EVERY_S))):
        if stop.wait(_LOOK_EVERY_S):
            return False
        if _mark() != mark:
            return True
    return False


def _mark() -> object:
    """Return something that differs once others have committed new work."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version" if is_sqlite else _NEWEST)
        return cursor.fetchone()


_NEWEST = "SELECT (SELECT max(id) FROM core_job), (SELECT max(id) FROM core_journalentry)"
