"""How fast, and whether at all, a provider is written to: the breaker, the slow start after it, the rate.

A provider who is down is left alone for a growing pause and then tried with one message; each that is taken lets one
more be on its way. What this process knows of a provider is its own; since when a provider is down is in the database,
for the desk, and for all gateways to agree when others channels are used instead.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.models import Outage

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=2)


@dataclass
class Breaker:
    """How long to leave a provider alone who is down, in this process."""

    until: float = 0.0
    pause: timedelta = timedelta(0)
    # Whether this process has seen the provider take a message since it last told the database of an outage.
    is_known_well: bool = False

    def trip(self, asked: timedelta | None) -> None:
        """Leave the provider alone, for longer each time, and for as long as it asks."""
        self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.until = time.monotonic() + max(self.pause, asked or timedelta(0)).total_seconds()
        self.is_known_well = False

    def mend(self) -> None:
        """Forget the pauses: the provider takes messages."""
        self.until, self.pause = 0.0, timedelta(0)

    def rest(self) -> timedelta:
        """Return how long the pause still lasts."""
        return timedelta(seconds=max(0.0, self.until - time.monotonic()))


class Bucket:
    """So many messages a second, and no more than a second's worth at once."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._tokens = max(1.0, rate)
        self._at = time.monotonic()

    def take(self) -> float:
        """Take the right to send one message and return 0, or return how many seconds to wait for it."""
        now = time.monotonic()
        self._tokens = min(max(1.0, self.rate), self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / self.rate


_breakers: dict[ChannelKind, Breaker] = {}
_buckets: dict[ChannelKind, Bucket] = {}


def breaker_of(kind: ChannelKind) -> Breaker:
    """Return what this process knows about a provider being down."""
    return _breakers.setdefault(kind, Breaker())


def bucket_of(kind: ChannelKind) -> Bucket | None:
    """Return what holds a kind to its rate, or None where it has none."""
    rate = float(settings.GATEWAY_RATES.get(kind.value, 0))
    if rate <= 0:
        return None
    if kind not in _buckets or _buckets[kind].rate != rate:
        _buckets[kind] = Bucket(rate)
    return _buckets[kind]


def forget_providers() -> None:
    """Forget which providers were down and how fast we were, as a new process would."""
    _breakers.clear()
    _buckets.clear()


def note_outage(kind: ChannelKind, reason: str, *, now: datetime) -> None:
    """Write down that a provider is down, and since when, unless that is known."""
    Outage.objects.get_or_create(kind=kind, defaults={"since": now, "reason": reason})


def note_well(kind: ChannelKind) -> None:
    """Write down that a provider takes messages; costs nothing where it is known."""
    breaker = breaker_of(kind)
    breaker.mend()
    if not breaker.is_known_well:
        Outage.objects.filter(pk=kind).delete()
        breaker.is_known_well = True


def is_down_for_long(kind: ChannelKind, *, now: datetime, times: int = 1) -> bool:
    """Tell whether the provider has been down for the time after which other channels are used, or a multiple."""
    return Outage.objects.filter(pk=kind, since__lte=now - settings.GATEWAY_FAILOVER_AFTER * times).exists()
