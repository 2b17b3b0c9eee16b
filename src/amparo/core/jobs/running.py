"""Run one job that is ours, and see what becomes of it."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from amparo.core.errors import AmparoError
from amparo.core.jobs import ledger
from amparo.core.jobs.handlers import LeaseLost, Retry, Run, UnknownJob, handler_of
from amparo.core.models import Job

log = logging.getLogger(__name__)


@dataclass
class Drained:
    """What `run_all` did: names of jobs done and failed, in order."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run_all(
    *, now: datetime, queues: tuple[str, ...] = ("worker", "gateway"), limit: int = 10_000
) -> Drained:
    """Run what is due until nothing is, in this process. For tests, the demonstration and commands."""
    drained = Drained()
    for _ in range(limit):
        jobs = ledger.take(queues, now, 1)
        if not jobs:
            break
        is_done = run(jobs[0], now)
        (drained.done if is_done else drained.failed).append(jobs[0].name)
    return drained


def run(job: Job, now: datetime) -> bool:
    """Run one job that we own; tell whether it succeeded."""
    found = handler_of(job.name)
    if found is None or job.owner is None:
        ledger.fail(job, now, UnknownJob.code, max_attempts=1)
        return False
    if ledger.bury_if_deadly(job, now, found.max_attempts):
        log.error("A job died with its worker too often: %s", job.name)
        return False
    this_run = Run(job.pk, job.owner, found.lease, now)
    try:
        found.function(job.payload, this_run)
    except LeaseLost:
        return False
    except Retry as wish:
        ledger.put_off(job, now + wish.after)
        return False
    except Exception as error:
        log.exception("A job failed: %s", job.name)
        code = error.code if isinstance(error, AmparoError) else type(error).__name__
        ledger.fail(job, now, code, found.max_attempts)
        return False
    ledger.finish(job)
    return True
