"""When to try again: exponential, with jitter, and never before the provider said."""

from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(minutes=15)
MOST_ATTEMPTS = 12


def pause_after(attempts: int, *, asked: timedelta | None, jitter: float) -> timedelta:
    """Return how long to wait after a number of failed attempts.

    Args:
        attempts: how many have failed, at least 1.
        asked: what the provider asked for; it is a floor.
        jitter: 0 to 1, spreads those who failed together over half to one and a half of the pause.
    """
    pause: timedelta = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST) * (0.5 + jitter)
    return pause if asked is None else max(pause, asked * (1 + jitter / 10))
