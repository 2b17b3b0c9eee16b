"""End the children of a supervisor that is gone, however it went.

A process of its own, in a session of its own, that reads from the supervisor which process groups are alive: a line
`+PID` for each that begins, `-PID` for each that has ended. When the supervisor ends, even by SIGKILL, the kernel
closes the pipe; the guard then ends the groups that are left, politely first.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import timedelta

GRACE = timedelta(seconds=4)


class Guard:
    """The supervisor's side: start the guard, and keep it informed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            (sys.executable, "-m", "amparo.cli.guard"),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            bufsize=1,
        )

    def begun(self, group: int) -> None:
        """Say that a process group is alive."""
        self._tell(f"+{group}\n")

    def ended(self, group: int) -> None:
        """Say that nothing is left of a process group."""
        self._tell(f"-{group}\n")

    def dismiss(self) -> None:
        """End the guard, which ends what is left."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None and self._process.poll() is None:
            self._process.stdin.write(line)


def signal_group(group: int, number: signal.Signals) -> bool:
    """Send a signal to a process group and tell whether anybody was there to get it."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def watch(lines: Iterable[str]) -> None:
    """Follow the supervisor's lines; when they end, end what is left."""
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    alive = {group for group in groups if signal_group(group, signal.SIGTERM)}
    end = time.monotonic() + GRACE.total_seconds()
    while alive and time.monotonic() < end:
        time.sleep(0.05)
        alive = {group for group in alive if _is_alive(group)}
    for group in alive:
        signal_group(group, signal.SIGKILL)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    watch(sys.stdin)
