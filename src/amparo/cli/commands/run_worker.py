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

    if number is None:
        jobs.work(("worker",), stop)
        return 0
    alerts.become_the_signer(int(number))
    jobs.work(("worker", alerts.SIGNING_QUEUE), stop)
    return 0
