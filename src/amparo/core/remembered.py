"""Remember for a moment what hardly ever changes and is asked for all the time."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

from django.db import connection

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """What was read from the database, kept in this process for a moment: others' changes show a moment late.

    Inside a transaction it is read anew, since the transaction may have changed it itself.
    """

    def __init__(self, read: Callable[[], Value], moment: timedelta) -> None:
        self._read = read
        self._moment_s = moment.total_seconds()
        self._kept: tuple[Value, float] | None = None

    def get(self) -> Value:
        """Return it, at most a moment old; whatever `read` raises is raised, and not remembered."""
        if connection.in_atomic_block:
            return self._read()
        kept, now = self._kept, time.monotonic()
        if kept is not None and now < kept[1]:
            return kept[0]
        value = self._read()
        self._kept = (value, now + self._moment_s)
        return value

    def forget(self) -> None:
        """Read anew the next time: this process changed it."""
        self._kept = None
