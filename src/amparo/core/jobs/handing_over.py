"""Give the ids of new jobs to the broker, from any process, without ever waiting for it.

A thread of this process publishes what was committed. When the broker is away, slow or silent the ids are dropped: the
rows are in the ledger, and workers find what nobody has taken (`brokered`).
"""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, Full, Queue
from typing import NamedTuple

log = logging.getLogger(__name__)

_MOST_WAITING = 20_000
_MOST_AT_ONCE = 500
_BREATH_S = 3.0
_PAUSE_S = 2.0


class Handed(NamedTuple):
    """What travels of a job, and where to."""

    job_id: int
    queue: str
    priority: int


_waiting: Queue[Handed] = Queue(_MOST_WAITING)
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def hand_over(jobs: Sequence[Handed]) -> None:
    """Let the ids be published soon; forget those for which there is no room. Called after the commit."""
    with suppress(Full):  # the broker takes them slower than they come; the ledger has them
        for job in jobs:
            _waiting.put_nowait(job)
    with _starting:
        if not _threads or not _threads[0].is_alive():
            _threads[:] = [threading.Thread(target=_publish_for_ever, name="hand over", daemon=True)]
            _threads[0].start()


def _publish_for_ever() -> None:
    from amparo.core.jobs.broker import BrokerAway, Link

    link = Link()
    was_away = False
    while True:
        jobs = _next()
        try:
            if jobs:
                link.publish(jobs)
                was_away = False
            else:
                link.breathe()
        except BrokerAway:
            if not was_away:
                log.warning("The broker does not take new jobs: workers find them in the ledger.")
            was_away = True
            time.sleep(_PAUSE_S)
            _forget()


def _next() -> list[Handed]:
    """Return what waits, some at a time; nothing after a while in which nothing came."""
    jobs: list[Handed] = []
    with suppress(Empty):
        jobs.append(_waiting.get(timeout=_BREATH_S))
        while len(jobs) < _MOST_AT_ONCE:
            jobs.append(_waiting.get_nowait())
    return jobs


def _forget() -> None:
    """Empty the line: whoever is back after an outage finds the same jobs in the ledger."""
    with suppress(Empty):
        while True:
            _waiting.get_nowait()
