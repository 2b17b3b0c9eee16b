"""The delivery ledger: claiming under a lease, and recording results only while the lease is ours.

At least once: a delivery is marked after it was sent. If a gateway dies in between, what it had sent and not written is
sent again when the lease ends; so duplicates are bounded, and nothing is lost.
"""

import random
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

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
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority

# The lanes of one gateway take turns here: SQLite lets writers that wait sleep for longer and longer.
_one_writer = Lock()
_MOST_URGENT_FIRST = sorted(Priority, reverse=True)
_COLUMNS = (
    "pk", "message_id", "language", "values", "attempts", "may_have_arrived", "idempotency_key", "fallbacks",
    "correspondent_id", "correspondent__contact", "correspondent__sealed_address",
)  # fmt: skip


class LeaseLost(AmparoError):
    """Others own some of our deliveries by now: stop sending at once."""

    code = "DELIVERY_LEASE_LOST"


@dataclass(slots=True)
class Parcel:
    """One delivery in hand, with what is needed to send it; its address is still closed."""

    priority: int
    pk: int
    message_id: uuid.UUID
    language: str
    values: Mapping[str, str]
    attempts: int
    may_have_arrived: bool
    key: str
    fallbacks: str
    correspondent_id: uuid.UUID | None
    contact: bytes | None
    sealed: bytes | None
    wording: Wording | None = None
    expires_at: datetime | None = None


@dataclass
class Hand:
    """What one run of a gateway holds: deliveries that nobody else may send until the lease ends."""

    kind: ChannelKind
    lease: timedelta
    owner: uuid.UUID = field(default_factory=uuid.uuid4)
    lease_until: datetime | None = None
    held: set[int] = field(default_factory=set)
    # The messages known so far, for as long as something of them is in hand.
    _wordings: dict[uuid.UUID, tuple[datetime, dict[str, Wording]]] = field(default_factory=dict)

    def claim(self, limit: int, *, now: datetime) -> list[Parcel]:
        """Take the most urgent deliveries that are due, whichever message they belong to."""
        with one_writer(), transaction.atomic():
            parcels = self._due(limit, now)
            if parcels:
                if not self.held or self.lease_until is None:
                    self.lease_until = now + self.lease
                Delivery.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(
                    state=DeliveryState.SENDING, owner=self.owner, lease_until=self.lease_until
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
        for priority in _MOST_URGENT_FIRST:
            if len(parcels) >= limit:
                break
            rows = self._rows(priority, now).order_by("run_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            parcels += [
                Parcel(int(priority), *row) for row in rows.values_list(*_COLUMNS)[: limit - len(parcels)]
            ]
        self._word(parcels)
        return parcels

    def _word(self, parcels: Iterable[Parcel]) -> None:
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

        Raises:
            LeaseLost: others own some of them; what was ours is written all the same.
        """
        with one_writer(), transaction.atomic():
            written = self._write_sent([pair for pair in answers if isinstance(pair[1], Accepted)])
            for parcel, answer in answers:
                if isinstance(answer, DeliveryFailed):
                    written += self._write_failed(
                        parcel, answer, now, is_cancelled=parcel.message_id in cancelled
                    )
        self.held.difference_update(parcel.pk for parcel, _ in answers)
        if written < len(answers):
            raise LeaseLost

    def renew(self, now: datetime) -> None:
        """Renew the lease when half of it is over.

        Raises:
            LeaseLost: others own some of what we hold.
        """
        if not self.held or self.lease_until is None or self.lease_until - now > self.lease / 2:
            return
        self.lease_until = now + self.lease
        with one_writer():
            renewed = Delivery.objects.filter(owner=self.owner, state=DeliveryState.SENDING).update(
                lease_until=self.lease_until
            )
        if renewed < len(self.held):
            raise LeaseLost

    def give_back(self, parcels: Iterable[Parcel], *, now: datetime) -> None:
        """Release what was not tried, without counting an attempt."""
        keys = {parcel.pk for parcel in parcels}
        if keys:
            with one_writer():
                self._ours(keys).update(state=DeliveryState.QUEUED, owner=None, lease_until=None, run_at=now)
        self.held -= keys

    def drop(self, parcels: Iterable[Parcel], state: DeliveryState) -> None:
        """Close deliveries that may not leave any more: expired, cancelled, or without an address."""
        keys = {parcel.pk for parcel in parcels}
        if keys:
            with one_writer():
                self._ours(keys).update(
                    state=state, owner=None, lease_until=None, values={}, fallbacks="", reason=state.value
                )
        self.held -= keys

    def _ours(self, keys: Collection[int]) -> QuerySet[Delivery]:
        return Delivery.objects.filter(pk__in=keys, owner=self.owner)

    def _write_sent(self, accepted: Sequence[tuple[Parcel, Answer]]) -> int:
        """What may need another channel later keeps its values until its message is over."""
        named = [
            (answer.reference, parcel.pk, self.owner)
            for parcel, answer in accepted
            if isinstance(answer, Accepted) and answer.reference
        ]
        if named:
            _write_references(named)
        last = [parcel.pk for parcel, _ in accepted if not parcel.fallbacks]
        others = [parcel.pk for parcel, _ in accepted if parcel.fallbacks]
        sent = {"state": DeliveryState.SENT, "owner": None, "lease_until": None}
        written = self._ours(last).update(values={}, **sent) if last else 0
        return written + (self._ours(others).update(**sent) if others else 0)

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
            reason=failure.reason,
            run_at=now if is_over else now + pause,
            may_have_arrived=parcel.may_have_arrived or failure.may_have_arrived,
            owner=None,
            lease_until=None,
            **({"values": {}, "fallbacks": ""} if is_cancelled else {}),
        )
        if not written:
            return 0
        if failure.permanent and failure.is_address_at_fault and parcel.correspondent_id:
            mark_unreachable(parcel.correspondent_id, reason=failure.reason, now=now)
        if is_over and parcel.fallbacks and not is_cancelled:
            failover.pass_on([parcel.pk], now=now)
        return written


def one_writer() -> AbstractContextManager[object]:
    """Let one thread of this process write at a time on SQLite; PostgreSQL needs no turns."""
    return _one_writer if connection.vendor == "sqlite" else nullcontext()


def _write_references(named: Sequence[tuple[str, int, uuid.UUID]]) -> None:
    owner = Delivery._meta.get_field("owner")  # noqa: SLF001 — documented
    rows = [(name[:128], key, owner.get_db_prep_value(whose, connection)) for name, key, whose in named]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE channels_delivery SET reference = %s WHERE id = %s AND owner = %s", rows)


def _wordings_of(wanted: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[datetime, dict[str, Wording]]]:
    found: dict[uuid.UUID, tuple[datetime, dict[str, Wording]]] = {}
    abouts: dict[uuid.UUID, About | None] = {}
    for key, end, about in Message.objects.filter(pk__in=wanted).values_list("pk", "expires_at", "about"):
        found[key], abouts[key] = (end, {}), About.from_json(about)
    rows = Rendering.objects.filter(message_id__in=wanted)
    for key, tag, subject, body, short, brief in rows.values_list(
        "message_id", "language", "subject", "body", "short", "brief"
    ):
        texts = (Pattern(marked(subject)), Pattern(body), Pattern(short), Pattern(brief))
        found[key][1][tag] = Wording(tag, *texts, abouts[key])
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
    with one_writer():
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
        with one_writer(), transaction.atomic():
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
