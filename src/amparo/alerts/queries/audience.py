"""Count who would get an alert before it is sent: people, by language and by the channel that is tried first.

Exact, by the same rules as the sending: consent, switched-off channels, quiet hours. Whoever watches counts in the
database, by queries that read the hits; who was reached is walked through as the sending walks. No total is kept
anywhere: it would tell whoever steals the database how many watch a place, and be wrong by the next press of a button.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, When

from amparo.alerts.domain import quiet
from amparo.alerts.domain.areas import EVERYWHERE
from amparo.alerts.domain.content import Content, Text
from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.models import Alert, Subscription, SubscriptionState, SubscriptionWatch, SubscriptionWay
from amparo.alerts.queries import plan, watching
from amparo.alerts.queries.plan import Plan, Reached
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.network import api as network

_AT_ONCE = 2_000
_MOST_BY_KEY = 20_000
_QUIET = ("quiet_from", "quiet_until", "wakes")


@dataclass(frozen=True, slots=True)
class Audience:
    """How many will get an alert, in one language over one channel."""

    language: str
    channel: str
    count: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What the SMS of one language cost: people, parts of one text, and both multiplied."""

    language: str
    people: int
    parts_each: int

    @property
    def parts(self) -> int:
        """Return how many parts are paid for."""
        return self.people * self.parts_each


@dataclass(frozen=True, slots=True)
class _Moment:
    """When the alert would leave, and when it is over."""

    now: datetime
    zone: ZoneInfo
    expires_at: datetime

    def gets(self, hours: QuietHours | None, *, is_own_place: bool, follows: bool = False) -> bool:
        at = quiet.goes_out_at(
            hours,
            now=self.now,
            zone=self.zone,
            expires_at=self.expires_at,
            is_own_place=is_own_place,
            follows=follows,
        )
        return at is not None


def audience_of(row: Alert, content: Content, now: datetime) -> tuple[Audience, ...]:
    """Return how many would get an alert if it were released now, by language and channel, each person once."""
    moment = _Moment(now, network.current_network().time_zone, now + content.lifetime)
    steps = plan.of(row)
    reached = [step for step in steps.steps if isinstance(step, Reached)]
    counts = (
        _count_reached(row, steps, moment)
        if reached
        else count_watching(steps, now=now, expires_at=moment.expires_at)
    )
    return tuple(Audience(*pair, count) for pair, count in sorted(counts.items()) if count)


def audience_parts(audience: Iterable[Audience], texts: Iterable[Text]) -> tuple[Parts, ...]:
    """Return what an audience's SMS cost, by language. A text without a short form is sent whole."""
    each = {text.language: channels.sms_parts(text.short or text.description) for text in texts}
    usual = each.get("en") or next(iter(each.values()), 0)
    return tuple(
        Parts(group.language, group.count, each.get(group.language, usual))
        for group in audience
        if group.channel == ChannelKind.SMS
    )


def count_watching(steps: Plan, *, now: datetime, expires_at: datetime) -> Counter[tuple[str, str]]:
    """Return how many of those who watch get it, by language and channel, each person once. One query, or two."""
    moment = _Moment(now, network.current_network().time_zone, expires_at)
    counts: Counter[tuple[str, str]] = Counter()
    for topic, cells in plan.cells_by_topic(steps.steps).items():
        groups = _groups(topic, cells, moment.now)
        near = None
        for language, channel, *hours, count in groups:
            resting = _hours(hours)
            if moment.gets(resting, is_own_place=False):
                counts[language, channel] += count
            elif moment.gets(resting, is_own_place=True):
                if near is None:
                    near = _near_groups(topic, cells, moment.now)
                counts[language, channel] += near[(language, channel, *hours)]
    return counts


def _near_groups(topic: Topic, cells: Sequence[int], now: datetime) -> Counter[tuple[Any, ...]]:
    """Return the groups of those only who named a place."""
    named = [cell for cell in cells if cell != EVERYWHERE]
    return Counter({(*key,): count for *key, count in _groups(topic, named, now)})


def _groups(topic: Topic, cells: Sequence[int], now: datetime) -> list[tuple[Any, ...]]:
    """Return (language, channel, quiet hours…, count of people) of those who watch one of some cells.

    So many that they are a good part of the list are counted by one query. Fewer are counted by their keys: beside a
    long list PostgreSQL would else read all of it.
    """
    hits = SubscriptionWatch.objects.filter(topic=topic.value, cell__in=cells).order_by()
    keys = list(hits.values_list("subscription_id", flat=True).distinct()[: _MOST_BY_KEY + 1])
    unused = watching.unused_kinds()
    if len(keys) > _MOST_BY_KEY:
        return _grouped(watching.consenting(now).filter(pk__in=hits.values("subscription_id")), unused)
    counts: Counter[tuple[Any, ...]] = Counter()
    for start in range(0, len(keys), _AT_ONCE):
        rows = watching.consenting(now).filter(pk__in=keys[start : start + _AT_ONCE])
        counts.update({tuple(key): count for *key, count in _grouped(rows, unused)})
    return [(*key, count) for key, count in counts.items()]


def _grouped(rows: QuerySet[Subscription], unused: frozenset[str]) -> list[tuple[Any, ...]]:
    used = _with_channel(rows, unused).exclude(used_channel__isnull=True)
    grouped = used.order_by().values_list("language", "used_channel", *_QUIET)
    return list(grouped.annotate(count=Count("pk")))


def _with_channel(rows: QuerySet[Subscription], unused: frozenset[str]) -> QuerySet[Any]:
    """Add the channel that is tried first: of a way whose kind is switched off, the next."""
    if not unused:
        return rows.annotate(used_channel=F("channel"))
    next_way = (
        SubscriptionWay.objects.filter(subscription_id=OuterRef("pk"), state=SubscriptionState.CONFIRMED)
        .exclude(channel__in=unused)
        .order_by("position", "id")
        .values("channel")[:1]
    )
    return rows.annotate(
        used_channel=Case(
            When(Q(channel__in=unused), then=Subquery(next_way)),
            default=F("channel"),
            output_field=CharField(null=True),
        )
    )


def _hours(columns: Sequence[Any]) -> QuietHours | None:
    begin, end, wakes = columns
    return None if begin is None else QuietHours(begin, end, wakes=wakes)


def _count_reached(row: Alert, steps: Plan, moment: _Moment) -> Counter[tuple[str, str]]:
    """Count as the sending goes through them: those reached, and those who watch where the plan adds them."""
    counts: Counter[tuple[str, str]] = Counter()
    seen: set[UUID] = set()
    for batch in plan.everybody(steps, moment.now, _AT_ONCE):
        for each in batch.recipients:
            reader, follows = each.reader, each.was_reached and row.kind != Kind.UPDATE
            is_new = reader.subscription_id not in seen
            if is_new and moment.gets(reader.quiet, is_own_place=each.is_own_place, follows=follows):
                seen.add(reader.subscription_id)
                counts[reader.language, reader.channel] += 1
    return counts
