"""The tick: publish what has become due, and what was published but never taken.

Every worker ticks; a lock of the database lets one do it at a time. A row counts as published before its id leaves, so
that a worker who gets the id at once finds it so.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from amparo.core import database
from amparo.core.jobs.handing_over import Handed
from amparo.core.models import Job, JobState

MOST = 1000
# An id that nobody took in this time was lost: by us, by a broker that was lost itself, or by a worker that died.
TAKEN_BY_THEN = timedelta(seconds=30)
# A row "published" later than now says that a clock was set back.
CLOCKS_DIFFER_BY = timedelta(minutes=1)

Publish = Callable[[Sequence[Handed]], None]
Depth = Callable[[str], int]


def tick(queues: tuple[str, ...], now: datetime, *, publish: Publish, depth: Depth) -> int:
    """Publish some of what is due; return how many ids.

    Raises:
        BrokerAway: the rows are as if they had not been published.
    """
    due = _mark(_unpublished(queues, now), now)
    lost = _lost(queues, now)
    # While much waits in the broker nothing is lost: it is only slow, and asking once more makes it slower.
    if not due and Job.free(now).filter(lost).exists() and any(depth(queue) < MOST for queue in queues):
        due = _mark(lost, now)
    if due:
        _publish(due, publish)
    return len(due)


def _publish(due: list[Job], publish: Publish) -> None:
    is_published = False
    try:
        publish([Handed(job.pk, job.queue, job.priority) for job in due])
        is_published = True
    finally:
        if not is_published:
            Job.objects.filter(pk__in=[job.pk for job in due], owner__isnull=True).update(published_at=None)


def _unpublished(queues: tuple[str, ...], now: datetime) -> Q:
    return Q(queue__in=queues, state=JobState.READY, run_at__lte=now, published_at__isnull=True)


def _lost(queues: tuple[str, ...], now: datetime) -> Q:
    old = Q(published_at__lte=now - TAKEN_BY_THEN) | Q(published_at__gt=now + CLOCKS_DIFFER_BY)
    return Q(old, queue__in=queues, state=JobState.READY)


def _mark(condition: Q, now: datetime) -> list[Job]:
    wanted = Job.free(now).filter(condition).order_by("-priority", "run_at", "pk")
    if not wanted.exists():
        return []
    with transaction.atomic():
        if not database.is_first_in_line(database.LINE_OF_THE_TICK):
            return []
        if connection.features.has_select_for_update_skip_locked:
            wanted = wanted.select_for_update(skip_locked=True)
        due = list(wanted[:MOST])
        Job.objects.filter(pk__in=[job.pk for job in due]).update(published_at=now)
    return due
