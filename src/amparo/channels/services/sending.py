"""Sending what is due. Runs in the gateway alone.

The most urgent goes first, whichever message it belongs to: a correction overtakes a digest within one batch. Many
runs may do this at the same time, in one gateway or in several.
"""

import logging
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.conf import settings

from amparo.channels.adapter import ProviderDown, adapter_for
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.services import failover, ledger, pace
from amparo.channels.services.ledger import Hand
from amparo.channels.services.run import Stretch, Way
from amparo.channels.services.stream import Stream, stop
from amparo.channels.services.waking import wake
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring

__all__ = ["RUN_S", "send_due", "stop"]

log = logging.getLogger(__name__)

# After this long a run makes room for other work of the process, and another run goes on.
RUN_S = 3.0


def send_due(
    kind: ChannelKind,
    *,
    keyring: Keyring,
    now: datetime,
    run_s: float = RUN_S,
    linger_s: float = 0.0,
    patience_s: float = 0.0,
    is_watched: bool = False,
) -> None:
    """Send what is due on a kind of channel, for some seconds at most, and see to it that the rest goes on.

    Raises:
        NoAdapter: the settings name none for the kind.
        LedgerNotWritten: what was sent could not be written.
    """
    way = Way(adapter_for(kind), keyring, run_s, linger_s, patience_s, is_watched)
    ledger.reclaim(now, lease=settings.GATEWAY_LEASE)
    ledger.sweep(now)
    stretch = Stretch(now)
    is_more = _send(kind, way, stretch)
    failover.leave_if_down(kind, now=stretch.now())
    _see_to_the_rest(kind, is_more=is_more, rest=pace.breaker_of(kind).rest(), now=now)


def _send(kind: ChannelKind, way: Way, stretch: Stretch) -> bool:
    """Send over one connection after the other; tell whether there may be more."""
    breaker = pace.breaker_of(kind)
    while not breaker.rest() and not stop.is_set() and stretch.seconds() < way.run_s:
        hand = Hand(kind, settings.GATEWAY_LEASE)
        if not hand.is_due(stretch.now()):
            return False
        stream = Stream(hand, way, stretch)
        if not stream.prepare():
            return False
        _run(stream, kind, stretch)
    return True


def _run(stream: Stream, kind: ChannelKind, stretch: Stretch) -> None:
    try:
        async_to_sync(stream.run)()
    except ProviderDown as down:
        stream.give_up()
        _trip(kind, down.reason, down.retry_after, stretch.now())
    else:
        if stream.is_fenced:
            log.warning("A lease of %s ended while it was used: others send the rest.", kind.value)
        lost = stream.lost
        if lost is not None and (lost.retry_after or not stream.accepted):
            _trip(kind, lost.reason, lost.retry_after, stretch.now())


def _trip(kind: ChannelKind, reason: str, asked: timedelta | None, now: datetime) -> None:
    pace.breaker_of(kind).trip(asked)
    pace.note_outage(kind, reason, now=now)
    log.warning("The provider of %s is down: %s", kind.value, reason)


def _see_to_the_rest(kind: ChannelKind, *, is_more: bool, rest: timedelta, now: datetime) -> None:
    due = ledger.next_due(kind)
    if due is None or stop.is_set():  # the next gateway looks for what is due when it starts
        return
    if rest:
        wake(kind, priority=Priority.URGENT, now=now, run_at=now + rest)
    elif is_more:
        wake(kind, priority=Priority.URGENT, now=now)
    else:
        wake(kind, priority=Priority.URGENT, now=now, run_at=max(due, now) + timedelta(milliseconds=100))
