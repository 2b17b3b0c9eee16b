"""End a child whose supervisor is gone, however it went.

The supervisor keeps the writing end of a pipe and gives every child the reading end. When the supervisor ends,
even by SIGKILL, the kernel closes its end and every child reads the end of the file. A child leads a process
group of its own, so it can end itself with all that it started.
"""

import os
import signal
import threading
import time
from datetime import timedelta

WATCH_FD_VARIABLE = "AMPARO_WATCH_FD"
GRACE = timedelta(seconds=4)


def end_with_the_supervisor() -> None:
    """Start watching the pipe that the supervisor passed; do nothing where there is none."""
    number = os.environ.pop(WATCH_FD_VARIABLE, None)
    if number is None:
        return
    descriptor = int(number)
    os.set_inheritable(descriptor, False)  # noqa: FBT003 — the standard library's own form
    threading.Thread(target=_watch, args=(descriptor,), name="watch the supervisor", daemon=True).start()


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    group = os.getpgid(0)
    if group != os.getpid():  # started by hand: the group is somebody else's
        os.kill(os.getpid(), signal.SIGTERM)
        return
    os.killpg(group, signal.SIGTERM)
    time.sleep(GRACE.total_seconds())
    os.killpg(group, signal.SIGKILL)
