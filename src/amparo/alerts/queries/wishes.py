"""Read what a subscription watches and by which ways it goes, for its owner who holds the link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.alerts.domain import areas
from amparo.alerts.domain.kinds import Topic
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.domain.tokens import CONFIRM_WAY, LinkNotValid
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionWay
from amparo.alerts.queries import signing
from amparo.core.places import gazetteer
from amparo.core.places.cells import Cell


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a person; the first of a subscription has no id of its own (None)."""

    way_id: UUID | None
    channel: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What a subscription is: `ways` in their order, the first first; `until` is None while it waits."""

    wishes: Wishes
    is_confirmed: bool
    ways: tuple[Way, ...]
    until: date | None


def held(token: str, purpose: str) -> Held:
    """Return a subscription as its owner may see it.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    row = Subscription.objects.filter(pk=signing.subscription_of(token, purpose)).first()
    if row is None:
        raise LinkNotValid
    is_confirmed = row.state == SubscriptionState.CONFIRMED
    further = (
        Way(each.pk, each.channel, each.state == SubscriptionState.CONFIRMED)
        for each in row.ways.order_by("position", "id")
    )
    ways = (Way(None, row.channel, is_confirmed), *further)
    return Held(of_row(row), is_confirmed, ways, row.consent_until)


def waiting_way(token: str) -> None:
    """Check that a link is one of a further way.

    Raises:
        LinkNotValid: no such way waits or stands.
    """
    if not SubscriptionWay.objects.filter(pk=signing.subscription_of(token, CONFIRM_WAY)).exists():
        raise LinkNotValid


def wishes_of(token: str, purpose: str) -> tuple[Wishes, bool]:
    """Return a subscription's wishes, and whether it is confirmed.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    found = held(token, purpose)
    return found.wishes, found.is_confirmed


def of_row(row: Subscription) -> Wishes:
    """Return the wishes of a subscription."""
    topics = tuple(Topic(each.topic) for each in row.topics.order_by("topic"))
    return Wishes(
        row.language,
        topics,
        tuple(row.areas),
        row.is_everywhere,
        drawn=tuple(Cell(int(each, 16)) for each in row.drawn),
        quiet=quiet_of(row),
    )


def quiet_of(row: Subscription) -> QuietHours | None:
    """Return the quiet hours of a subscription; None where it has none."""
    if row.quiet_from is None or row.quiet_until is None:
        return None
    return QuietHours(row.quiet_from, row.quiet_until, wakes=row.wakes)


def cells_of(slugs: Iterable[str], drawn: Iterable[Cell]) -> frozenset[Cell]:
    """Return the cells that named areas and drawn cells are kept as.

    Raises:
        NoSuchArea: the gazetteer has none of this slug.
    """
    known = gazetteer.gazetteer()
    named = {cell for slug in slugs for cell in areas.cells_of(known.by_slug(slug).centre)}
    return areas.put_together({*named, *drawn})
