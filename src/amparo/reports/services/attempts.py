"""How often one place may guess at receipt codes: counted in this process's memory, by a pseudonym that lives an hour.

A code has 66 bits, so guessing is hopeless anyway; what is protected is the time that each slow hash costs.
"""

from datetime import timedelta
from typing import ClassVar

from django.core.cache import cache

from amparo.core.errors import AmparoError

MOST_FAILURES = 20
WITHIN = timedelta(minutes=10)


class TooManyAttempts(AmparoError):
    """Too many wrong codes came from there lately."""

    code: ClassVar[str] = "TOO_MANY_ATTEMPTS"


def check(who: str) -> None:
    """Go on unless there were too many failures lately.

    Args:
        who: the pseudonymous address of the request.

    Raises:
        TooManyAttempts: wait.
    """
    if cache.get(_key(who), 0) >= MOST_FAILURES:
        raise TooManyAttempts


def count_failure(who: str) -> None:
    """Count one wrong code."""
    cache.add(_key(who), 0, timeout=WITHIN.total_seconds())
    try:
        cache.incr(_key(who))
    except ValueError:
        # The count ran out between the two calls: this failure begins the next one.
        cache.set(_key(who), 1, timeout=WITHIN.total_seconds())


def _key(who: str) -> str:
    return f"reports.attempts.{who}"
