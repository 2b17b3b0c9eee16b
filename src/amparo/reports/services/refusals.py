"""Count what is refused, by reason and hour: in this process's memory, and once a minute in the database.

A process that is killed loses the counts of its last minute, and nothing else. What was counted last is written when
the next report comes.
"""

from collections import Counter
from datetime import datetime
from threading import Lock

from django.db import transaction
from django.db.models import F

from amparo.core import clock
from amparo.reports.models import RefusedCount
from amparo.vault.api import Refusal

KEPT = 90 * clock.DAY

_lock = Lock()
_waiting: Counter[tuple[datetime, str]] = Counter()
_written_at: datetime | None = None


def count(reason: str, now: datetime) -> None:
    """Count one refusal.

    Args:
        reason: a code of ours, never what somebody sent.
        now: aware.
    """
    with _lock:
        _waiting[clock.floor_to(now, clock.HOUR), reason[: RefusedCount.LONGEST_REASON]] += 1
    write_if_due(now)


def count_picture(why: Refusal, now: datetime) -> None:
    """Count a photo or video that was not taken; the report that it came with may have been."""
    count(f"picture_{why.value}", now)


def write_if_due(now: datetime) -> None:
    """Write down what waits, at most once a minute; a clock that was put back writes at once."""
    global _written_at  # noqa: PLW0603 — this process's own memory
    if not _waiting:
        return
    with _lock:
        if _written_at is not None and _written_at <= now < _written_at + clock.MINUTE:
            return
        taken = dict(_waiting)
        _waiting.clear()
        _written_at = now
    with transaction.atomic():
        for (hour, reason), number in taken.items():
            row, _is_new = RefusedCount.objects.get_or_create(hour=hour, reason=reason)
            RefusedCount.objects.filter(pk=row.pk).update(number=F("number") + number)
        RefusedCount.objects.filter(hour__lt=now - KEPT).delete()


def by_hour(since: datetime) -> dict[datetime, dict[str, int]]:
    """Return what was refused in each hour from one on, by reason."""
    found: dict[datetime, dict[str, int]] = {}
    for row in RefusedCount.objects.filter(hour__gte=since):
        found.setdefault(row.hour, {})[row.reason] = row.number
    return found


def forget() -> None:
    """Forget what waits, as at the start of the process."""
    global _written_at  # noqa: PLW0603 — as above
    with _lock:
        _waiting.clear()
        _written_at = None
