"""The gateway watches the whole installation, as it can tell somebody: what is found wrong is told once, then rarely.

Of several gateways one tells: whoever writes the time of telling into the alarm's row. Where the database is away there
is no row to write, and each gateway tells.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Event

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.db.models import Q

from amparo.channels import queries
from amparo.channels.services import on_call
from amparo.core import clock
from amparo.core.models import Alarm
from amparo.core.watch import faults, looking
from amparo.core.watch.faults import Fault, Unsent

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=10)
# Processes that start together need not all be there at the first look.
WARMING_UP = timedelta(seconds=60)
AGAIN_AFTER = timedelta(minutes=30)
_ALL_IS_WELL = "All is well again."
_HOW_TO_LOOK = "Look with: ./amparo status"


class Watch:
    """What one gateway has seen so far."""

    def __init__(self, now: datetime) -> None:
        self.is_well = True
        self._began_at = now
        self._heads: dict[str, tuple[int, datetime]] = {}
        self._told_without_database: datetime | None = None

    def until(self, stop: Event) -> None:
        """Look every few seconds until `stop` is set."""
        while not stop.wait(LOOK_EVERY.total_seconds()):
            close_old_connections()
            self.look(clock.now())
        connection.close()

    def look(self, now: datetime) -> None:
        """Look once, and tell the people on call what is new."""
        try:
            found = self._found(now)
            is_told = self._settle(found, now)
        except Error:
            self.is_well = False
            self._tell_without_database(now)
            return
        self.is_well = not found
        self._told_without_database = None
        if is_told:
            log.warning(
                "People on call were told: %s", ", ".join(fault.code for fault in found) or "all is well"
            )

    def _found(self, now: datetime) -> tuple[Fault, ...]:
        seen = looking.look(now)
        looking.forget_old_beats(now)
        stuck = self._stuck(queries.oldest_unsent(now), now)
        found = faults.found_in(seen, stuck, least_free_bytes=settings.LEAST_FREE_DISK_BYTES)
        if now - self._began_at < WARMING_UP:
            return tuple(fault for fault in found if not fault.code.startswith("NO_"))
        return found

    def _stuck(self, unsent: Iterable[Unsent], now: datetime) -> list[Unsent]:
        """Return the ways on which nothing moves: the message at the head of the line is the same as a minute ago."""
        before, self._heads = self._heads, {}
        stuck = []
        for each in unsent:
            head, since = before.get(each.kind, (0, now))
            self._heads[each.kind] = (each.head, since if head == each.head else now)
            if now - self._heads[each.kind][1] >= faults.LATE_AFTER:
                stuck.append(each)
        return stuck

    def _settle(self, found: tuple[Fault, ...], now: datetime) -> bool:
        """Bring the alarms' rows to what was found, and tell what is news; True if people were told."""
        codes = [fault.code for fault in found]
        Alarm.objects.bulk_create([Alarm(code=code, since=now) for code in codes], ignore_conflicts=True)
        over = Alarm.objects.exclude(code__in=codes)
        was_told = over.filter(told_at__isnull=False).exists()
        ended, _ = over.delete()
        if not found:
            return bool(ended and was_told) and on_call.tell(_ALL_IS_WELL)
        untold = Alarm.objects.filter(
            Q(told_at__isnull=True) | Q(told_at__lte=now - AGAIN_AFTER), code__in=codes
        )
        if not untold.update(told_at=now):
            return False
        is_told = on_call.tell("\n".join([*(fault.words for fault in found), "", _HOW_TO_LOOK]))
        if not is_told:
            Alarm.objects.filter(code__in=codes, told_at=now).update(told_at=None)
        return is_told

    def _tell_without_database(self, now: datetime) -> None:
        """Tell that the database is away, or that the disk is full, which looks the same from here."""
        told = self._told_without_database
        free = looking.free_disk_bytes()
        is_full = free < settings.LEAST_FREE_DISK_BYTES
        fault = faults.disk_full(free) if is_full else faults.database_away()
        if (told is None or now - told >= AGAIN_AFTER) and on_call.tell(fault.words):
            self._told_without_database = now
