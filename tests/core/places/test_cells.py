"""Places as cells."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places.cells import (
    CannotSharpen,
    PlaceNotOnEarth,
    Point,
    Precision,
    ancestors,
    cell_at,
    centre,
    coarsen,
    coarsest,
    distance_m,
    edge_m,
    is_cell,
    is_inside,
    neighbours,
    outline,
    precision_of,
)

points = st.builds(Point, st.floats(-85, 85), st.floats(-180, 180))


@given(points, st.sampled_from(Precision))
def test_a_point_lies_near_the_centre_of_its_cell(point: Point, precision: Precision) -> None:
    cell = cell_at(point, precision)

    assert precision_of(cell) == precision
    assert distance_m(point, cell) < 2 * edge_m(precision)


@given(points)
def test_coarsening_keeps_the_cell_inside(point: Point) -> None:
    exact = cell_at(point, Precision.EXACT)

    for precision in Precision:
        coarse = coarsen(exact, precision)
        assert is_inside(exact, coarse)
        assert coarse in ancestors(exact)


@given(points)
def test_a_coarse_cell_tells_nothing_about_where_in_it_the_point_was(point: Point) -> None:
    coarse = cell_at(point, Precision.NEIGHBOURHOOD)

    assert cell_at(centre(coarse), Precision.NEIGHBOURHOOD) == coarse
    with pytest.raises(CannotSharpen):
        coarsen(coarse, Precision.BLOCK)
    assert coarsest(coarse, Precision.BLOCK) == coarse


@pytest.mark.parametrize("lat, lon", [(91, 0), (0, 181), (math.nan, 0), (math.inf, 0), (0, -math.inf)])
def test_a_place_that_is_not_on_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(PlaceNotOnEarth):
        Point(lat, lon)


def test_a_cell_fits_a_signed_64_bit_column() -> None:
    cell = cell_at(Point(34.05, -118.28), Precision.EXACT)

    assert is_cell(cell)
    assert not is_cell(2**63)
    assert not is_cell(0)
    assert not is_cell(12345)


def test_the_outline_surrounds_the_centre() -> None:
    cell = cell_at(Point(34.05, -118.28), Precision.NEIGHBOURHOOD)

    corners = outline(cell)

    assert len(corners) == 6
    assert max(distance_m(corner, cell) for corner in corners) < 2 * edge_m(Precision.NEIGHBOURHOOD)
    assert len(neighbours(cell, 1)) == 7
