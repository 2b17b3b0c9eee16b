"""Find who is to get an alert: subscriptions by the ancestors of its cells, its topic and their consent."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.alerts.domain import areas
from amparo.alerts.domain.content import Content
from amparo.alerts.domain.kinds import Topic
from amparo.alerts.models import Subscription, SubscriptionState
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind


def consenting(now: datetime) -> QuerySet[Subscription]:
    """Return the subscriptions that may be written to."""
    rows = Subscription.objects.filter(state=SubscriptionState.CONFIRMED, consent_until__gte=now.date())
    return rows if channels.is_switched_on(ChannelKind.SMS) else rows.exclude(channel=ChannelKind.SMS)


def watching(content: Content, topic: Topic, now: datetime) -> QuerySet[Subscription]:
    """Return the subscriptions that watch a content's place and topic, each once."""
    watched = areas.watched_cells(content.cells)
    here = Q(is_everywhere=True) | Q(pk__in=_of_cells(watched))
    return consenting(now).filter(here, topics__topic=topic.value)


def walk(
    subscriptions: QuerySet[Subscription], after: UUID | None, limit: int
) -> list[tuple[UUID, UUID, str]]:
    """Return the next subscriptions by id: (id, correspondent, language)."""
    rest = subscriptions.filter(pk__gt=after) if after else subscriptions
    return list(rest.order_by("pk").values_list("pk", "correspondent_id", "language")[:limit])


def of_correspondents(correspondents: Iterable[UUID], now: datetime) -> list[tuple[UUID, UUID, str]]:
    """Return the subscriptions of those who were reached and still wish to be: (id, correspondent, language)."""
    known = list(correspondents)
    mine = Q(correspondent_id__in=known) | Q(delivered_as__in=known)
    return list(consenting(now).filter(mine).order_by("pk").values_list("pk", "correspondent_id", "language"))


def count_of(subscriptions: list[UUID]) -> list[tuple[tuple[str, str], int]]:
    """Return how many of some subscriptions there are in each language over each channel."""
    counts: Counter[tuple[str, str]] = Counter()
    for start in range(0, len(subscriptions), 500):
        found = Subscription.objects.filter(pk__in=subscriptions[start : start + 500])
        counts.update(found.values_list("language", "channel"))
    return sorted(counts.items())


def _of_cells(cells: frozenset[int]) -> QuerySet[Subscription, UUID]:
    return Subscription.objects.filter(cells__cell__in=sorted(cells)).values_list("pk", flat=True)
