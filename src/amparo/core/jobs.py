"""Background work: a ledger in the database that any number of workers may take from.

A job is a row until it is done. A worker leases it under an owner token, renews the lease of long work, and may
finish it only while the token is still its own; when the worker dies, the lease ends and another takes the job.
So a handler can run more than once, and must be idempotent. Errors back off with jitter; a job whose attempts are
used up is kept as `dead`, for a person to read. On SQLite the transaction is immediate, on PostgreSQL rows are
taken with SKIP LOCKED.
"""

import logging
import random
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from threading import Event
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet

from amparo.core import clock
from amparo.core.database import wait_for_change
from amparo.core.errors import AmparoError
from amparo.core.inserting import insert
from amparo.core.models import Job, JobState

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]

POLL_S = 0.2
BATCH = 20
FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=10)
DEAD_KEPT = timedelta(days=30)


class Priority(IntEnum):
    """What goes first: taking something back before everything."""

    CORRECTION = 30
    URGENT = 20
    ROUTINE = 10
    DIGEST = 0


class UnknownJob(AmparoError):
    """No handler has this name."""

    code = "UNKNOWN_JOB"


class LeaseLost(AmparoError):
    """The lease ended and another worker owns the job now: stop at once."""

    code = "LEASE_LOST"


class Retry(AmparoError):
    """Raised by a handler that wants to be run again after a time, without an attempt being counted."""

    code = "RETRY"

    def __init__(self, after: timedelta) -> None:
        super().__init__()
        self.after = after


@dataclass(frozen=True)
class _Handler:
    function: Callable[[Payload, "Run"], None]
    queue: str
    lease: timedelta
    max_attempts: int


_handlers: dict[str, _Handler] = {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job to be written into the ledger."""

    name: str
    payload: Payload
    priority: Priority = Priority.ROUTINE


@dataclass
class Run:
    """One run of one job: the time it was taken, and the renewal of its lease."""

    job_id: int
    owner: uuid.UUID
    lease: timedelta
    now: datetime

    def keep_alive(self) -> None:
        """Renew the lease. Long handlers call it between their steps.

        Raises:
            LeaseLost: another worker owns the job by now.
        """
        self.now = clock.now()
        renewed = Job.objects.filter(pk=self.job_id, owner=self.owner).update(
            lease_until=self.now + self.lease
        )
        if not renewed:
            raise LeaseLost


@dataclass
class Drained:
    """What `run_all` did: names of jobs done and failed, in order."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def handler(
    name: str,
    *,
    queue: str = "worker",
    lease: timedelta = timedelta(seconds=30),
    max_attempts: int = 8,
) -> Callable[[Callable[[Payload, Run], None]], Callable[[Payload, Run], None]]:
    """Register the function that does the jobs of a name. Used in an app's `tasks.py`."""

    def register(function: Callable[[Payload, Run], None]) -> Callable[[Payload, Run], None]:
        _handlers[name] = _Handler(function, queue, lease, max_attempts)
        return function

    return register


def enqueue(
    name: str,
    payload: Payload,
    *,
    now: datetime,
    run_at: datetime | None = None,
    priority: Priority = Priority.ROUTINE,
    unique: str | None = None,
) -> None:
    """Write a job into the ledger, inside the caller's transaction if there is one.

    Args:
        unique: at most one waiting job has this key; a second is passed over, as the first will do its work.

    Raises:
        UnknownJob: no handler has the name.
    """
    job = _job(name, payload, now=now, run_at=run_at, priority=priority, unique=unique)
    Job.objects.bulk_create([job], ignore_conflicts=unique is not None)


def enqueue_all(wanted: Iterable[Wanted], *, now: datetime) -> None:
    """Write many jobs by one statement.

    Raises:
        UnknownJob: no handler has one of the names.
    """
    insert([_job(each.name, each.payload, now=now, priority=each.priority) for each in wanted])


def _job(
    name: str,
    payload: Payload,
    *,
    now: datetime,
    run_at: datetime | None = None,
    priority: Priority = Priority.ROUTINE,
    unique: str | None = None,
) -> Job:
    if name not in _handlers:
        raise UnknownJob(name=name)
    return Job(
        queue=_handlers[name].queue,
        name=name,
        payload=dict(payload),
        priority=priority,
        run_at=run_at or now,
        unique=unique,
    )


def run_all(
    *, now: datetime, queues: tuple[str, ...] = ("worker", "gateway"), limit: int = 10_000
) -> Drained:
    """Run what is due until nothing is, in this process. For tests, the demonstration and commands."""
    drained = Drained()
    for _ in range(limit):
        jobs = _take(queues, now, 1)
        if not jobs:
            break
        is_done = _run(jobs[0], now)
        (drained.done if is_done else drained.failed).append(jobs[0].name)
    return drained


def work(queues: tuple[str, ...], stop: Event) -> None:
    """Take and run jobs until `stop` is set. The body of the worker and gateway processes."""
    next_tidying = clock.now()
    while not stop.is_set():
        close_old_connections()
        if clock.now() >= next_tidying:
            forget_dead(clock.now())
            next_tidying = clock.now() + clock.HOUR
        jobs = _take(queues, clock.now(), BATCH)
        for job in jobs:
            if stop.is_set() or _must_make_way(job, queues):
                _give_back(job)
            else:
                _run(job, clock.now())
        if not jobs:
            wait_for_change(stop, POLL_S)


def waiting(now: datetime, queues: tuple[str, ...] = ("worker",)) -> int:
    """Return how many jobs are due, for whoever shows how far the work has come."""
    return Job.due(queues, now).count()


def forget_dead(now: datetime) -> int:
    """Delete the dead jobs that nobody looked at for a month; return how many."""
    deleted, _ = Job.objects.filter(state=JobState.DEAD, run_at__lte=now - DEAD_KEPT).delete()
    return deleted


def _take(queues: tuple[str, ...], now: datetime, limit: int) -> list[Job]:
    if not Job.due(queues, now).exists():
        return []
    with transaction.atomic():
        due = Job.due(queues, now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        jobs = list(due[:limit])
        owner = uuid.uuid4()
        for job in jobs:
            job.owner = owner
            # A batch is worked off one by one: the last may have to wait for all before it.
            job.lease_until = now + _lease_of(job.name) * len(jobs)
            job.attempts += 1
            # What is asked for from now on is new work: this run may have read its facts already.
            job.unique = None
        Job.objects.bulk_update(jobs, ["owner", "lease_until", "attempts", "unique"])
    return jobs


def _lease_of(name: str) -> timedelta:
    return _handlers[name].lease if name in _handlers else timedelta(seconds=30)


def _run(job: Job, now: datetime) -> bool:
    """Run one job that we own; tell whether it succeeded."""
    found = _handlers.get(job.name)
    if found is None or job.owner is None:
        _fail(job, now, UnknownJob.code, max_attempts=1)
        return False
    run = Run(job.pk, job.owner, found.lease, now)
    try:
        found.function(job.payload, run)
    except LeaseLost:
        return False
    except Retry as wish:
        _owned(job).update(
            owner=None, lease_until=None, run_at=now + wish.after, attempts=max(0, job.attempts - 1)
        )
        return False
    except Exception as error:
        log.exception("A job failed: %s", job.name)
        code = error.code if isinstance(error, AmparoError) else type(error).__name__
        _fail(job, now, code, found.max_attempts)
        return False
    _owned(job).delete()
    return True


def _must_make_way(job: Job, queues: tuple[str, ...]) -> bool:
    """Tell whether something more urgent has come since the batch of an unhurried job was taken."""
    if job.priority >= Priority.ROUTINE:
        return False
    return Job.due(queues, clock.now()).filter(priority__gt=job.priority).exists()


def _owned(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, owner=job.owner)


def _give_back(job: Job) -> None:
    _owned(job).update(owner=None, lease_until=None, attempts=max(0, job.attempts - 1))


def _fail(job: Job, now: datetime, code: str, max_attempts: int) -> None:
    is_dead = job.attempts >= max_attempts
    backoff = min(FIRST_BACKOFF * 2 ** (job.attempts - 1), LONGEST_BACKOFF) * random.uniform(0.5, 1.5)  # noqa: S311
    _owned(job).update(
        owner=None,
        lease_until=None,
        state=JobState.DEAD if is_dead else JobState.READY,
        run_at=now + backoff,
        error_code=code[:64],
    )
