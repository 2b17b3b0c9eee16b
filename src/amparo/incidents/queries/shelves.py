"""The shelves of the board: what waits, what waits beside, what is proposed to give up, and what was decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from amparo.core.places import gazetteer
from amparo.core.places.cells import Cell
from amparo.incidents.domain import time_box
from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.models.ranking import DANGER_RANK
from amparo.incidents.queries.areas import search_cells_of
from amparo.network.api import Actor, current_network

# What was decided stays in sight for one long shift.
DECIDED_SHOWN_FOR: Final = timedelta(hours=14)

_WAITS: Final = Q(queue_rank__gte=0)
_TO_DO, _ASIDE, _DECIDED = 0, 1, 2
IN_ORDER: Final = ("-queue_rank", "-last_seen_at", "pk")


class Shelf(StrEnum):
    """Which part of the board."""

    TO_DO = "to_do"
    ASIDE = "aside"
    PROPOSED = "proposed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much stands on each shelf, whatever filter is on."""

    to_do: int
    aside: int
    proposed: int
    decided: int


def shelf(which: Shelf, now: datetime) -> QuerySet[Incident]:
    """Return the incidents of a shelf in the order in which they should be looked at."""
    if which is Shelf.DECIDED:
        return _decided(now).order_by("-decided_at", "pk")
    if which is Shelf.PROPOSED:
        return Incident.objects.filter(_WAITS, _proposed(now)).order_by("opened_at", "pk")
    # `is_aside IN (…)`, as SQLite finds no index for `NOT is_aside`.
    return Incident.objects.filter(_WAITS, is_aside__in=[which is Shelf.ASIDE]).order_by(*IN_ORDER)


def counts(now: datetime) -> Counts:
    """Count what stands on the shelves. One query, over what waits and what was decided lately."""
    waiting = (
        Incident.objects.filter(_WAITS)
        .values(shelf=Case(When(is_aside=True, then=Value(_ASIDE)), default=Value(_TO_DO)))
        .annotate(count=Count("pk"), proposed=Count("pk", filter=_proposed(now)))
    )
    decided = (
        _decided(now)
        .values(shelf=Value(_DECIDED))
        .annotate(count=Count("pk"), proposed=Count("pk", filter=Q(pk__isnull=True)))
    )
    rows = waiting.union(decided, all=True).values_list("shelf", "count", "proposed")
    found = {shelf: (count, proposed) for shelf, count, proposed in rows}
    to_do, aside, lately = (found.get(each, (0, 0)) for each in (_TO_DO, _ASIDE, _DECIDED))
    return Counts(to_do=to_do[0], aside=aside[0], proposed=to_do[1] + aside[1], decided=lately[0])


def dangers(now: datetime) -> QuerySet[Incident]:
    """Return what waits and tells of a child alone or somebody hurt."""
    return shelf(Shelf.TO_DO, now).filter(queue_rank__gte=DANGER_RANK)


def filtered(incidents: QuerySet[Incident], by: Filter, *, actor: Actor, now: datetime) -> QuerySet[Incident]:
    """Return those of some incidents for which a filter asks."""
    if by.activity:
        incidents = incidents.filter(activity=by.activity)
    if by.agency:
        incidents = incidents.filter(agency=by.agency)
    if by.flag:
        incidents = incidents.filter(_flagged(by.flag, actor))
    if by.first_hand:
        seen = IncidentReport.objects.filter(
            incident=OuterRef("pk"), membership=Membership.PRESENT, is_first_hand=True
        )
        incidents = incidents.filter(Exists(seen))
    if by.independent:
        incidents = incidents.filter(independent_count__gte=by.independent)
    if by.older_min:
        incidents = incidents.filter(opened_at__lte=now - timedelta(minutes=by.older_min))
    return _within(incidents, by.area) if by.area else incidents


def _decided(now: datetime) -> QuerySet[Incident]:
    lately = Q(decided_at__gt=now - DECIDED_SHOWN_FOR) | Q(state=State.CONFIRMED)
    return Incident.objects.filter(lately, queue_rank__isnull=True)


def _proposed(now: datetime) -> Q:
    """Return the condition by which `services/giving_up.py` proposes; a test compares the two."""
    since = time_box.proposes_since(now, current_network())
    calm = Q(is_urgent=False, child_alone=False, someone_hurt=False)
    return calm & Q(state=State.OPEN, opened_at__lte=since, last_seen_at__lte=since)


def _flagged(flag: Flag, actor: Actor) -> Q:
    match flag:
        case Flag.URGENT:
            return Q(is_urgent=True)
        case Flag.NEWS:
            return Q(has_news=True)
        case Flag.NOBODY_HAS_IT:
            return ~Q(state=State.CHECKING)
        case Flag.MINE:
            return Q(checking_by=actor.member_id)
        case Flag.CHILD_ALONE | Flag.SOMEONE_HURT | Flag.CAME_BACK:
            return Q(**{flag.value: True})


def _within(incidents: QuerySet[Incident], slug: str) -> QuerySet[Incident]:
    """Keep what the rows would name after an area: the index finds what may be there, the places themselves decide."""
    try:
        near = incidents.filter(search_cell__in=search_cells_of(slug), place_is_known=True)
    except gazetteer.NoSuchArea:
        return incidents.none()
    name = gazetteer.gazetteer().by_slug(slug).name
    places = near.order_by().values_list(F("cell"), flat=True).distinct()
    return near.filter(cell__in=[each for each in places if gazetteer.place_name(Cell(each)) == name])
