"""How long a sending will still take, from how it went so far."""

from datetime import timedelta

# Fewer, or quicker, say nothing about the rate.
LEAST_DONE = 20
LEAST_TIME = timedelta(seconds=2)
LONGEST = timedelta(hours=24)


def time_left(*, done: int, due: int, elapsed: timedelta) -> timedelta | None:
    """Return how long what is due will take at the rate until now; None where that can't be told.

    Args:
        done: how many have been dealt with since the beginning.
        due: how many wait to be sent at once: neither for quiet hours nor for their next try.
        elapsed: since the beginning.
    """
    if due <= 0 or done < LEAST_DONE or elapsed < LEAST_TIME:
        return None
    left = elapsed * (due / done)
    return left if left <= LONGEST else None
