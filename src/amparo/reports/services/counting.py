"""Counts of what happened lately, by a pseudonym that lives an hour: in this process's memory, nowhere else."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock

# More names than this in one window are only counted together: memory stays bounded, whoever comes.
MOST_NAMES = 50_000


class Recent:
    """Counts over a sliding window, kept as this window and the one before (their overlap is taken as even)."""

    def __init__(self, within: timedelta) -> None:
        self._window_s = within.total_seconds()
        self._number = 0
        self._now: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, name: str, now: datetime) -> None:
        """Count one more."""
        with self._lock:
            self._turn(now)
            self._now[""] += 1
            if name in self._now or len(self._now) < MOST_NAMES:
                self._now[name] += 1

    def of(self, name: str, now: datetime) -> float:
        """Return how many of a name; of the empty name: how many in all."""
        with self._lock:
            share = self._turn(now)
            return self._now[name] + self._before[name] * (1 - share)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._now, self._before = Counter(), Counter()

    def _turn(self, now: datetime) -> float:
        """Move on to the window of `now`, and return how much of it has passed."""
        number, share = divmod(now.timestamp() / self._window_s, 1)
        if number != self._number:
            self._before = self._now if number == self._number + 1 else Counter()
            self._now, self._number = Counter(), int(number)
        return share
