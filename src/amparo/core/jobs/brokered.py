"""Working as the broker brings ids, and all the same when it does not.

Nobody judges whether the broker is well. Its threads take what it brings; this process's own loop looks into the ledger
and does what has been due for some seconds without anybody taking it, at once while ids don't come at all. So a broker
that is away, hangs, loses ids or answers nonsense costs seconds, and never a job.
"""

import logging
import threading
import time
from datetime import timedelta
from threading import Event

from django.conf import settings
from django.db import Error, close_old_connections, connection

from amparo.core import clock
from amparo.core.database import wait_for_change
from amparo.core.jobs import ledger, running, ticking, working
from amparo.core.jobs.broker import BrokerAway, Consumer, Link

log = logging.getLogger(__name__)

TICK_S = 0.5
PATIENCE = timedelta(seconds=3)
_PAUSE_S = 5.0
_ASKED_EVERY_S = 1.0
_asked = threading.local()


def work(queues: tuple[str, ...], stop: Event) -> None:
    """Take and run jobs until `stop` is set."""

    def do(job_id: int) -> None:
        _use_no_old_connection()
        job = None if stop.is_set() else ledger.claim(job_id, queues, clock.now())
        if job is not None:
            running.run(job, clock.now())

    consumer = Consumer(queues, do, threads=settings.JOB_THREADS)
    consumer.start()
    ticking_thread = threading.Thread(target=_tick, args=(queues, stop), name="tick", daemon=True)
    ticking_thread.start()
    try:
        _look_after(queues, consumer, stop)
    finally:
        stop.set()
        consumer.stop()
        ticking_thread.join(timeout=2)


def _use_no_old_connection() -> None:
    """See now and then whether this thread's connection to the database still lives: asking costs a round trip."""
    if time.monotonic() - getattr(_asked, "at", 0.0) > _ASKED_EVERY_S:
        close_old_connections()
        _asked.at = time.monotonic()


def _look_after(queues: tuple[str, ...], consumer: Consumer, stop: Event) -> None:
    """Do what nobody takes, until `stop` is set."""
    upkeep = working.Upkeep()
    was_connected = None
    while not stop.is_set():
        upkeep.do_what_is_due()
        is_connected = consumer.is_connected
        if is_connected != was_connected:
            log.info("The broker is there." if is_connected else "No broker: jobs are found in the ledger.")
        was_connected = is_connected
        patience = PATIENCE if is_connected else timedelta(0)
        if working.work_off(queues, stop, patience=patience):
            continue
        if is_connected:
            stop.wait(TICK_S)
        else:
            wait_for_change(stop, working.POLL_S)


def _tick(queues: tuple[str, ...], stop: Event) -> None:
    """Publish what has become due, twice a second, until `stop` is set."""
    link = Link()
    while not stop.wait(TICK_S):
        close_old_connections()
        try:
            link.breathe()
            ticking.tick(queues, clock.now(), publish=link.publish, depth=link.depth)
        except BrokerAway:
            stop.wait(_PAUSE_S)
        except Error:
            log.exception("The tick could not read the ledger; it tries again.")
            stop.wait(_PAUSE_S)
    link.close()
    connection.close()
