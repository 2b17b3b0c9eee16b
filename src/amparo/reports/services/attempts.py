"""How often one place may guess at receipt codes: counted in this process's memory, by a pseudonym that lives an hour.

A code has 66 bits, so guessing is hopeless anyway; what is protected is the time that each slow hash costs.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from amparo.core.errors import AmparoError
from amparo.reports.services.counting import Recent

MOST_FAILURES = 20
WITHIN = timedelta(minutes=10)

_failures = Recent(WITHIN)


class TooManyAttempts(AmparoError):
    """Too many wrong codes came from there lately."""

    code: ClassVar[str] = "TOO_MANY_ATTEMPTS"


def check(who: str, *, now: datetime) -> None:
    """Go on unless there were too many failures lately.

    Args:
        who: the pseudonymous address of the request.
        now: aware.

    Raises:
        TooManyAttempts: wait.
    """
    if _failures.of(who, now) >= MOST_FAILURES:
        raise TooManyAttempts


def count_failure(who: str, *, now: datetime) -> None:
    """Count one wrong code."""
    _failures.add(who, now)


def forget_failures() -> None:
    """Forget what was counted, as at the start of the process."""
    _failures.clear()
