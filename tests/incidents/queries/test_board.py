"""The board's rows: their order, how precise they are for whom, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.core import ids
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents import api
from amparo.incidents.api import Outcome
from amparo.incidents.models import Incident, IncidentReport
from amparo.incidents.queries import board
from amparo.incidents.queries.board import PAGE_SIZE
from amparo.incidents.queries.detail import detail
from amparo.incidents.queries.shelves import Shelf
from amparo.network.api import NotAllowed
from amparo.reports.api import Activity, PlaceKind
from amparo.reports.models import Report
from tests.incidents.world import NIGHT, OBSERVER, after, seen, send, work
from tests.personas import Personas

Queries = Callable[[int], AbstractContextManager[object]]


def fill(count: int) -> None:
    """Put many open incidents on the board, each with one report that reports does not know any more."""
    example = seen()
    incidents = [
        Incident(
            id=ids.new_id(NIGHT + timedelta(milliseconds=n)),
            cell=example.cell,
            search_cell=example.search_cell,
            is_home=False,
            activity="waiting",
            agency="unknown",
            first_seen_at=after(-n),
            last_seen_at=after(-n),
            opened_at=after(-n),
            is_urgent=n % 50 == 0,
        )
        for n in range(count)
    ]
    Incident.objects.bulk_create(incidents)
    IncidentReport.objects.bulk_create(
        IncidentReport(incident=each, report_id=ids.new_anonymous_id(), is_first_hand=True)
        for each in incidents
    )


def test_danger_comes_first_then_what_nobody_has_then_the_newest(personas: Personas) -> None:
    old = seen(north_m=0, minutes=0)
    new = seen(north_m=2000, minutes=30)
    taken_on = seen(north_m=4000, minutes=40)
    danger = seen(north_m=6000, minutes=10, activity=Activity.TAKING_SOMEONE)
    api.claim_checking(incident_id=taken_on.pk, by=personas.dispatcher.actor, now=after(41))

    rows = board.page(by=personas.dispatcher.actor, now=after(45)).rows

    assert [row.incident_id for row in rows] == [danger.pk, new.pk, old.pk, taken_on.pk]
    assert rows[-1].checking_name == personas.dispatcher.name


def test_what_was_decided_leaves_the_queue_until_there_is_news(personas: Personas) -> None:
    incident = seen()
    by = personas.verifier.actor
    api.record_outcome(
        incident_id=incident.pk, outcome=Outcome.CONFIRMED, basis=OBSERVER, by=by, now=after(5)
    )
    assert board.page(by=by, now=after(6)).rows == ()
    assert [row.incident_id for row in board.page(by=by, now=after(6), shelf=Shelf.DECIDED).rows] == [
        incident.pk
    ]

    send(minutes=7)
    work(7)

    (row,) = board.page(by=by, now=after(8)).rows
    assert (row.incident_id, row.has_news, row.report_count) == (incident.pk, True, 2)
    assert board.page(by=by, now=after(8), shelf=Shelf.DECIDED).rows == ()


def test_what_leads_to_a_person_is_counted_for_those_who_may_read_it(personas: Personas) -> None:
    seen(text="call the neighbour at 213-555-0142, she saw everything that happened")

    (for_dispatcher,) = board.page(by=personas.dispatcher.actor, now=after(1)).rows
    (for_operator,) = board.page(by=personas.hotline_operator.actor, now=after(1)).rows

    assert (for_dispatcher.private_marks, for_operator.private_marks) == (1, 0)


def test_what_the_worker_has_not_read_yet_is_read_once_and_not_for_every_board(personas: Personas) -> None:
    seen(text="call the neighbour at 213-555-0142, she saw everything that happened")
    Report.objects.update(private_marks=None)
    by = personas.dispatcher.actor
    (first,) = board.page(by=by, now=after(1)).rows

    with CaptureQueriesContext(connection) as asked:
        (again,) = board.page(by=by, now=after(1)).rows

    assert (first.private_marks, again.private_marks) == (1, 1)
    assert not [each for each in asked.captured_queries if '"reports_report"."text"' in each["sql"]]


@pytest.mark.parametrize("is_home", [True, False])
def test_only_those_who_send_people_see_the_exact_place(personas: Personas, *, is_home: bool) -> None:
    kind = PlaceKind.HOME if is_home else PlaceKind.PUBLIC
    incident = seen(activity=Activity.WAITING, place_kind=kind)
    exact = Cell(incident.cell)
    blurred = cells.coarsen(exact, Precision.NEIGHBOURHOOD if is_home else Precision.BLOCK)

    for persona in (personas.dispatcher, personas.verifier):
        assert detail(incident.pk, by=persona.actor).row.cell == exact
    for persona in (personas.hotline_operator, personas.coordinator):
        shown = detail(incident.pk, by=persona.actor)
        assert shown.row.cell == blurred
        assert shown.reports == ()
        assert str(exact) not in str(asdict(shown))


def test_who_has_no_board_sees_nothing(personas: Personas) -> None:
    incident = seen()

    for persona in (
        personas.observer,
        personas.keyholder,
        personas.legal,
        personas.editor,
        personas.organiser,
    ):
        with pytest.raises(NotAllowed):
            board.page(by=persona.actor, now=after(1))
        with pytest.raises(NotAllowed):
            board.open_incidents(persona.actor)
        with pytest.raises(NotAllowed):
            detail(incident.pk, by=persona.actor)


@pytest.mark.timeout(60)  # making two thousand incidents takes some seconds
def test_two_thousand_open_incidents_cost_as_many_queries_as_two(
    personas: Personas, django_assert_max_num_queries: Queries
) -> None:
    fill(2000)
    by = personas.dispatcher.actor

    with django_assert_max_num_queries(6):
        page = board.page(by=by, now=after(1))

    assert (len(page.rows), page.has_next, page.counts.to_do) == (PAGE_SIZE, True, 2001)
    with django_assert_max_num_queries(6):
        last = board.page(by=by, now=after(1), number=2000 // PAGE_SIZE + 1)
    assert (len(last.rows), last.has_next) == (1, False)
    with django_assert_max_num_queries(12):
        assert len(board.open_incidents(by)) == 2001


def test_a_page_of_a_crowded_incident_costs_no_more(
    personas: Personas, django_assert_max_num_queries: Queries
) -> None:
    for n in range(10):
        send(north_m=n * 5, minutes=n % 3)
    work(3)
    incident = Incident.objects.get()

    with django_assert_max_num_queries(22):
        shown = detail(incident.pk, by=personas.verifier.actor)

    assert len(shown.reports) == 10
