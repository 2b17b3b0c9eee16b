"""One look at an installation: its processes, queues, dead jobs, broker, database and disk."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min

from amparo.core.jobs import handlers
from amparo.core.models import Heartbeat, Job, JobState
from amparo.core.watch.beats import KEPT

SILENT_AFTER = timedelta(seconds=45)
DEAD_ARE_NEWS_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Process:
    """One process: of which kind, on which machine, and when it last said that it is there."""

    kind: str
    machine: str
    started_at: datetime
    beat_at: datetime
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The due jobs of one kind of process."""

    name: str
    due: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found.

    Attributes:
        broker: `none` where there is no address, else `there` or `away`.
        dead: jobs that were given up, in all; `newly_dead`: in the last hour.
    """

    at: datetime
    processes: tuple[Process, ...]
    queues: tuple[Queue, ...]
    dead: int
    newly_dead: int
    broker: str
    free_disk_bytes: int


def look(now: datetime) -> Seen:
    """Look.

    Raises:
        django.db.Error: the database is away.
    """
    dead = Job.objects.filter(state=JobState.DEAD)
    return Seen(
        at=now,
        processes=tuple(_processes(now)),
        queues=tuple(_queue(name, now) for name in handlers.queues()),
        dead=dead.count(),
        newly_dead=dead.filter(run_at__gt=now - DEAD_ARE_NEWS_FOR).count(),
        broker=_broker(),
        free_disk_bytes=free_disk_bytes(),
    )


def free_disk_bytes() -> int:
    """Return what is left of the disk that holds this machine's folder."""
    return shutil.disk_usage(Path(settings.DATA)).free


def forget_old_beats(now: datetime) -> None:
    """Delete the rows of processes that have been silent for a day."""
    Heartbeat.objects.filter(beat_at__lte=now - KEPT).delete()


def _processes(now: datetime) -> Iterable[Process]:
    """Return each process but those that another of their kind and machine has followed since their last beat."""
    rows = list(Heartbeat.objects.order_by("kind", "machine", "started_at"))
    for row in rows:
        is_silent = row.beat_at <= now - SILENT_AFTER
        is_followed = any(
            other.pk != row.pk
            and (other.kind, other.machine) == (row.kind, row.machine)
            and other.started_at >= row.beat_at
            for other in rows
        )
        if not (is_silent and is_followed):
            yield Process(row.kind, row.machine, row.started_at, row.beat_at, is_silent)


def _queue(name: str, now: datetime) -> Queue:
    found = Job.due((name,), now).order_by().aggregate(due=Count("pk"), oldest=Min("run_at"))
    return Queue(name, found["due"], found["oldest"])


def _broker() -> str:
    if not settings.BROKER_URL:
        return "none"
    from amparo.core.jobs.broker import BrokerAway, Link

    link = Link()
    try:
        link.depth("worker")
    except BrokerAway:
        return "away"
    finally:
        link.close()
    return "there"
