"""The ledger's rows: written, taken under a lease, given back, failed, finished.

On SQLite the transaction is immediate, on PostgreSQL rows are taken with SKIP LOCKED.

`published_at` is used with a broker alone: it is set while the row counts as handed to the broker, by whoever found it
due. So an id that the broker brings twice, or too late, finds a row that nobody may take: done, taken, or backed off.
"""

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from amparo.core.inserting import insert, insert_numbered
from amparo.core.jobs import handing_over
from amparo.core.jobs.handlers import (
    Payload,
    Priority,
    UnknownJob,
    WorkerDied,
    handler_of,
    lease_of,
)
from amparo.core.models import Job, JobState

FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=10)
DEAD_KEPT = timedelta(days=30)
MOST_DEATHS = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job to be written into the ledger."""

    name: str
    payload: Payload
    priority: Priority = Priority.ROUTINE


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
    if unique is not None:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        if job.published_at is not None:
            # Whether it was written is not told, and by which number. One that was there is handed over once more.
            _hand_over(Job.objects.filter(unique=unique, published_at__isnull=False))
    elif job.published_at is not None:
        _insert_and_hand_over([job])
    else:
        Job.objects.bulk_create([job])


def enqueue_all(wanted: Iterable[Wanted], *, now: datetime) -> None:
    """Write many jobs by one statement.

    Raises:
        UnknownJob: no handler has one of the names.
    """
    jobs = [_job(each.name, each.payload, now=now, priority=each.priority) for each in wanted]
    if settings.BROKER_URL:
        _insert_and_hand_over(jobs)
    else:
        insert(jobs)


def _insert_and_hand_over(jobs: Sequence[Job]) -> None:
    """Write rows that are due, and give their ids to the broker once the transaction is committed."""
    insert_numbered(jobs)
    _hand_over(jobs)


def _hand_over(jobs: Iterable[Job]) -> None:
    handed = [handing_over.Handed(job.pk, job.queue, job.priority) for job in jobs]
    transaction.on_commit(lambda: handing_over.hand_over(handed), robust=True)


def _job(
    name: str,
    payload: Payload,
    *,
    now: datetime,
    run_at: datetime | None = None,
    priority: Priority = Priority.ROUTINE,
    unique: str | None = None,
) -> Job:
    found = handler_of(name)
    if found is None:
        raise UnknownJob(name=name)
    is_due = run_at is None or run_at <= now
    return Job(
        queue=found.queue,
        name=name,
        payload=dict(payload),
        priority=priority,
        run_at=run_at or now,
        unique=unique,
        published_at=now if is_due and settings.BROKER_URL else None,
    )


def take(
    queues: tuple[str, ...], now: datetime, limit: int, *, patience: timedelta = timedelta(0)
) -> list[Job]:
    """Lease the most urgent jobs that have been due for as long as `patience`, up to `limit`."""
    overdue = Job.due(queues, now).filter(run_at__lte=now - patience)
    if not overdue.exists():
        return []
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            overdue = overdue.select_for_update(skip_locked=True)
        jobs = list(overdue[:limit])
        owner = uuid.uuid4()
        for job in jobs:
            job.owner = owner
            # A batch is worked off one by one. Whoever does it renews what has not begun (`renew`), so that what a
            # worker had in hand when it was killed waits no longer than the one job that it was doing.
            job.lease_until = now + lease_of(job.name)
            job.attempts += 1
            # What is asked for from now on is new work: this run may have read its facts already.
            job.unique = None
        Job.objects.bulk_update(jobs, ["owner", "lease_until", "attempts", "unique"])
    return jobs


def claim(job_id: int, queues: tuple[str, ...], now: datetime) -> Job | None:
    """Lease the job whose id the broker brought; None where it is done, dead, backed off or another's.

    Whether it is due was decided by whoever published it: the clocks of two machines differ.
    """
    free = Job.free(now).filter(pk=job_id, queue__in=queues, state=JobState.READY, published_at__isnull=False)
    job = free.first()
    if job is None:
        return None
    job.owner = uuid.uuid4()
    job.lease_until = now + lease_of(job.name)
    job.attempts += 1
    job.unique = None
    taken = free.filter(attempts=job.attempts - 1).update(
        owner=job.owner, lease_until=job.lease_until, attempts=job.attempts, unique=None
    )
    return job if taken else None


def owned(job: Job) -> QuerySet[Job]:
    """Return the row of a job, if it is still ours."""
    return Job.objects.filter(pk=job.pk, owner=job.owner)


def renew(jobs: Sequence[Job], now: datetime) -> list[Job]:
    """Renew the leases of taken jobs that have not begun; return those that are still ours."""
    renewed = 0
    for lease in {lease_of(job.name) for job in jobs}:
        same = [job.pk for job in jobs if lease_of(job.name) == lease]
        ours = Job.objects.filter(pk__in=same, owner=jobs[0].owner)
        renewed += ours.update(lease_until=now + lease)
    if renewed == len(jobs):
        return list(jobs)
    kept = set(Job.objects.filter(owner=jobs[0].owner).values_list("pk", flat=True)) if jobs else set()
    return [job for job in jobs if job.pk in kept]


def finish(job: Job) -> None:
    """Delete the row of a job that is done."""
    owned(job).delete()


def give_back(job: Job) -> None:
    """Let others take a job that was taken but not begun."""
    owned(job).update(owner=None, lease_until=None, published_at=None, attempts=max(0, job.attempts - 1))


def put_off(job: Job, until: datetime) -> None:
    """Let a job be run again from a time on, without an attempt being counted."""
    owned(job).update(
        owner=None, lease_until=None, published_at=None, run_at=until, attempts=max(0, job.attempts - 1)
    )


def fail(job: Job, now: datetime, code: str, max_attempts: int) -> None:
    """Record an attempt that failed: the job is tried later, or is dead."""
    is_dead = job.attempts >= max_attempts
    backoff = min(FIRST_BACKOFF * 2 ** (job.attempts - 1), LONGEST_BACKOFF) * random.uniform(0.5, 1.5)  # noqa: S311
    owned(job).update(
        owner=None,
        lease_until=None,
        published_at=None,
        state=JobState.DEAD if is_dead else JobState.READY,
        run_at=now + backoff,
        error_code=code[:64],
    )


def bury_if_deadly(job: Job, now: datetime, max_attempts: int) -> bool:
    """Put a job among the dead that nobody lived to fail: each try ended with the process. Tell whether it was.

    Far more tries are granted than to one that fails: a long and innocent job may be killed again and again.
    """
    is_deadly = job.attempts > max_attempts + MOST_DEATHS
    if is_deadly:
        fail(job, now, WorkerDied.code, max_attempts)
    return is_deadly


def waiting(now: datetime, queues: tuple[str, ...] = ("worker",)) -> int:
    """Return how many jobs are due, for whoever shows how far the work has come."""
    return Job.due(queues, now).count()


def forget_dead(now: datetime) -> int:
    """Delete the dead jobs that nobody looked at for a month; return how many."""
    deleted, _ = Job.objects.filter(state=JobState.DEAD, run_at__lte=now - DEAD_KEPT).delete()
    return deleted
