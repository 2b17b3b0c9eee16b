"""Sending what is due over one connection a batch. Runs in the gateway alone.

The most urgent goes first, whichever message it belongs to: a correction overtakes a digest within one batch. Many
runs may do this at the same time, in one gateway or in several.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings

from amparo.channels.adapter import (
    Accepted,
    Answer,
    Connection,
    DeliveryFailed,
    Outgoing,
    ProviderDown,
    adapter_for,
)
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.slots import fill
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import Delivery, Message, Rendering
from amparo.channels.queries import is_locked
from amparo.channels.sender import marked, sender_name
from amparo.channels.services import ledger
from amparo.channels.services.correspondents import NoSuchCorrespondent, address_of
from amparo.channels.services.messages import wake
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import DoesNotOpen, Keyring

log = logging.getLogger(__name__)

BATCH = 100
RECORD_EVERY = 25
RECORD_AFTER_S = 0.5
CANCELLATION_SEEN_AFTER_S = 0.1
# After this long a run makes room for other work of the gateway, and another run goes on.
RUN_S = 3.0
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=2)

# Set when the process should end: the message on the wire is finished, the rest given back.
stop = Event()
# Set while a full batch could be taken: more connections would help.
backlog = Event()


@dataclass
class _Breaker:
    """How long to leave a provider alone who is down, in this process."""

    until: float = 0.0
    pause: timedelta = timedelta(0)

    def trip(self, asked: timedelta | None) -> None:
        self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.until = time.monotonic() + max(self.pause, asked or timedelta(0)).total_seconds()

    def mend(self) -> None:
        self.until, self.pause = 0.0, timedelta(0)

    def rest(self) -> timedelta:
        return timedelta(seconds=max(0.0, self.until - time.monotonic()))


_breakers: dict[ChannelKind, _Breaker] = {}


def breaker_of(kind: ChannelKind) -> _Breaker:
    """Return what this process knows about a provider being down."""
    return _breakers.setdefault(kind, _Breaker())


def forget_providers() -> None:
    """Forget which providers were down, as a new process would."""
    _breakers.clear()


@dataclass
class _Stretch:
    """The time in one run: the moment it began, and what has passed on the machine's steady clock."""

    began_at: datetime
    steady: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        return time.monotonic() - self.steady

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=self.seconds())


def send_due(kind: ChannelKind, *, keyring: Keyring, now: datetime) -> None:
    """Send what is due on a kind of channel, for some seconds at most, and see to it that the rest goes on.

    Raises:
        NoAdapter: the settings name none for the kind.
    """
    adapter_for(kind)  # without one nothing is taken in hand, or it would count as having reached people
    ledger.reclaim(now)
    ledger.expire(now)
    ledger.stop_cancelled()
    is_more = _send_batches(kind, keyring, _Stretch(now))
    _see_to_the_rest(kind, is_more=is_more, rest=breaker_of(kind).rest(), now=now)


def help_out(kind: ChannelKind, *, keyring: Keyring, now: datetime) -> None:
    """Send beside the run that found a backlog, over a connection of our own, until nothing is left.

    Raises:
        NoAdapter: the settings name none for the kind.
    """
    is_more = _send_batches(kind, keyring, _Stretch(now))
    if not is_more or breaker_of(kind).rest():
        backlog.clear()


def _send_batches(kind: ChannelKind, keyring: Keyring, stretch: _Stretch) -> bool:
    """Send batch after batch for some seconds at most; tell whether there may be more."""
    breaker = breaker_of(kind)
    while not breaker.rest() and not stop.is_set() and stretch.seconds() < RUN_S:
        batch = ledger.claim(kind, limit=BATCH, lease=settings.GATEWAY_LEASE, now=stretch.now())
        if batch is None:
            return False
        if len(batch.deliveries) == BATCH:
            backlog.set()
        _send_batch(kind, batch, keyring, stretch)
    return True


def _see_to_the_rest(kind: ChannelKind, *, is_more: bool, rest: timedelta, now: datetime) -> None:
    due = ledger.next_due(kind)
    if due is None or stop.is_set():  # the next gateway looks for what is due when it starts
        return
    if is_locked():  # whoever lifts it wakes all
        return
    if rest:
        wake(kind, priority=Priority.URGENT, now=now, run_at=now + rest)
    elif is_more:
        wake(kind, priority=Priority.URGENT, now=now)
    else:
        wake(kind, priority=Priority.URGENT, now=now, run_at=max(due, now) + timedelta(milliseconds=100))


def _send_batch(kind: ChannelKind, batch: ledger.Batch, keyring: Keyring, stretch: _Stretch) -> None:
    try:
        async_to_sync(_send_over)(kind, batch, keyring, stretch)
    except ProviderDown as down:
        breaker_of(kind).trip(down.retry_after)
        batch.give_back(stretch.now())
        log.warning("The provider of %s is down: %s", kind.value, down.reason)
    except ledger.LeaseLost:
        log.warning("A lease of %s ended during its batch: others send the rest.", kind.value)


async def _send_over(kind: ChannelKind, batch: ledger.Batch, keyring: Keyring, stretch: _Stretch) -> None:
    async with adapter_for(kind).connect() as connection:
        sending = await sync_to_async(_Sending)(batch, connection, keyring, stretch)
        await sending.run()


class _Sending:
    """One batch on its way over one connection."""

    def __init__(
        self, batch: ledger.Batch, connection: Connection, keyring: Keyring, stretch: _Stretch
    ) -> None:
        self._batch = batch
        self._connection = connection
        self._keyring = keyring
        self._stretch = stretch
        self._sender_name = sender_name()
        self._cancelled: set[object] = set()
        self._locked = False
        self._looked_at = -CANCELLATION_SEEN_AFTER_S  # the first look comes before the first message
        self._recorded_at = stretch.seconds()
        keys = {delivery.message_id for delivery in batch.deliveries}
        self._renderings = {
            (row.message_id, row.language): row for row in Rendering.objects.filter(message_id__in=keys)
        }

    async def run(self) -> None:
        """Send one after the other, record often.

        Raises:
            ProviderDown: the connection was lost before anything was taken.
            LeaseLost: others own the rest.
        """
        accepted = 0
        answer: Answer | None = None
        for delivery in self._batch.deliveries:
            if stop.is_set():
                break
            answer = await self._send(delivery)
            accepted += isinstance(answer, Accepted)
            await sync_to_async(self._record_if_due)()
            if isinstance(answer, DeliveryFailed) and answer.is_connection_lost:
                break
        await sync_to_async(self._finish)()
        if isinstance(answer, DeliveryFailed) and answer.is_connection_lost and not accepted:
            raise ProviderDown(answer.reason, answer.retry_after)

    def _finish(self) -> None:
        self._batch.record(self._stretch.now())
        self._batch.give_back(self._stretch.now())

    async def _send(self, delivery: Delivery) -> Answer | None:
        ready = await sync_to_async(self._ready)(delivery)
        answer = await self._connection.send(ready) if isinstance(ready, Outgoing) else ready
        if answer is not None:
            self._batch.note(delivery, answer)
        return answer

    def _ready(self, delivery: Delivery) -> Outgoing | DeliveryFailed | None:
        """Return what is to leave, or why it can't; None: it was dropped."""
        now = self._stretch.now()
        self._look()
        if self._locked:
            return None  # it stays ours until the end of the batch, and is given back then
        if delivery.expires_at <= now:
            self._batch.drop(delivery, DeliveryState.EXPIRED)
            return None
        if delivery.message_id in self._cancelled or delivery.correspondent is None:
            self._batch.drop(delivery, DeliveryState.CANCELLED)
            return None
        self._renew_if_short(now)
        try:
            address = address_of(self._keyring, delivery.correspondent)
        except (DoesNotOpen, NoSuchCorrespondent):
            return DeliveryFailed(permanent=True, reason="address_does_not_open")
        return self._outgoing(delivery, address, now)

    def _outgoing(self, delivery: Delivery, address: str, now: datetime) -> Outgoing:
        rendering = self._renderings[delivery.message_id, delivery.language]
        subject = fill(rendering.subject, delivery.values)
        return Outgoing(
            address=address,
            key=delivery.idempotency_key,
            language=delivery.language,
            subject=marked(subject),
            body=fill(rendering.body, delivery.values),
            short=fill(rendering.short, delivery.values),
            sender_name=self._sender_name,
            unsubscribe_url=delivery.values.get("unsubscribe_url", ""),
            at=now,
        )

    def _look(self) -> None:
        """Look, not too often, for what was cancelled, and for a lockdown."""
        if self._stretch.seconds() - self._looked_at < CANCELLATION_SEEN_AFTER_S:
            return
        self._looked_at = self._stretch.seconds()
        self._locked = is_locked()
        keys = {key for key, _ in self._renderings}
        found = Message.objects.filter(pk__in=keys, cancelled_at__isnull=False)
        self._cancelled = set(found.values_list("pk", flat=True))

    def _renew_if_short(self, now: datetime) -> None:
        """Renew the lease unless the slowest answer that we wait for would still come within it."""
        if self._batch.lease_until - now < self._batch.lease / 2:
            self._record()

    def _record_if_due(self) -> None:
        is_long_ago = self._stretch.seconds() - self._recorded_at >= RECORD_AFTER_S
        if self._batch.unrecorded >= RECORD_EVERY or (self._batch.unrecorded and is_long_ago):
            self._record()

    def _record(self) -> None:
        self._recorded_at = self._stretch.seconds()
        self._batch.record(self._stretch.now())
