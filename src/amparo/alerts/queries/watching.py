"""Find who is to get an alert: rows by topic and cell, read in ranges of an index that hold nothing but hits.

An alert looks under the cells that its own cells lie in (`domain/areas.rings`), the nearest first. Under each cell the
rows stand by urgency and by the subscription's id, so a batch is the next rows of such a range, and a cursor is where
it ended. Who watches two of the cells comes twice; the ledger passes them over the second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.alerts.domain import areas
from amparo.alerts.domain.areas import EVERYWHERE
from amparo.alerts.domain.content import Content
from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.domain.ways import Urgency
from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionWatch, SubscriptionWay
from amparo.channels import api as channels

_COLUMNS = (
    "pk", "correspondent_id", "channel", "language", "quiet_from", "quiet_until", "wakes", "has_further_ways",
)  # fmt: skip
_JOINED = ("subscription_id", *(f"subscription__{column}" for column in _COLUMNS[1:]))
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Those who watch one cell for one topic and go at the same turn: one range of the index."""

    topic: Topic
    cell: int
    urgency: Urgency

    @property
    def is_own_place(self) -> bool:
        """Whether these people named the place, and not only the region."""
        return self.cell != EVERYWHERE


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may get an alert: `ways` are the correspondents to try, in order; `channel` is the first one's."""

    subscription_id: UUID
    language: str
    channel: str
    ways: tuple[UUID, ...]
    quiet: QuietHours | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of one step: the last id, how many ids, and who of them may be written to, in their order."""

    last: UUID | None
    count: int
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may be written to now.

    Attributes:
        today: consent must last until this day at least.
        unused: kinds of channel that are switched off.
        consented_by: of those who watch, only who consented at this time or before; None for all.
    """

    today: date
    unused: frozenset[str]
    consented_by: datetime | None = None


def rules(now: datetime, consented_by: datetime | None = None) -> Rules:
    """Return who may be written to now."""
    return Rules(now.date(), unused_kinds(), consented_by)


def segments(content: Content, topic: Topic) -> tuple[Segment, ...]:
    """Return where to look for the audience of a content, in the order in which it is sent."""
    return tuple(
        Segment(topic, cell, urgency)
        for ring in areas.rings(content.cells)
        for urgency in Urgency
        for cell in ring.cells
    )


def next_in(segment: Segment, after: UUID | None, limit: int, who: Rules) -> Found:
    """Return the next people of a segment, by id: one query, and one more where some have further ways."""
    rows = SubscriptionWatch.objects.filter(
        topic=segment.topic.value, cell=segment.cell, urgency=segment.urgency.value
    )
    if after is not None:
        rows = rows.filter(subscription_id__gt=after)
    # The conditions are looked at here and not by the database, so that a batch is a range of the index whatever they
    # say; rows are written for the confirmed alone.
    columns = (*_JOINED, "subscription__consent_until", "subscription__consented_at")
    read = list(rows.order_by("subscription_id").values_list(*columns)[:limit])
    wanted = [row[:-2] for row in read if _may(row[-2], row[-1], who)]
    return Found(read[-1][0] if read else None, len(read), _readers(wanted, who))


def _may(until: date | None, consented_at: datetime | None, who: Rules) -> bool:
    if until is None or consented_at is None or until < who.today:
        return False
    return who.consented_by is None or consented_at <= who.consented_by


def of_correspondents(correspondents: Sequence[UUID], who: Rules) -> tuple[Reader, ...]:
    """Return those who were reached as these correspondents and still wish to be, each once. Four queries, or five."""
    found: set[UUID] = set()
    rest = set(correspondents)
    # Two ranges: asked for together they would read the whole table.
    for column in ("correspondent_id", "delivered_as"):
        mine = Subscription.objects.filter(**{f"{column}__in": correspondents}).values_list("pk", column)
        for key, reached in mine:
            found.add(key)
            rest.discard(reached)
    # An address may also be a further way of somebody else's: it was reached for whom it is the first.
    by_way = SubscriptionWay.objects.filter(Q(correspondent_id__in=rest) | Q(delivered_as__in=rest))
    found.update(by_way.values_list("subscription_id", flat=True) if rest else ())
    rows = Subscription.objects.filter(
        pk__in=found, state=SubscriptionState.CONFIRMED, consent_until__gte=who.today
    )
    return _readers(list(rows.order_by("pk").values_list(*_COLUMNS)), who)


def consenting(now: datetime) -> QuerySet[Subscription]:
    """Return the subscriptions that may be written to."""
    return Subscription.objects.filter(state=SubscriptionState.CONFIRMED, consent_until__gte=now.date())


def unused_kinds() -> frozenset[str]:
    """Return the kinds of channel that are switched off."""
    return frozenset(kind.value for kind in channels.unused_kinds())


def _readers(rows: list[_Row], who: Rules) -> tuple[Reader, ...]:
    further = _further([row[0] for row in rows if row[-1]])
    found = []
    for key, first, channel, language, quiet_from, quiet_until, wakes, _has_further in rows:
        ways, used = (first,), channel
        if key in further or channel in who.unused:
            usable = [way for way in ((first, channel), *further.get(key, ())) if way[1] not in who.unused]
            if not usable:
                continue
            ways, used = tuple(way for way, _ in usable), usable[0][1]
        quiet = None if quiet_from is None else QuietHours(quiet_from, quiet_until, wakes=wakes)
        found.append(Reader(key, language, used, ways, quiet))
    return tuple(found)


def _further(ids: list[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return the further confirmed ways of some subscriptions, in their order."""
    if not ids:
        return {}
    rows = SubscriptionWay.objects.filter(subscription_id__in=ids, state=SubscriptionState.CONFIRMED)
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    columns = ("subscription_id", "correspondent_id", "channel")
    for key, way, channel in rows.order_by("position", "id").values_list(*columns):
        found.setdefault(key, []).append((way, channel))
    return found
