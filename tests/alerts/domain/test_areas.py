"""Areas as cells: an alert finds exactly those whose area it touches, and a radius tells nobody its centre."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amparo.alerts.domain import areas
from amparo.core.places.cells import (
    Cell,
    Point,
    Precision,
    cell_at,
    centre,
    coarsen,
    distance_m,
    precision_of,
)
from amparo.core.places.region import Region
from amparo.core.places.shapes import descendants

LAT, LON = 34.0467, -118.2850
POINTS = st.builds(Point, st.floats(LAT - 0.2, LAT + 0.2), st.floats(LON - 0.2, LON + 0.2))
WATCHED_CELLS = st.builds(cell_at, POINTS, st.integers(areas.COARSEST, 10))


@given(st.lists(WATCHED_CELLS, min_size=1, max_size=25), st.builds(cell_at, POINTS, st.integers(3, 10)))
def test_an_alert_looks_where_those_watch_whose_area_it_touches(wanted: list[Cell], published: Cell) -> None:
    kept = areas.put_together(wanted)

    looked = {cell for ring in areas.rings([published]) for cell in ring.cells}

    assert bool(kept & looked) == bool(_fine(kept) & _fine([published]))


def _fine(cells: object) -> set[Cell]:
    assert isinstance(cells, list | frozenset)
    at_most = [coarsen(each, 7) if precision_of(each) > 7 else each for each in cells]
    return {fine for cell in at_most for fine in descendants(cell, 7)}


@given(st.lists(WATCHED_CELLS, max_size=25))
def test_nothing_finer_than_a_neighbourhood_is_kept(wanted: list[Cell]) -> None:
    assert all(
        areas.COARSEST <= precision_of(each) <= Precision.NEIGHBOURHOOD for each in areas.put_together(wanted)
    )


@given(st.builds(cell_at, POINTS, st.just(10)), st.lists(WATCHED_CELLS, min_size=1, max_size=9))
def test_an_alert_about_one_cell_finds_nobody_twice(published: Cell, wanted: list[Cell]) -> None:
    looked = [cell for ring in areas.rings([published]) for cell in ring.cells]

    assert len(looked) == len(set(looked))
    assert len(areas.put_together(wanted) & set(looked)) <= 1


def test_the_nearest_are_looked_for_first_and_the_whole_region_last() -> None:
    rings = areas.rings([cell_at(Point(LAT, LON), 10)])

    assert [precision_of(each.cells[0]) for each in rings[:-1]] == [7, 6, 5, 4]
    assert rings[-1].cells == (areas.EVERYWHERE,)


@given(POINTS, st.sampled_from([800, 1_600, 3_200, 8_000]), st.floats(0, 1), st.floats(0, 360))
def test_all_of_a_circle_is_watched(place: Point, radius_m: int, share: float, bearing: float) -> None:
    from math import cos, radians, sin

    away = radius_m * share * 0.999
    spot = Point(
        place.lat + away * cos(radians(bearing)) / 111_320,
        place.lon + away * sin(radians(bearing)) / (111_320 * cos(radians(place.lat))),
    )
    assume(distance_m(place, spot) <= radius_m)

    assert cell_at(spot, 7) in areas.around(place, radius_m)


@given(POINTS, st.sampled_from([800, 1_600, 3_200, 8_000]), st.data())
def test_two_places_in_one_neighbourhood_give_the_same_cells(
    place: Point, radius_m: int, data: st.DataObject
) -> None:
    own = cell_at(place, 7)
    other = centre(data.draw(st.sampled_from(descendants(own, 10))))
    assume(cell_at(other, 7) == own)

    assert areas.around(place, radius_m) == areas.around(other, radius_m)


@pytest.mark.parametrize("radius_m", [0, -1, 50_001, float("nan"), float("inf")])
def test_a_radius_that_nobody_offers_is_refused(radius_m: float) -> None:
    with pytest.raises(areas.AreaTooLarge):
        areas.around(Point(LAT, LON), radius_m)


def test_what_is_drawn_beyond_the_region_is_left_out() -> None:
    region = Region.around(Point(LAT, LON), 5_000)
    corners = [Point(LAT, LON), Point(LAT + 0.9, LON), Point(LAT, LON + 0.9)]

    kept = areas.within(corners, region)

    assert kept
    assert all(region.contains(each) for each in kept)


def test_what_is_drawn_elsewhere_altogether_is_refused() -> None:
    region = Region.around(Point(LAT, LON), 5_000)
    with pytest.raises(areas.OutsideRegion):
        areas.within([Point(40, -100), Point(40.1, -100), Point(40, -100.1)], region)


def test_a_shape_of_many_counties_is_refused() -> None:
    with pytest.raises(areas.AreaTooLarge):
        areas.within([Point(32, -120), Point(35.9, -120), Point(34, -116.1)], Region(frozenset()))
