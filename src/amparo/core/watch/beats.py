"""Signs of life: each process says every few seconds that it is there, in the database and in a file beside it.

The row is for those who watch from other machines; the file is for this machine's supervisor, who needs no database.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import Error, close_old_connections, connection

from amparo.core import clock
from amparo.core.models import Heartbeat

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)
KEPT = timedelta(days=1)
FOLLOWED_AFTER = timedelta(minutes=1)
FOLDER = "beats"

Verdict = Callable[[], bool]


class Heart:
    """One process's beats."""

    def __init__(self, kind: str, now: datetime) -> None:
        self._row = Heartbeat(
            id=uuid.uuid4(), kind=kind, machine=settings.MACHINE, started_at=now, beat_at=now
        )
        self._file = Path(settings.DATA) / FOLDER / kind

    def beat(self, now: datetime, *, is_well: bool = True) -> None:
        """Say that the process is there; in the file also whether all that it watches is well.

        Raises:
            django.db.Error: the database is away. The file was written.
        """
        with suppress(OSError):  # a full disk is told of by those who look at it
            self._file.parent.mkdir(mode=0o700, exist_ok=True)
            self._file.write_text("well\n" if is_well else "unwell\n", encoding="ascii")
        self._row.beat_at = now
        if not Heartbeat.objects.filter(pk=self._row.pk).update(beat_at=now):
            self._follow(now)

    def _follow(self, now: datetime) -> None:
        """Begin, in the place of those of our kind on this machine who are long silent: they ended, and we follow."""
        Heartbeat.objects.filter(
            kind=self._row.kind, machine=self._row.machine, beat_at__lte=now - FOLLOWED_AFTER
        ).delete()
        self._row.save(force_insert=True)

    def end(self) -> None:
        """Take the row along: a process that ends as asked is not missed."""
        with suppress(Error):
            Heartbeat.objects.filter(pk=self._row.pk).delete()


@contextmanager
def beating(kind: str, verdict: Verdict = lambda: True) -> Iterator[None]:
    """Beat in a thread until it is left; `verdict` tells whether what the process watches is well."""
    stop = Event()
    thread = threading.Thread(target=beat_until, args=(kind, stop, verdict), name="heart", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=2)


def beat_until(kind: str, stop: Event, verdict: Verdict = lambda: True) -> None:
    """Beat until `stop` is set."""
    heart = Heart(kind, clock.now())
    while True:
        close_old_connections()
        try:
            heart.beat(clock.now(), is_well=verdict())
        except Error:
            log.warning("A sign of life could not be written: the database does not take it.")
        if stop.wait(EVERY.total_seconds()):
            break
    heart.end()
    connection.close()
