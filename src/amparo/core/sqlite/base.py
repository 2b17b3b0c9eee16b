"""Django's SQLite, without one check that the hardened database refuses, and with a patience of its own.

Django gives every column of JSON a `CHECK (JSON_VALID(…))`. With `trusted_schema=OFF`, which keeps a tampered
database file from calling functions, SQLite before 3.41 (Debian 12 has 3.40) refuses each statement that touches
such a table: "unsafe use of JSON_VALID()". The columns are written by Django's own JSON encoder only, so the check
would find nothing; the pragma may.

Who waits to write is in no line: SQLite looks again after a while, soon only every tenth of a second. Beside a worker
that writes one transaction after the other and pauses for a millisecond, a page would look in vain until its ten
seconds are over. So a transaction that finds the database taken looks every millisecond.
"""

import sqlite3
import time

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_LOOKS_EVERY_S = 0.001
_BEGIN = "BEGIN IMMEDIATE"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, with JSON columns unchecked, and transactions that begin in the pauses of others."""

    data_type_check_constraints = {
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction as soon as nobody else writes.

        Raises:
            OperationalError: others wrote for as long as the settings let anybody wait.
        """
        patience_s = float(self.settings_dict["OPTIONS"]["timeout"])
        until = time.monotonic() + patience_s
        self._wait_by_itself(0)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's own name, not in its stubs
        except OperationalError as error:
            if not _is_taken(error.__cause__):
                raise
            while not self._has_begun():
                if time.monotonic() > until:
                    raise
                time.sleep(_LOOKS_EVERY_S)
        finally:
            self._wait_by_itself(patience_s)

    def _has_begun(self) -> bool:
        try:
            with self.wrap_database_errors:
                self.connection.execute(_BEGIN)
        except OperationalError as error:
            if not _is_taken(error.__cause__):
                raise
            return False
        return True

    def _wait_by_itself(self, seconds: float) -> None:
        """Let SQLite wait for so long before it says that the database is taken."""
        self.connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def _is_taken(error: BaseException | None) -> bool:
    """Tell whether somebody else writes; of an extended code the last byte says it (sqlite.org/rescode.html)."""
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
