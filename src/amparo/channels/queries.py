"""What became of messages, and what came in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from amparo.channels.domain.kinds import SWITCHED, ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import ChannelSwitch, Delivery, Lockdown, RecordedMessage


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
    """

    queued: int
    sent: int
    failed: int
    dead: int
    cancelled: int
    expired: int
    arrived: int = 0

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


def recorded_bodies() -> Iterator[str]:
    """Yield what the recording adapter kept, oldest first; nothing where messages really leave."""
    yield from RecordedMessage.objects.order_by("at", "pk").values_list("body", flat=True).iterator(500)
