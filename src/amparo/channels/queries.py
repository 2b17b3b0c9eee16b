"""What became of messages, and what came in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from amparo.channels.domain.kinds import SWITCHED, ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import ChannelSwitch, Delivery, Message, Outage, RecordedMessage

# So many messages are asked about by one query.
_AT_ONCE = 500
_OVERDUE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a message has come, in numbers of deliveries.

    Attributes:
        queued: not tried yet, or being sent at this moment.
        sent: taken by the provider.
        failed: tried, and waiting for the next try.
        dead: given up.
        cancelled: stopped by us before it left.
        expired: too late before it could leave.
        arrived: of those sent, how many have arrived as far as a provider reports it; mail servers never do.
        moved: handed to the person's next channel, where a delivery of its own is counted.
    """

    queued: int
    sent: int
    failed: int
    dead: int
    cancelled: int
    expired: int
    arrived: int = 0
    moved: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether nothing of it will leave any more."""
        return self.queued + self.failed == 0


@dataclass(frozen=True, slots=True)
class Outbox:
    """What the recording adapter kept: the newest messages of one language, or of all where it is empty."""

    newest: tuple[RecordedMessage, ...]
    count: int
    language: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether a kind of channel is used, and since when; `changed_at` is None where nobody ever decided."""

    kind: ChannelKind
    is_on: bool
    changed_at: datetime | None = None


def switch(kind: ChannelKind) -> Switch:
    """Return how a kind is switched. One that shows others nothing more than the web does is always on."""
    if kind not in SWITCHED:
        return Switch(kind, is_on=True)
    row = ChannelSwitch.objects.filter(pk=kind).first()
    return Switch(kind, is_on=False) if row is None else Switch(kind, row.is_on, row.changed_at)


def is_switched_on(kind: ChannelKind) -> bool:
    """Tell whether anything may be sent and taken in by a kind of channel. One look-up by key, never cached."""
    return switch(kind).is_on


def outbox(language: str, *, limit: int) -> Outbox:
    """Return the newest recorded messages; a language in which none was recorded counts as no wish."""
    recorded = RecordedMessage.objects.order_by("-at", "-pk")
    tags = tuple(sorted(set(recorded.order_by().values_list("language", flat=True).distinct())))
    wanted = language if language in tags else ""
    chosen = recorded.filter(language=wanted) if wanted else recorded
    return Outbox(tuple(chosen[:limit]), chosen.count(), wanted, tags)


def progress(message_id: UUID) -> Progress:
    """Return the counts of one message; all zero for an unknown one. One query."""
    return each_progress([message_id])[message_id]


def each_progress(message_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """Return the counts of some messages; all zero for an unknown one. One query."""
    wanted = list(message_ids)
    rows = Delivery.objects.filter(message_id__in=wanted).values_list("message_id", "state").order_by()
    counted = rows.annotate(count=Count("pk"), arrived=Count("pk", filter=Q(has_arrived=True)))
    counts: dict[UUID, Counter[DeliveryState]] = {message_id: Counter() for message_id in wanted}
    arrivals: Counter[UUID] = Counter()
    for message_id, state, count, arrived in counted:
        counts[message_id][DeliveryState(state)] += count
        arrivals[message_id] += arrived
    return {message_id: _progress(counts[message_id], arrivals[message_id]) for message_id in wanted}


def _progress(counts: Counter[DeliveryState], arrived: int) -> Progress:
    return Progress(
        queued=counts[DeliveryState.QUEUED] + counts[DeliveryState.SENDING],
        sent=counts[DeliveryState.SENT],
        failed=counts[DeliveryState.FAILED],
        dead=counts[DeliveryState.DEAD],
        cancelled=counts[DeliveryState.CANCELLED],
        expired=counts[DeliveryState.EXPIRED],
        arrived=arrived,
        moved=counts[DeliveryState.MOVED],
    )


def reached(message_ids: Iterable[UUID]) -> Iterator[UUID]:
    """Yield once each correspondent to whom one of the messages was sent, or may have been; streams."""
    reached_rows = Delivery.objects.filter(
        Q(state__in=[DeliveryState.SENT, DeliveryState.SENDING]) | Q(may_have_arrived=True),
        message_id__in=list(message_ids),
        correspondent__isnull=False,
    )
    for correspondent_id in (
        reached_rows.order_by().values_list("correspondent_id", flat=True).distinct().iterator(500)
    ):
        if correspondent_id is not None:
            yield correspondent_id


@dataclass(frozen=True, slots=True)
class Share:
    """How far a message has come on one channel in one language."""

    kind: ChannelKind
    language: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a message has come, by channel and language.

    Attributes:
        shares: by channel and language, in their alphabetical order.
        ends_at: when the last will have left if it goes on as until now; None: nothing is known, or all have left.
    """

    shares: tuple[Share, ...]
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, without whom it was for.

    Attributes:
        id: its number in the ledger.
        message_id: of which message.
        purpose: of the message.
        kind: by which channel.
        language: in which language.
        reason: a stable, short code, such as `smtp_550`.
        attempts: how often it was tried.
        at: when it was given up.
    """

    id: int
    message_id: UUID
    purpose: str
    kind: ChannelKind
    language: str
    reason: str
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why messages of a kind do not leave.

    Attributes:
        kind: of channel.
        since: since when.
        reason: the provider's, a short code; `nobody_sends`: messages wait and no outage is known: is the gateway
            running, and can it write to its disk?
    """

    kind: ChannelKind
    since: datetime
    reason: str


def progress_by(message_id: UUID, now: datetime) -> Spread:
    """Return how far a message has come by channel and language; from an index alone, so cheap for a live page."""
    own = Delivery.objects.filter(message_id=message_id).order_by()
    rows = own.values_list("kind", "language", "state", "has_arrived").annotate(count=Count("pk"))
    counts: dict[tuple[str, str], Counter[DeliveryState]] = {}
    arrived: Counter[tuple[str, str]] = Counter()
    for kind, language, state, has_arrived, count in rows:
        counts.setdefault((kind, language), Counter())[DeliveryState(state)] += count
        arrived[kind, language] += count if has_arrived else 0
    shares = tuple(
        Share(ChannelKind(kind), language, _progress(states, arrived[kind, language]))
        for (kind, language), states in sorted(counts.items())
    )
    return Spread(shares, _end(message_id, shares, now))


def _end(message_id: UUID, shares: Iterable[Share], now: datetime) -> datetime | None:
    left = sum(share.progress.queued + share.progress.failed for share in shares)
    done = sum(share.progress.sent + share.progress.dead + share.progress.moved for share in shares)
    began = Message.objects.filter(pk=message_id).values_list("created_at", flat=True).first()
    if began is None or not left or not done or now <= began:
        return None
    return now + (now - began) * left / done


def dead_letters(*, message_id: UUID | None = None, limit: int = 200) -> tuple[DeadLetter, ...]:
    """Return what was given up, the newest first, without whom it was for: of one message, or of all kept."""
    wanted = [message_id] if message_id else list(Message.objects.values_list("pk", flat=True))
    rows: list[DeadLetter] = []
    for start in range(0, len(wanted), _AT_ONCE):
        dead = Delivery.objects.filter(
            message_id__in=wanted[start : start + _AT_ONCE], state=DeliveryState.DEAD
        )
        found = dead.order_by("-run_at", "-pk").values_list(
            "pk", "message_id", "message__purpose", "kind", "language", "reason", "attempts", "run_at"
        )
        rows += [
            DeadLetter(pk, of, purpose, ChannelKind(kind), language, reason, attempts, at)
            for pk, of, purpose, kind, language, reason, attempts, at in found[:limit]
        ]
    return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True)[:limit])


def troubles(now: datetime) -> tuple[Trouble, ...]:
    """Return which kinds of channel do not send although messages wait, or whose provider is down."""
    found = [
        Trouble(ChannelKind(row.kind), row.since, row.reason) for row in Outage.objects.order_by("since")
    ]
    known = {trouble.kind for trouble in found}
    for kind in ChannelKind:
        waiting = Delivery.objects.filter(kind=kind, is_waiting=True, run_at__lte=now - _OVERDUE_AFTER)
        first = waiting.filter(expires_at__gt=now).order_by("run_at").values_list("run_at", flat=True).first()
        if first is not None and kind not in known:
            found.append(Trouble(kind, first, "nobody_sends"))
    return tuple(found)


def recorded_bodies() -> Iterator[str]:
    """Yield what the recording adapter kept, oldest first; nothing where messages really leave."""
    yield from RecordedMessage.objects.order_by("at", "pk").values_list("body", flat=True).iterator(500)
