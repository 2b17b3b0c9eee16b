"""Find who is to get an alert: rows by topic and cell, read in ranges of an index that hold nothing but hits.

An alert looks under the cells that its own cells lie in (`domain/areas.rings`), the nearest first. Under each cell the
rows stand by urgency and by the subscription's id, so a batch is the next rows of such a range, and a cursor is where
it ended. Who watches two of the cells comes twice; the ledger passes them over the second time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from amparo.channels.api import ChannelKind

_COLUMNS = (
    "id", "correspondent_id", "channel", "language", "quiet_from", "quiet_until", "wakes", "consented_at",
)  # fmt: skip


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
    consented_at: datetime
    is_own_place: bool


def segments(content: Content, topic: Topic) -> tuple[Segment, ...]:
    """Return where to look for the audience of a content, in the order in which it is sent."""
    return tuple(
        Segment(topic, cell, urgency)
        for ring in areas.rings(content.cells)
        for urgency in Urgency
        for cell in ring.cells
    )


def next_in(segment: Segment, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next subscriptions of a segment, by id."""
    rows = SubscriptionWatch.objects.filter(
        topic=segment.topic.value, cell=segment.cell, urgency=segment.urgency.value
    )
    if after is not None:
        rows = rows.filter(subscription_id__gt=after)
    return list(rows.order_by("subscription_id").values_list("subscription_id", flat=True)[:limit])


def readers(ids: Sequence[UUID], now: datetime, *, is_own_place: bool) -> list[Reader]:
    """Return those of some subscriptions that may be written to, in the order of their ids. Two queries."""
    rows = consenting(now).filter(pk__in=ids).order_by("pk").values_list(*_COLUMNS)
    return _readers(list(rows), is_own_place=is_own_place)


def of_correspondents(correspondents: Iterable[UUID], now: datetime) -> list[Reader]:
    """Return those who were reached as these correspondents and still wish to be, each once, by id."""
    known = list(correspondents)
    by_way = SubscriptionWay.objects.filter(Q(correspondent_id__in=known) | Q(delivered_as__in=known))
    found = {*by_way.values_list("subscription_id", flat=True)}
    for column in (
        "correspondent_id",
        "delivered_as",
    ):  # two ranges: together they would read the whole table
        found.update(Subscription.objects.filter(**{f"{column}__in": known}).values_list("pk", flat=True))
    return readers(sorted(found), now, is_own_place=True)


def consenting(now: datetime) -> QuerySet[Subscription]:
    """Return the subscriptions that may be written to."""
    return Subscription.objects.filter(state=SubscriptionState.CONFIRMED, consent_until__gte=now.date())


def unused_kinds() -> frozenset[str]:
    """Return the kinds of channel that are switched off."""
    return frozenset(kind.value for kind in ChannelKind if not channels.is_switched_on(kind))


def _readers(rows: list[tuple[Any, ...]], *, is_own_place: bool) -> list[Reader]:
    further: dict[UUID, list[tuple[UUID, str]]] = {}
    confirmed = SubscriptionWay.objects.filter(
        subscription_id__in=[row[0] for row in rows], state=SubscriptionState.CONFIRMED
    )
    for key, way, channel in confirmed.order_by("position", "id").values_list(
        "subscription_id", "correspondent_id", "channel"
    ):
        further.setdefault(key, []).append((way, channel))
    unused = unused_kinds()
    found = []
    for key, first, channel, language, quiet_from, quiet_until, wakes, consented_at in rows:
        together = [(first, channel), *further.get(key, ())]
        usable = [(way, kind) for way, kind in together if kind not in unused]
        if not usable:
            continue
        ways = tuple(way for way, _ in usable)
        quiet = None if quiet_from is None else QuietHours(quiet_from, quiet_until, wakes=wakes)
        found.append(Reader(key, language, usable[0][1], ways, quiet, consented_at, is_own_place))
    return found
