"""What a job is called, who does it, and what a handler may say."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.models import Job

Payload = Mapping[str, Any]

DEFAULT_LEASE = timedelta(seconds=30)


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


class WorkerDied(AmparoError):
    """Whoever took the job died of it, as often as it may be tried: nobody takes it any more."""

    code = "WORKER_DIED"


class Retry(AmparoError):
    """Raised by a handler that wants to be run again after a time, without an attempt being counted."""

    code = "RETRY"

    def __init__(self, after: timedelta) -> None:
        super().__init__()
        self.after = after


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


@dataclass(frozen=True)
class Handler:
    """The function that does the jobs of a name, in which queue, for how long at a time, and how often at most."""

    function: Callable[[Payload, Run], None]
    queue: str
    lease: timedelta
    max_attempts: int


_handlers: dict[str, Handler] = {}


def handler(
    name: str,
    *,
    queue: str = "worker",
    lease: timedelta = DEFAULT_LEASE,
    max_attempts: int = 8,
) -> Callable[[Callable[[Payload, Run], None]], Callable[[Payload, Run], None]]:
    """Register the function that does the jobs of a name. Used in an app's `tasks.py`."""

    def register(function: Callable[[Payload, Run], None]) -> Callable[[Payload, Run], None]:
        _handlers[name] = Handler(function, queue, lease, max_attempts)
        return function

    return register


def handler_of(name: str) -> Handler | None:
    """Return the handler of a name, or None: a job of an older release may have none any more."""
    return _handlers.get(name)


def lease_of(name: str) -> timedelta:
    """Return for how long a job of a name is leased at a time."""
    found = _handlers.get(name)
    return DEFAULT_LEASE if found is None else found.lease


def queues() -> tuple[str, ...]:
    """Return the queues for which there are handlers, for whoever watches how work goes on."""
    return tuple(sorted({found.queue for found in _handlers.values()}))
