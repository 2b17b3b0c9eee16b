"""The board's queue: one frozen row an incident, as precise as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from amparo.core.places.cells import Cell
from amparo.core.places.gazetteer import place_name
from amparo.incidents.domain import states
from amparo.incidents.domain.precision import shown_cell
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports

PAGE_SIZE = 40
# What was decided stays in sight for one long shift.
DECIDED_SHOWN_FOR = timedelta(hours=14)

_PRESENT = Q(memberships__membership=Membership.PRESENT)


class Shelf(StrEnum):
    """Which part of the board: what waits for somebody, or what was found lately."""

    TO_DO = "to_do"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Similar:
    """Another incident that may be the same."""

    incident_id: UUID
    state: State
    place: str
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One incident in the queue.

    Attributes:
        cell: coarsened to what the reader may see.
        place: the nearest neighbourhood's name, approximate; may be empty.
        private_marks: reports with something in them that leads to a person.
        has_news: something came in after the outcome.
        checking_name: who checks it.
    """

    incident_id: UUID
    state: State
    outcome: str
    activity: str
    agency: str
    cell: Cell
    place: str
    place_is_known: bool
    is_home: bool
    first_seen_at: datetime
    last_seen_at: datetime
    report_count: int
    first_hand_count: int
    private_marks: int
    is_urgent: bool
    has_news: bool
    checking_name: str
    similar: Similar | None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of a shelf."""

    rows: tuple[BoardRow, ...]
    shelf: Shelf
    number: int
    has_next: bool
    to_do_count: int


def page(*, by: Actor, now: datetime, shelf: Shelf = Shelf.TO_DO, number: int = 1) -> BoardPage:
    """Return a page of the board; the number of queries does not depend on how much stands on it.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    start = (number - 1) * PAGE_SIZE
    found = list(counted(_shelf(shelf, now))[start : start + PAGE_SIZE + 1])
    return BoardPage(
        rows=rows_of(found[:PAGE_SIZE], by=by),
        shelf=shelf,
        number=number,
        has_next=len(found) > PAGE_SIZE,
        to_do_count=_shelf(Shelf.TO_DO, now).count(),
    )


def open_incidents(by: Actor) -> tuple[BoardRow, ...]:
    """Return every undecided incident, the most urgent first.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    undecided = Incident.objects.filter(state__in=states.UNDECIDED)
    return rows_of(list(counted(_in_order(undecided))), by=by)


def rows_of(incidents: Iterable[Incident], *, by: Actor, with_marks: bool = True) -> tuple[BoardRow, ...]:
    """Return incidents, which carry their counts, as rows; `with_marks` looks for private marks in their reports."""
    incidents = list(incidents)
    exact = is_exact_reader(by)
    marked = _private_marks(incidents, by=by) if exact and with_marks else {}
    return tuple(_row(each, exact=exact, private_marks=marked.get(each.pk, 0)) for each in incidents)


def with_chosen(rows: tuple[BoardRow, ...], chosen: UUID | None, *, by: Actor) -> tuple[BoardRow, ...]:
    """Return rows, and the chosen incident's if it is not among them."""
    if chosen is None or any(row.incident_id == chosen for row in rows):
        return rows
    found = with_counts(chosen)
    return (*rows, *rows_of([found], by=by, with_marks=False)) if found else rows


def is_exact_reader(by: Actor) -> bool:
    """Tell whether an actor sees exact places and reports' own words."""
    return by.can(Capability.TRIAGE_REPORTS) or by.can(Capability.RECORD_OUTCOME)


def with_counts(incident_id: UUID) -> Incident | None:
    """Return one incident with its counts."""
    return counted(Incident.objects.filter(pk=incident_id)).first()


def _shelf(shelf: Shelf, now: datetime) -> QuerySet[Incident]:
    to_do = Q(state__in=states.UNDECIDED) | Q(has_news=True)
    if shelf is Shelf.TO_DO:
        return _in_order(Incident.objects.filter(to_do))
    lately = Q(decided_at__gt=now - DECIDED_SHOWN_FOR) | Q(state=State.CONFIRMED)
    return Incident.objects.filter(lately).exclude(to_do).order_by("-decided_at", "pk")


def _in_order(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Put danger first, then what nobody has, then the newest sighting."""
    taken_on = Case(When(state=State.CHECKING, then=Value(1)), default=Value(0), output_field=IntegerField())
    return incidents.order_by("-is_urgent", taken_on, F("last_seen_at").desc(), "pk")


def counted(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Return incidents with the counts that their rows show."""
    return incidents.select_related("checking_by", "looks_like").annotate(
        report_count=Count("memberships", filter=_PRESENT),
        first_hand_count=Count("memberships", filter=_PRESENT & Q(memberships__is_first_hand=True)),
    )


def _private_marks(incidents: list[Incident], *, by: Actor) -> dict[UUID, int]:
    incident_of = dict(
        IncidentReport.objects.filter(incident__in=incidents, membership=Membership.PRESENT).values_list(
            "report_id", "incident_id"
        )
    )
    marked: dict[UUID, int] = {}
    for view in reports.for_triage(incident_of, by=by):
        if view.private_marks or any(addition.private_marks for addition in view.additions):
            key = incident_of[view.report_id]
            marked[key] = marked.get(key, 0) + 1
    return marked


def _row(incident: Incident, *, exact: bool, private_marks: int) -> BoardRow:
    cell = Cell(incident.cell)
    return BoardRow(
        incident_id=incident.pk,
        state=State(incident.state),
        outcome=incident.outcome,
        activity=incident.activity,
        agency=incident.agency,
        cell=shown_cell(cell, is_exact_reader=exact, is_home=incident.is_home),
        place=place_name(cell) if incident.place_is_known else "",
        place_is_known=incident.place_is_known,
        is_home=incident.is_home,
        first_seen_at=incident.first_seen_at,
        last_seen_at=incident.last_seen_at,
        report_count=getattr(incident, "report_count", 0),
        first_hand_count=getattr(incident, "first_hand_count", 0),
        private_marks=private_marks,
        is_urgent=incident.is_urgent,
        has_news=incident.has_news,
        checking_name=incident.checking_by.display_name if incident.checking_by else "",
        similar=_similar(incident.looks_like),
    )


def _similar(incident: Incident | None) -> Similar | None:
    if incident is None or incident.state in states.GONE:
        return None
    return Similar(
        incident_id=incident.pk,
        state=State(incident.state),
        place=place_name(Cell(incident.cell)) if incident.place_is_known else "",
        last_seen_at=incident.last_seen_at,
    )
