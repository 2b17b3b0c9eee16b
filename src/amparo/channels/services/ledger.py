"""The delivery ledger: claiming under a lease, and recording results only while the lease is ours.

At least once: a delivery is marked after it was sent. If a gateway dies in between, what it had sent and not written is
sent again when the lease ends; so duplicates are bounded, and nothing is lost.
"""

import random
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from amparo.channels.adapter import Accepted, Answer, DeliveryFailed
from amparo.channels.domain import backoff
from amparo.channels.domain.about import About
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.domain.wording import Pattern, Wording
from amparo.channels.models import Delivery, Message, Rendering
from amparo.channels.sender import marked
from amparo.channels.services import failover
from amparo.channels.services.correspondents import mark_unreachable
from amparo.core.jobs import Priority

# The lanes of one gateway take turns here: SQLite lets writers that wait sleep for longer and longer.
_one_writer = Lock()
_MOST_URGENT_FIRST = sorted(Priority, reverse=True)


@dataclass(slots=True)
class Parcel:
    """One delivery in hand, as the database gives it; its address is still closed, its values are not yet read."""

    priority: int
    pk: int
    message_id: uuid.UUID
    language: str
    values: str
    attempts: int
    may_have_arrived: bool
    key: str
    fallbacks: str
    correspondent: uuid.UUID | str | None
    contact: bytes | None
    sealed: bytes | None
    wording: Wording | None = None
    expires_at: datetime | None = None

    def correspondent_id(self) -> uuid.UUID | None:
        """Return whom it goes to; None: they were forgotten."""
        return uuid.UUID(self.correspondent) if isinstance(self.correspondent, str) else self.correspondent


@dataclass
class Hand:
    """What one run of a gateway holds: deliveries that nobody else may send until the lease ends.

    `is_fenced`: others own some of it, as the lease ended meanwhile. Nothing more may be sent then; what was ours
    is written all the same.
    """

    kind: ChannelKind
    lease: timedelta
    owner: uuid.UUID = field(default_factory=uuid.uuid4)
    lease_until: datetime | None = None
    held: set[int] = field(default_factory=set)
    is_fenced: bool = False
    # The messages known so far, for as long as something of them is in hand.
    _wordings: dict[uuid.UUID, tuple[datetime, dict[str, Wording]]] = field(default_factory=dict)

    def claim(self, limit: int, *, now: datetime) -> list[Parcel]:
        """Take the most urgent deliveries that are due, whichever message they belong to."""
        with writing():
            parcels = self._due(limit, now)
            if parcels:
                if not self.held or self.lease_until is None:
                    self.lease_until = now + self.lease
                keys = [parcel.pk for parcel in parcels]
                _update(
                    keys, "state = 'sending', owner = %s, lease_until = %s", [self.owner, self.lease_until]
                )
        self.held.update(parcel.pk for parcel in parcels)
        return parcels

    def is_due(self, now: datetime) -> bool:
        """Tell whether anything is, without a write."""
        return any(self._rows(priority, now).exists() for priority in _MOST_URGENT_FIRST)

    def _rows(self, priority: Priority, now: datetime) -> QuerySet[Delivery]:
        # By one priority at a time the index gives the due ones alone, however many wait for a later time.
        return Delivery.objects.filter(
            kind=self.kind, is_waiting=True, priority=int(priority), run_at__lte=now, expires_at__gt=now
        )

    def _due(self, limit: int, now: datetime) -> list[Parcel]:
        parcels: list[Parcel] = []
        lock = _SKIPPING if connection.features.has_select_for_update_skip_locked else ""
        with connection.cursor() as cursor:
            for priority in _MOST_URGENT_FIRST:
                if len(parcels) >= limit:
                    break
                wanted = [self.kind.value, int(priority), *_stored([now, now]), limit - len(parcels)]
                cursor.execute(_CLAIM + lock, wanted)
                parcels += [Parcel(int(priority), *row) for row in cursor.fetchall()]
        self._word(parcels)
        return parcels

    def _word(self, parcels: Iterable[Parcel]) -> None:
        for parcel in parcels:
            parcel.message_id = _id_of(parcel.message_id)
        wanted = {parcel.message_id for parcel in parcels}
        if not wanted <= self._wordings.keys():
            self._wordings = _wordings_of(wanted)
        for parcel in parcels:
            parcel.expires_at, wordings = self._wordings[parcel.message_id]
            parcel.wording = wordings[parcel.language]

    def record(
        self,
        answers: Sequence[tuple[Parcel, Answer]],
        *,
        now: datetime,
        cancelled: Collection[uuid.UUID] = (),
    ) -> None:
        """Write some answers in one transaction.

        Args:
            answers: what became of deliveries in hand.
            now: the time.
            cancelled: messages of which nothing is tried again.
        """
        with writing():
            written = self._write_sent([pair for pair in answers if isinstance(pair[1], Accepted)])
            for parcel, answer in answers:
                if isinstance(answer, DeliveryFailed):
                    is_cancelled = parcel.message_id in cancelled
                    written += self._write_failed(parcel, answer, now, is_cancelled=is_cancelled)
        self.held.difference_update([parcel.pk for parcel, _ in answers])
        self.is_fenced = self.is_fenced or written < len(answers)

    def renew(self, now: datetime) -> None:
        """Renew the lease when half of it is over."""
        if not self.is_due_to_renew(now):
            return
        self.lease_until = now + self.lease
        with writing():
            ours = Delivery.objects.filter(owner=self.owner, state=DeliveryState.SENDING)
            renewed = ours.update(lease_until=self.lease_until)
        self.is_fenced = self.is_fenced or renewed < len(self.held)

    def is_due_to_renew(self, now: datetime) -> bool:
        """Tell whether half of the lease is over."""
        return bool(self.held) and self.lease_until is not None and self.lease_until - now <= self.lease / 2

    def give_back(self, parcels: Iterable[Parcel], *, now: datetime) -> None:
        """Release what was not tried, without counting an attempt."""
        keys = [parcel.pk for parcel in parcels]
        if keys:
            with writing():
                self._ours(keys).update(state=DeliveryState.QUEUED, owner=None, lease_until=None, run_at=now)
        self.held.difference_update(keys)

    def drop(self, parcels: Iterable[Parcel], state: DeliveryState) -> None:
        """Close deliveries that may not leave any more: expired, cancelled, or without an address."""
        keys = [parcel.pk for parcel in parcels]
        if keys:
            closed = {"state": state, "owner": None, "lease_until": None, "reason": state.value}
            with writing():
                self._ours(keys).update(values={}, fallbacks="", **closed)
        self.held.difference_update(keys)

    def _ours(self, keys: Collection[int]) -> QuerySet[Delivery]:
        return Delivery.objects.filter(pk__in=keys, owner=self.owner)

    def _write_sent(self, accepted: Sequence[tuple[Parcel, Answer]]) -> int:
        """What may need another channel later keeps its values until its message is over."""
        named = [
            (answer.reference[:128], parcel.pk, *_stored([self.owner]))
            for parcel, answer in accepted
            if isinstance(answer, Accepted) and answer.reference
        ]
        if named:
            with connection.cursor() as cursor:
                cursor.executemany(_NAME, named)
        last = [parcel.pk for parcel, _ in accepted if not parcel.fallbacks]
        others = [parcel.pk for parcel, _ in accepted if parcel.fallbacks]
        written = _update(last, f"{_SENT}, \"values\" = '{{}}'", [], self.owner)
        return written + _update(others, _SENT, [], self.owner)

    def _write_failed(
        self, parcel: Parcel, failure: DeliveryFailed, now: datetime, *, is_cancelled: bool
    ) -> int:
        attempts = parcel.attempts + 1
        is_over = failure.permanent or attempts >= backoff.MOST_ATTEMPTS
        pause = backoff.pause_after(attempts, asked=failure.retry_after, jitter=random.random())  # noqa: S311
        state = DeliveryState.DEAD if is_over else DeliveryState.FAILED
        written = self._ours([parcel.pk]).update(
            state=DeliveryState.CANCELLED if is_cancelled else state,
            attempts=attempts,
            reason=failure.reason[:32],
            run_at=now if is_over else now + pause,
            may_have_arrived=parcel.may_have_arrived or failure.may_have_arrived,
            owner=None,
            lease_until=None,
            **({"values": {}, "fallbacks": ""} if is_cancelled else {}),
        )
        if not written:
            return 0
        whom = parcel.correspondent_id()
        if failure.permanent and failure.is_address_at_fault and whom is not None:
            mark_unreachable(whom, reason=failure.reason, now=now)
        if is_over and parcel.fallbacks and not is_cancelled:
            failover.pass_on([parcel.pk], now=now)
        return written


_SKIPPING = " FOR UPDATE OF d SKIP LOCKED"
_CLAIM = """
SELECT d.id, d.message_id, d.language, d."values", d.attempts, d.may_have_arrived, d.idempotency_key, d.fallbacks,
       d.correspondent_id, c.contact, c.sealed_address
FROM channels_delivery d LEFT JOIN channels_correspondent c ON c.id = d.correspondent_id
WHERE d.kind = %s AND d.is_waiting AND d.priority = %s AND d.run_at <= %s AND d.expires_at > %s
ORDER BY d.run_at, d.id LIMIT %s"""
_SENT = "state = 'sent', owner = NULL, lease_until = NULL"
_NAME = "UPDATE channels_delivery SET reference = %s WHERE id = %s AND owner = %s"


def _update(keys: Sequence[int], change: str, values: Sequence[Any], owner: uuid.UUID | None = None) -> int:
    """Change rows by their keys, of one owner alone if it is given; return how many. Written out, as it runs often."""
    if not keys:
        return 0
    fence = " AND owner = %s" if owner is not None else ""
    statement = f"UPDATE channels_delivery SET {change} WHERE id IN ({','.join(map(str, keys))}){fence}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, _stored([*values, *([owner] if owner is not None else [])]))
        return int(cursor.rowcount)


def _stored(values: Sequence[Any]) -> list[Any]:
    """Return ids and times as this database takes them."""
    return [
        connection.ops.adapt_datetimefield_value(value)
        if isinstance(value, datetime)
        else value.hex
        if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field
        else value
        for value in values
    ]


@lru_cache(maxsize=1024)
def _id_of(stored: uuid.UUID | str) -> uuid.UUID:
    return uuid.UUID(stored) if isinstance(stored, str) else stored


@contextmanager
def writing() -> Iterator[None]:
    """Be the one thread of this process that writes, in one transaction; inside another it joins that."""
    if connection.in_atomic_block:
        yield
    else:
        with one_writer(), transaction.atomic():
            yield


def one_writer() -> AbstractContextManager[object]:
    """Let one thread of this process write at a time on SQLite; PostgreSQL needs no turns."""
    return _one_writer if connection.vendor == "sqlite" else nullcontext()


def _wordings_of(wanted: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[datetime, dict[str, Wording]]]:
    ends = Message.objects.filter(pk__in=wanted).values_list("pk", "expires_at")
    found: dict[uuid.UUID, tuple[datetime, dict[str, Wording]]] = {key: (end, {}) for key, end in ends}
    rows = Rendering.objects.filter(message_id__in=wanted)
    columns = ("message_id", "language", "subject", "body", "short", "brief", "message__about")
    for key, tag, subject, *texts, about in rows.values_list(*columns):
        body, short, brief = (Pattern(text) for text in texts)
        found[key][1][tag] = Wording(
            tag, Pattern(marked(subject)), body, short, brief, About.from_json(about)
        )
    return found


def cancelled_of(message_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of some messages were stopped."""
    if not message_ids:
        return set()
    stopped = Message.objects.filter(pk__in=message_ids, cancelled_at__isnull=False)
    return set(stopped.values_list("pk", flat=True))


def reclaim(now: datetime, *, lease: timedelta) -> int:
    """Put back what a dead gateway had in hand; each of them may have arrived. Return how many.

    A lease that ends later than any that could be given now is one from before the clock was set back.
    """
    over = Q(lease_until__lte=now) | Q(lease_until__gt=now + 2 * lease)
    left = Delivery.objects.filter(over, state=DeliveryState.SENDING)
    if not left.exists():  # a look waits for nobody, a write for every other writer
        return 0
    with writing():
        return left.update(
            state=DeliveryState.QUEUED, owner=None, lease_until=None, run_at=now, may_have_arrived=True
        )


def sweep(now: datetime) -> int:
    """Close what waited until its message was over, and delete what its deliveries held for one person.

    Return how many were too late.
    """
    late = 0
    for message_id in Message.objects.filter(expires_at__lte=now, is_swept=False).values_list(
        "pk", flat=True
    ):
        with writing():
            own = Delivery.objects.filter(message_id=message_id)
            waiting = own.filter(state__in=[DeliveryState.QUEUED, DeliveryState.FAILED])
            late += waiting.update(state=DeliveryState.EXPIRED, reason="expired")
            own.exclude(values={}, fallbacks="").update(values={}, fallbacks="")
            if not own.filter(state=DeliveryState.SENDING).exists():
                Message.objects.filter(pk=message_id).update(is_swept=True)
    return late


def next_due(kind: ChannelKind) -> datetime | None:
    """Return when the next waiting delivery of a kind is due, of whatever priority."""
    waiting = Delivery.objects.filter(kind=kind, is_waiting=True).order_by("run_at")
    firsts = [
        waiting.filter(priority=int(priority)).values_list("run_at", flat=True).first()
        for priority in _MOST_URGENT_FIRST
    ]
    return min((first for first in firsts if first is not None), default=None)
