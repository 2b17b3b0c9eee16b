"""The `worker` process: background jobs, and the signing of alerts. Started by the supervisor."""

import os
import signal
from collections.abc import Sequence
from threading import Event

from amparo.cli.installation import load_hardened
from amparo.cli.supervisor import SIGNING_FD_VARIABLE


def run(_arguments: Sequence[str]) -> int:
    """Take jobs of the queue `worker` until a signal asks to end; one that was handed the keys signs alerts too."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    number = os.environ.pop(SIGNING_FD_VARIABLE, None)
    load_hardened()
    from amparo.alerts import api as alerts
    from amparo.core import jobs
    from amparo.core.watch import beats

    queues: tuple[str, ...] = ("worker",)
    if number is not None:
        alerts.become_the_signer(int(number))
        queues = ("worker", alerts.SIGNING_QUEUE)
    with beats.beating("worker"):
        jobs.work(queues, stop)
    return 0
