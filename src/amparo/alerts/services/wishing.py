"""Write what a subscription wishes: its places, topics and quiet hours, and the rows by which alerts find it."""

from amparo.alerts.domain import areas
from amparo.alerts.domain.areas import EVERYWHERE, AreaTooLarge
from amparo.alerts.domain.ways import urgency_of
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import (
    Subscription,
    SubscriptionState,
    SubscriptionTopic,
    SubscriptionWatch,
)
from amparo.alerts.queries import wishes as wish_queries
from amparo.alerts.queries import wording
from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer
from amparo.network import api as network

MOST_AREAS = 30
# After putting together. Each is a row for each topic; a region's whole border at neighbourhood size stays below.
MOST_CELLS = 1_000


class NothingChosen(AmparoError):
    """A subscription without a place or without a topic."""

    code = "NOTHING_CHOSEN"


class TooManyAreas(AmparoError):
    """More areas than one subscription may name; the whole region is one choice."""

    code = "TOO_MANY_AREAS"


class LanguageNotOffered(AmparoError):
    """Alerts are not complete in this language."""

    code = "LANGUAGE_NOT_OFFERED"


def check(wishes: Wishes) -> None:
    """Check that wishes can be carried out.

    Raises:
        NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea, AreaTooLarge, OutsideRegion.
    """
    if not wishes.topics or not (wishes.areas or wishes.drawn or wishes.is_everywhere):
        raise NothingChosen
    if len(wishes.areas) > MOST_AREAS:
        raise TooManyAreas(limit=MOST_AREAS)
    if wishes.language not in wording.offered_languages():
        raise LanguageNotOffered
    for slug in wishes.areas:
        gazetteer.gazetteer().by_slug(slug)
    if wishes.drawn:
        areas.inside(frozenset(wishes.drawn), network.current_network().region)
        if len(wish_queries.cells_of(wishes.areas, wishes.drawn)) > MOST_CELLS:
            raise AreaTooLarge


def write(row: Subscription, wishes: Wishes) -> None:
    """Write a subscription's wishes anew, all but its language. Inside the caller's transaction."""
    row.is_everywhere = wishes.is_everywhere
    row.areas = sorted(wishes.areas)
    row.drawn = [f"{cell:x}" for cell in sorted(areas.put_together(wishes.drawn))]
    row.quiet_from = wishes.quiet.begin if wishes.quiet else None
    row.quiet_until = wishes.quiet.end if wishes.quiet else None
    row.wakes = wishes.quiet.wakes if wishes.quiet else False
    row.save()
    row.topics.all().delete()
    SubscriptionTopic.objects.bulk_create(
        SubscriptionTopic(subscription=row, topic=topic) for topic in sorted(set(wishes.topics))
    )
    watch(row)


def watch(row: Subscription) -> None:
    """Write the rows by which alerts find a subscription; none until it is confirmed. Inside a transaction."""
    row.watches.all().delete()
    if row.state != SubscriptionState.CONFIRMED:
        return
    wishes = wish_queries.of_row(row)
    cells = set(wish_queries.cells_of(wishes.areas, wishes.drawn))
    if wishes.is_everywhere:
        cells.add(EVERYWHERE)
    urgency = urgency_of(row.channel)
    SubscriptionWatch.objects.bulk_create(
        SubscriptionWatch(subscription=row, topic=topic, cell=cell, urgency=urgency)
        for topic in wishes.topics
        for cell in sorted(cells)
    )
