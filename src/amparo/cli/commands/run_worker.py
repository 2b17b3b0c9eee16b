"""The `worker` process: background jobs that need no key. Started by the supervisor."""

import signal
from collections.abc import Sequence
from threading import Event

from amparo.cli.installation import load_hardened


def run(_arguments: Sequence[str]) -> int:
    """Take jobs of the queue `worker` until a signal asks to end."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    load_hardened()
    from amparo.core import jobs
    from amparo.core.watch import beats

    with beats.beating("worker"):
        jobs.work(("worker",), stop)
    return 0
