"""What this process knows of each push service: one that is down, or has had enough, is left alone for a while.

One gateway sends to several services over the same channel, so the channel itself never rests because one of them does.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from amparo.core.errors import AmparoError

FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=5)
# One browser's limit is its own; so many in a row are the service's.
MOST_IN_A_ROW = 3


class Rests(AmparoError):
    """A push service is left alone for `rest`."""

    code = "PUSH_SERVICE_RESTS"

    def __init__(self, rest: timedelta) -> None:
        super().__init__()
        self.rest = rest


@dataclass
class Service:
    """One push service, by its origin."""

    in_a_row: int = 0
    until: float = 0.0

    def rest(self) -> timedelta:
        """Return how long to leave it alone; nothing: it may be asked."""
        return timedelta(seconds=max(0.0, self.until - time.monotonic()))

    def check_awake(self) -> None:
        """Go on only if it may be asked.

        Raises:
            Rests: it may not.
        """
        if self.rest():
            raise Rests(self.rest())

    def refused(self, asked: timedelta | None) -> None:
        """Note that it did not take a message, and how long it asked us to wait."""
        self.in_a_row += 1
        self._rest_if_often(asked)

    def unreached(self) -> None:
        """Note that there is no line to it: that is never one browser's fault."""
        self.in_a_row = max(self.in_a_row + 1, MOST_IN_A_ROW)
        self._rest_if_often(None)

    def _rest_if_often(self, asked: timedelta | None) -> None:
        if self.in_a_row < MOST_IN_A_ROW:
            return
        growing = min(FIRST_REST * 2 ** min(self.in_a_row - MOST_IN_A_ROW, 10), LONGEST_REST)
        self.until = time.monotonic() + max(growing, asked or timedelta(0)).total_seconds()

    def took(self) -> None:
        """Note that it is well."""
        self.in_a_row, self.until = 0, 0.0


_services: dict[str, Service] = {}


def service_of(origin: str) -> Service:
    """Return what is known of a push service."""
    return _services.setdefault(origin, Service())


def forget() -> None:
    """Know nothing, as a new process does."""
    _services.clear()
