"""The body of the worker and gateway processes: take and run jobs until asked to end."""

import time
from datetime import timedelta
from threading import Event

from django.conf import settings
from django.db import close_old_connections

from amparo.core import clock
from amparo.core.database import wait_for_change
from amparo.core.jobs import clockwork, ledger, running
from amparo.core.jobs.handlers import Priority
from amparo.core.models import Job

POLL_S = 0.2
BATCH = 20
# Far less than any lease: what waits behind a job of a batch stays ours while the job takes its time.
RENEWED_EVERY_S = 2.0


def work(queues: tuple[str, ...], stop: Event) -> None:
    """Take and run jobs until `stop` is set: from the ledger, or as the broker brings them where there is one."""
    if settings.BROKER_URL:
        from amparo.core.jobs import brokered

        brokered.work(queues, stop)
        return
    upkeep = Upkeep()
    while not stop.is_set():
        upkeep.do_what_is_due()
        if not work_off(queues, stop):
            wait_for_change(stop, POLL_S)


class Upkeep:
    """What a process that works does for the ledger, now and then."""

    def __init__(self) -> None:
        self._next_tidying = clock.now()
        self._watch = clockwork.SteadyWatch(self._next_tidying)

    def do_what_is_due(self) -> None:
        """Use no connection that has ended, see whether the clock jumped, and once an hour forget the dead."""
        close_old_connections()
        now = clock.now()
        by = self._watch.set_back_by(now)
        if by:
            clockwork.mend(now, by)
            self._next_tidying = now
        if now >= self._next_tidying:
            ledger.forget_dead(now)
            self._next_tidying = now + clock.HOUR


def work_off(queues: tuple[str, ...], stop: Event, *, patience: timedelta = timedelta(0)) -> bool:
    """Run one batch of what has been due for as long as `patience`; tell whether there was any."""
    rest = ledger.take(queues, clock.now(), BATCH, patience=patience)
    is_any = bool(rest)
    renewed = time.monotonic()
    while rest:
        if time.monotonic() - renewed > RENEWED_EVERY_S:
            renewed = time.monotonic()
            rest = ledger.renew(rest, clock.now())
            continue
        job = rest.pop(0)
        if stop.is_set() or _must_make_way(job, queues):
            ledger.give_back(job)
        else:
            running.run(job, clock.now())
    return is_any


def _must_make_way(job: Job, queues: tuple[str, ...]) -> bool:
    """Tell whether something more urgent has come since the batch of an unhurried job was taken."""
    if job.priority >= Priority.ROUTINE:
        return False
    return Job.due(queues, clock.now()).filter(priority__gt=job.priority).exists()
