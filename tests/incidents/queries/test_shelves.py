"""The shelves of the board: what stands on which, in which order, and what a filter leaves."""

from datetime import timedelta

import pytest

from amparo.core.places import cells, gazetteer
from amparo.core.places.cells import Cell
from amparo.incidents import api
from amparo.incidents.api import Outcome
from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.models import Incident
from amparo.incidents.queries import areas, board, shelves
from amparo.incidents.queries.shelves import Counts, Shelf
from amparo.incidents.services import giving_up, standing
from amparo.reports.api import Activity
from tests.incidents.world import OBSERVER, after, seen
from tests.personas import Personas


def on(shelf: Shelf, minutes: float, wanted: Filter | None = None, *, by: Personas) -> list[Incident]:
    page = board.page(by=by.dispatcher.actor, now=after(minutes), shelf=shelf, wanted=wanted)
    return [Incident.objects.get(pk=row.incident_id) for row in page.rows]


def test_a_child_alone_comes_before_everything_then_urgency_then_weight(personas: Personas) -> None:
    plain = seen(minutes=30)
    heavy = seen(minutes=0, north_m=4000)
    urgent = seen(minutes=10, north_m=8000, activity=Activity.TAKING_SOMEONE)
    child = seen(minutes=5, north_m=12000, activity=Activity.WAITING, child_alone=True)
    Incident.objects.filter(pk=heavy.pk).update(weight=32_767)
    Incident.objects.filter(pk=urgent.pk).update(weight=-32_768)

    assert [each.pk for each in on(Shelf.TO_DO, 31, by=personas)] == [
        child.pk,
        urgent.pk,
        heavy.pk,
        plain.pk,
    ]
    page = board.page(by=personas.dispatcher.actor, now=after(31))
    assert page.rows[0].child_alone


def test_each_shelf_has_its_own_and_its_count(personas: Personas) -> None:
    proposed, aside, decided = seen(), seen(minutes=790, north_m=4000), seen(minutes=791, north_m=8000)
    standing.set_aside(incident_ids=[aside.pk], by=personas.dispatcher.actor, now=after(795))
    api.record_outcome(
        incident_id=decided.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(796),
    )

    stands = {shelf: [each.pk for each in on(shelf, 800, by=personas)] for shelf in Shelf}

    assert stands == {
        Shelf.TO_DO: [proposed.pk],
        Shelf.ASIDE: [aside.pk],
        Shelf.PROPOSED: [proposed.pk],
        Shelf.DECIDED: [decided.pk],
    }
    assert shelves.counts(after(800)) == Counts(to_do=1, aside=1, proposed=1, decided=1)


def test_the_board_proposes_what_giving_up_proposes(personas: Personas) -> None:
    calm = seen()
    seen(north_m=4000, activity=Activity.TAKING_SOMEONE)
    taken = seen(north_m=8000)
    seen(north_m=12000, minutes=700)
    api.claim_checking(incident_id=taken.pk, by=personas.dispatcher.actor, now=after(790))

    assert [each.pk for each in on(Shelf.PROPOSED, 800, by=personas)] == [calm.pk]
    assert set(giving_up.proposed(after(800))) == set(on(Shelf.PROPOSED, 800, by=personas))


@pytest.mark.parametrize(
    "wanted, found",
    [
        (Filter(), {"door", "waiting", "heard"}),
        (Filter(activity="waiting"), {"waiting"}),
        (Filter(agency="unknown"), {"door", "waiting", "heard"}),
        (Filter(agency="ice"), set()),
        (Filter(first_hand=True), {"door", "waiting"}),
        (Filter(independent=2), {"door"}),
        (Filter(older_min=60), {"door"}),
        (Filter(flag=Flag.CHILD_ALONE), {"waiting"}),
        (Filter(flag=Flag.SOMEONE_HURT), set()),
        (Filter(flag=Flag.URGENT), {"waiting"}),
        (Filter(flag=Flag.NEWS), set()),
        (Filter(flag=Flag.MINE), {"heard"}),
        (Filter(flag=Flag.NOBODY_HAS_IT), {"door", "waiting"}),
        (Filter(flag=Flag.CAME_BACK), set()),
        (Filter(flag=Flag.MINE, first_hand=True), set()),
    ],
)
def test_a_filter_leaves_what_it_asks_for(personas: Personas, wanted: Filter, found: set[str]) -> None:
    incidents = {
        "door": seen(minutes=0),
        "waiting": seen(minutes=90, north_m=4000, activity=Activity.WAITING, child_alone=True),
        "heard": seen(minutes=91, north_m=8000, first_hand=False),
    }
    Incident.objects.filter(pk=incidents["door"].pk).update(independent_count=2)
    api.claim_checking(incident_id=incidents["heard"].pk, by=personas.dispatcher.actor, now=after(92))

    left = {each.pk for each in on(Shelf.TO_DO, 93, wanted, by=personas)}

    assert {name for name, each in incidents.items() if each.pk in left} == found


def test_an_area_leaves_the_rows_that_are_named_after_it(personas: Personas) -> None:
    every = [seen(north_m=1500 * number) for number in range(8)]
    names = {each.pk: gazetteer.place_name(Cell(each.cell)) for each in every}
    area = next(each for each in gazetteer.gazetteer().areas if each.name == names[every[0].pk])

    left = {each.pk for each in on(Shelf.TO_DO, 1, Filter(area=area.slug), by=personas)}

    assert left == {pk for pk, name in names.items() if name == area.name} != set(names)
    assert on(Shelf.TO_DO, 1, Filter(area="no-such-area"), by=personas) == []


@pytest.mark.usefixtures("personas")
def test_an_area_has_every_place_around_its_point() -> None:
    for area in gazetteer.gazetteer().areas[::20]:
        if area.kind != "neighbourhood":
            continue
        near = areas.search_cells_of(area.slug)
        assert cells.cell_at(area.centre, cells.Precision.NEIGHBOURHOOD) in near


def test_a_filter_never_hides_danger_silently(personas: Personas) -> None:
    seen(minutes=0)
    seen(minutes=1, north_m=4000, activity=Activity.WAITING, someone_hurt=True)

    by, now = personas.dispatcher.actor, after(2)
    assert board.page(by=by, now=now, wanted=Filter(activity="at_a_door")).dangers_hidden == 1
    assert board.page(by=by, now=now, wanted=Filter(activity="waiting")).dangers_hidden == 0
    assert board.page(by=by, now=now).dangers_hidden == 0


@pytest.mark.django_db
def test_what_waits_is_found_by_the_index_and_sorted_by_it() -> None:
    plan = shelves.shelf(Shelf.TO_DO, after(0) + timedelta())[:40].explain()

    assert "incident_in_order" in plan or "Seq Scan" in plan  # PostgreSQL scans an empty table
    assert "TEMP B-TREE" not in plan
