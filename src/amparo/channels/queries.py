"""What became of messages, and what came in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from amparo.channels.domain.kinds import SWITCHED, ChannelKind
from amparo.channels.domain.states import WAITING, CorrespondentState, DeliveryState
from amparo.channels.models import ChannelSwitch, Delivery, Lockdown, Outage, RecordedMessage
from amparo.core.jobs import Priority
from amparo.core.watch.faults import Unsent

_ARRIVED = "arrived"
_OVERDUE_AFTER = timedelta(minutes=1)
# What stood in a returned message's values was deleted, and whoever was given up has nobody to be sent to.
MAY_BE_SENT_AGAIN = Q(correspondent__state=CorrespondentState.CONFIRMED.value) & ~Q(values={})


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


def unused_kinds() -> frozenset[ChannelKind]:
    """Return the kinds by which nothing is sent or taken in, as nobody has switched them on. One query."""
    used = ChannelSwitch.objects.filter(is_on=True).values_list("kind", flat=True)
    return SWITCHED - frozenset(ChannelKind(kind) for kind in used)


def is_switched_on(kind: ChannelKind) -> bool:
    """Tell whether anything may be sent and taken in by a kind of channel. One look-up by key, never cached."""
    return switch(kind).is_on


@dataclass(frozen=True, slots=True)
class Locked:
    """The lockdown that holds: since when, by whom, and who asked to lift it (empty: nobody yet)."""

    at: datetime
    by: str
    lift_asked_by: str
    lift_asked_at: datetime | None


def lockdown() -> Locked | None:
    """Return the lockdown that holds, or None. One look-up by an index of one row, never cached."""
    row = Lockdown.objects.filter(is_held=True).first()
    if row is None:
        return None
    return Locked(row.locked_at, row.locked_by, row.lift_asked_by, row.lift_asked_at)


def is_locked() -> bool:
    """Tell whether nothing may leave at this moment."""
    return Lockdown.objects.filter(is_held=True).exists()


def outbox(language: str, *, limit: int) -> Outbox:
    """Return the newest recorded messages; a language in which none was recorded counts as no wish."""
    recorded = RecordedMessage.objects.order_by("-at", "-pk")
    tags = tuple(sorted(set(recorded.order_by().values_list("language", flat=True).distinct())))
    wanted = language if language in tags else ""
    chosen = recorded.filter(language=wanted) if wanted else recorded
    return Outbox(tuple(chosen[:limit]), chosen.count(), wanted, tags)


@dataclass(frozen=True, slots=True)
class Share:
    """How far a message has come over one channel in one language."""

    kind: ChannelKind
    language: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a message has come.

    Attributes:
        total: over all channels and languages.
        shares: by channel and language; the largest first.
        later: of those that wait, how many are not due yet: until quiet hours end, or until the next try. None where
            so many wait that it is not counted.
    """

    total: Progress
    shares: tuple[Share, ...]
    later: int | None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What could not be delivered of a message, over one channel for one reason.

    Attributes:
        reason: a short code: the provider's, such as `smtp_550`, or ours.
        count: how many people.
        attempts: how often at most one of them was tried.
        last_at: when the last of them was given up.
        again: how many of them may be tried again: their address was not given up, and the words are still kept.
    """

    kind: ChannelKind
    reason: str
    count: int
    attempts: int
    last_at: datetime
    again: int


# Above so many a count of what is not due yet would take longer than a look at the page is worth.
MOST_COUNTED_LATER = 20_000


def progress(message_id: UUID) -> Progress:
    """Return the counts of one message; all zero for an unknown one. One query."""
    return each_progress([message_id])[message_id]


def each_progress(message_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """Return the counts of some messages; all zero for an unknown one. One query."""
    wanted = list(message_ids)
    counts: dict[UUID, Counter[str]] = {message_id: Counter() for message_id in wanted}
    rows = Delivery.objects.filter(message_id__in=wanted).order_by()
    for message_id, state, has_arrived, count in rows.values_list(
        "message_id", "state", "has_arrived"
    ).annotate(count=Count("pk")):
        _add(counts[message_id], state, has_arrived=has_arrived, count=count)
    return {message_id: _progress(counts[message_id]) for message_id in wanted}


def sending(message_id: UUID, *, now: datetime) -> Sending:
    """Return how far one message has come, by channel and language. Two queries; the first reads an index alone."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    rows = Delivery.objects.filter(message_id=message_id).order_by()
    for kind, language, state, has_arrived, count in rows.values_list(
        "kind", "language", "state", "has_arrived"
    ).annotate(count=Count("pk")):
        _add(counts.setdefault((kind, language), Counter()), state, has_arrived=has_arrived, count=count)
    by_size = sorted(counts.items(), key=lambda item: (-_people(item[1]), item[0]))
    total = _progress(sum((each for _, each in by_size), Counter()))
    is_counted = 0 < total.queued + total.failed <= MOST_COUNTED_LATER
    is_many = total.queued + total.failed > MOST_COUNTED_LATER
    return Sending(
        total=total,
        shares=tuple(
            Share(ChannelKind(kind), language, _progress(each)) for (kind, language), each in by_size
        ),
        later=None if is_many else _later(message_id, now) if is_counted else 0,
    )


def undelivered(message_id: UUID) -> tuple[Undelivered, ...]:
    """Return what could not be delivered of a message, by channel and reason; the most first. One query."""
    dead = Delivery.objects.filter(message_id=message_id, state=DeliveryState.DEAD)
    groups = dead.order_by().values_list("kind", "reason")
    found = groups.annotate(
        count=Count("pk"),
        attempts=Max("attempts"),
        last_at=Max("run_at"),
        again=Count("pk", filter=MAY_BE_SENT_AGAIN),
    )
    rows = [Undelivered(ChannelKind(kind), *rest) for kind, *rest in found]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.kind, row.reason)))


def _later(message_id: UUID, now: datetime) -> int:
    waiting = [state.value for state in WAITING]
    return Delivery.objects.filter(message_id=message_id, state__in=waiting, run_at__gt=now).count()


def _add(counts: "Counter[str]", state: str, *, has_arrived: bool, count: int) -> None:
    counts[state] += count
    if has_arrived:
        counts[_ARRIVED] += count


def _people(counts: "Counter[str]") -> int:
    return counts.total() - counts[_ARRIVED] - counts[DeliveryState.MOVED]


def _progress(counts: "Counter[str]") -> Progress:
    return Progress(
        queued=counts[DeliveryState.QUEUED] + counts[DeliveryState.SENDING],
        sent=counts[DeliveryState.SENT],
        failed=counts[DeliveryState.FAILED],
        dead=counts[DeliveryState.DEAD],
        cancelled=counts[DeliveryState.CANCELLED],
        expired=counts[DeliveryState.EXPIRED],
        arrived=counts[_ARRIVED],
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


def reached_after(message_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next correspondents, by id, to whom a message was sent, or may have been: a range of an index."""
    rows = Delivery.objects.filter(
        Q(state__in=[DeliveryState.SENT, DeliveryState.SENDING]) | Q(may_have_arrived=True),
        message_id=message_id,
        correspondent__isnull=False,
    )
    if after is not None:
        rows = rows.filter(correspondent_id__gt=after)
    found = rows.order_by("correspondent_id").values_list("correspondent_id", flat=True)[:limit]
    return [each for each in found if each is not None]


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


def troubles(*, now: datetime) -> tuple[Trouble, ...]:
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


def oldest_unsent(now: datetime) -> list[Unsent]:
    """Return, for each kind that has any, the message that has been due the longest: the number to alarm on.

    What waits for a later time (a retry, the end of quiet hours) is not due. Its cost does not grow with what
    waits: one look-up by index for each kind and priority.
    """
    found = []
    for kind in ChannelKind:
        firsts: list[tuple[datetime, int]] = []
        for priority in Priority:
            due = Delivery.objects.filter(
                kind=kind, is_waiting=True, priority=priority, run_at__lte=now, expires_at__gt=now
            )
            firsts += due.order_by("run_at", "pk").values_list("run_at", "pk")[:1]
        if firsts:
            due_at, head = min(firsts)
            found.append(Unsent(kind.value, head, due_at))
    return found
