"""The board's queue: one frozen row an incident, as precise as the reader may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Value

from amparo.core.places.cells import Cell
from amparo.core.places.gazetteer import place_name
from amparo.incidents.domain import states
from amparo.incidents.domain.filters import Filter
from amparo.incidents.domain.precision import shown_cell
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries import shelves
from amparo.incidents.queries.shelves import Counts, Shelf
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports

PAGE_SIZE = 40


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
        opened_at: when the first report came in.
        independent_count: how many sources count as different ones.
        private_marks: reports with something in them that leads to a person.
        has_news: something came in after the outcome.
        came_back: somebody had it and did nothing.
        has_look: somebody took it on, or decided it.
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
    opened_at: datetime
    report_count: int
    first_hand_count: int
    independent_count: int
    private_marks: int
    is_urgent: bool
    child_alone: bool
    someone_hurt: bool
    is_aside: bool
    has_news: bool
    came_back: bool
    has_look: bool
    checking_name: str
    similar: Similar | None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of a shelf.

    Attributes:
        dangers_hidden: what waits with a child alone or somebody hurt, and is left out by the filter.
    """

    rows: tuple[BoardRow, ...]
    shelf: Shelf
    number: int
    has_next: bool
    counts: Counts
    dangers_hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Reports:
    """How many reports stand in an incident, and what is known of their private marks."""

    count: int = 0
    first_hand: int = 0
    marked: int = 0
    unread: tuple[UUID, ...] = ()


def page(
    *, by: Actor, now: datetime, shelf: Shelf = Shelf.TO_DO, number: int = 1, wanted: Filter | None = None
) -> BoardPage:
    """Return a page of the board; neither queries nor work depend on how much stands on it.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    wanted = wanted or Filter()
    start = (number - 1) * PAGE_SIZE
    chosen = shelves.filtered(shelves.shelf(shelf, now), wanted, actor=by, now=now)
    found = list(joined(chosen)[start : start + PAGE_SIZE + 1])
    return BoardPage(
        rows=rows_of(found[:PAGE_SIZE], by=by),
        shelf=shelf,
        number=number,
        has_next=len(found) > PAGE_SIZE,
        counts=shelves.counts(now),
        dangers_hidden=_dangers_hidden(wanted, by, now) if wanted else 0,
    )


def open_incidents(by: Actor) -> tuple[BoardRow, ...]:
    """Return every undecided incident, the most urgent first.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    undecided = Incident.objects.filter(state__in=states.UNDECIDED)
    return rows_of(list(joined(undecided.order_by(*shelves.IN_ORDER))), by=by)


def rows_of(incidents: Iterable[Incident], *, by: Actor, with_marks: bool = True) -> tuple[BoardRow, ...]:
    """Return incidents as rows; `with_marks` looks for private marks in their reports."""
    incidents = list(incidents)
    exact = is_exact_reader(by)
    present = _present(incidents, with_marks=exact and with_marks)
    read = _read_the_unread(present, by=by)
    return tuple(_row(each, present.get(each.pk, _Reports()), read, exact=exact) for each in incidents)


def with_chosen(rows: tuple[BoardRow, ...], chosen: UUID | None, *, by: Actor) -> tuple[BoardRow, ...]:
    """Return rows, and the chosen incident's if it is not among them."""
    if chosen is None or any(row.incident_id == chosen for row in rows):
        return rows
    found = with_joined(chosen)
    return (*rows, *rows_of([found], by=by, with_marks=False)) if found else rows


def rows_by_id(incident_ids: Iterable[UUID], *, by: Actor) -> dict[UUID, BoardRow]:
    """Return the rows of those of some incidents that exist.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    found = joined(Incident.objects.filter(pk__in=list(incident_ids))).order_by(*shelves.IN_ORDER)
    return {row.incident_id: row for row in rows_of(found, by=by, with_marks=False)}


def is_exact_reader(by: Actor) -> bool:
    """Tell whether an actor sees exact places and reports' own words."""
    return by.can(Capability.TRIAGE_REPORTS) or by.can(Capability.RECORD_OUTCOME)


def with_joined(incident_id: UUID) -> Incident | None:
    """Return one incident with what its row names."""
    return joined(Incident.objects.filter(pk=incident_id)).first()


def joined(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Return incidents with those that their rows name: who checks them, and what looks like them."""
    return incidents.select_related("checking_by", "looks_like")


def _dangers_hidden(wanted: Filter, by: Actor, now: datetime) -> int:
    dangers = shelves.dangers(now)
    return dangers.count() - shelves.filtered(dangers, wanted, actor=by, now=now).count()


def _present(incidents: Iterable[Incident], *, with_marks: bool) -> Mapping[UUID, _Reports]:
    """Return the present reports of some incidents. One query; it also tells which hold private marks."""
    found: dict[UUID, list[tuple[UUID, bool, int | None]]] = {}
    rows = IncidentReport.objects.filter(incident__in=incidents, membership=Membership.PRESENT)
    marks = reports.marks_beside("report_id") if with_marks else Value(0)
    for incident_id, *told in rows.values_list("incident", "report_id", "is_first_hand", marks):
        found.setdefault(incident_id, []).append(tuple(told))
    return {
        incident_id: _Reports(
            count=len(every),
            first_hand=sum(seen for _, seen, _ in every),
            marked=sum(mark or 0 for _, _, mark in every),
            unread=tuple(report_id for report_id, _, mark in every if mark is None),
        )
        for incident_id, every in found.items()
    }


def _read_the_unread(present: Mapping[UUID, _Reports], *, by: Actor) -> frozenset[UUID]:
    unread = [report_id for its in present.values() for report_id in its.unread]
    return reports.marked(unread, by=by) if unread else frozenset()


def _row(incident: Incident, told: _Reports, read: frozenset[UUID], *, exact: bool) -> BoardRow:
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
        opened_at=incident.opened_at,
        report_count=told.count,
        first_hand_count=told.first_hand,
        independent_count=incident.independent_count,
        private_marks=told.marked + len(read & set(told.unread)),
        is_urgent=incident.is_urgent,
        child_alone=incident.child_alone,
        someone_hurt=incident.someone_hurt,
        is_aside=incident.is_aside,
        has_news=incident.has_news,
        came_back=incident.came_back,
        has_look=incident.looked_after_min is not None,
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
