"""Drawn shapes: what is refused, what is touched, and sets of cells that are put together."""

import json
from itertools import combinations

import h3.api.basic_int as h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places import shapes
from amparo.core.places.cells import (
    Cell,
    Point,
    ancestors,
    cell_at,
    centre,
    is_inside,
    neighbours,
    precision_of,
)

SQUARE = ((-118.3, 34.0), (-118.2, 34.0), (-118.2, 34.1), (-118.3, 34.1))
NEAR = cell_at(Point(34.05, -118.25), 7)
POINTS = st.builds(Point, st.floats(33.8, 34.3), st.floats(-118.6, -118.0))


def polygon(*corners: tuple[float, float], closed: bool = True) -> str:
    ring = [list(each) for each in (*corners, *(corners[:1] if closed else ()))]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_a_square_is_read_without_the_corner_that_closes_it() -> None:
    assert shapes.read_ring(polygon(*SQUARE)) == tuple(Point(lat, lon) for lon, lat in SQUARE)


def test_a_feature_that_holds_a_polygon_is_read() -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(polygon(*SQUARE))}

    assert len(shapes.read_ring(json.dumps(feature))) == 4


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "unreadable"),
        ("[" * 9_000, "unreadable"),
        ("null", "unreadable"),
        ('{"type": "Point", "coordinates": [0, 0]}', "unreadable"),
        ('{"type": "Polygon"}', "unreadable"),
        ('{"type": "Polygon", "coordinates": [[], []]}', "unreadable"),
        ('{"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [2, 3], ["a", "b"]]]}', "unreadable"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [1, 2], [2, 3], [NaN, 1]]]}', "unreadable"),
        ('{"type": "Polygon", "coordinates": [[[1e999, 1], [1, 2], [2, 3], [1e999, 1]]]}', "unreadable"),
        ('{"type": "Polygon", "coordinates": [[[true, 1], [1, 2], [2, 3], [true, 1]]]}', "unreadable"),
        (polygon((-118, 94), (-118, 34), (-117, 34)), "unreadable"),
        (polygon(*SQUARE, closed=False), "unreadable"),
        (polygon(), "too_few_corners"),
        (polygon(*SQUARE[:2]), "too_few_corners"),
        (polygon(*(SQUARE[0],) * 5), "too_few_corners"),
        (polygon((-118.3, 34.0), (-118.2, 34.1), (-118.1, 34.2)), "too_few_corners"),
        (polygon(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]), "crosses_itself"),
        (polygon(*SQUARE, (-118.25, 34.0)), "crosses_itself"),
        (polygon(*SQUARE[:3], (-118.2, 34.02), SQUARE[3]), "crosses_itself"),
        (polygon((-120, 30), (-115.9, 30), (-118, 31)), "too_large"),
        (
            polygon(*((-118 - number / 10_000, 34.0 + (number % 2)) for number in range(201))),
            "too_many_corners",
        ),
        (" " * 20_001, "too_many_corners"),
    ],
    ids=range(22),
)
def test_what_is_no_simple_shape_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(shapes.ShapeRefused) as refused:
        shapes.read_ring(text)

    assert refused.value.fields["reason"] == reason


LETTERS = st.text('{}[]",:0123456789eE-. truefalsn', max_size=60)


@given(LETTERS | st.recursive(st.floats() | LETTERS, st.lists, max_leaves=9).map(json.dumps))
def test_nothing_that_is_sent_for_a_shape_breaks_the_reader(text: str) -> None:
    with pytest.raises(shapes.ShapeRefused):
        shapes.read_ring(text)


@given(st.lists(POINTS, min_size=3, max_size=3, unique=True))
def test_a_small_shape_touches_the_cells_of_its_corners_and_of_its_middle(corners: list[Point]) -> None:
    try:
        ring = shapes.read_ring(polygon(*((each.lon, each.lat) for each in corners)))
    except shapes.ShapeRefused:
        return

    found = shapes.touched(ring, 7)

    middle = Point(sum(each.lat for each in ring) / 3, sum(each.lon for each in ring) / 3)
    assert cell_at(middle, 7) in found
    # A corner may lie on a border between two cells, on either side by rounding.
    assert all(found & set(neighbours(cell_at(each, 7), 1)) for each in ring)


CELLS = st.lists(
    st.builds(cell_at, POINTS, st.integers(4, 7))
    | st.sampled_from([each for child in ancestors(NEAR, 5) for each in shapes.descendants(child, 7)]),
    max_size=60,
)


def as_fine(cells: object) -> set[Cell]:
    assert isinstance(cells, list | frozenset)
    return {fine for cell in cells for fine in shapes.descendants(cell, 7)}


@given(CELLS)
def test_putting_cells_together_covers_exactly_what_they_cover(cells: list[Cell]) -> None:
    assert as_fine(shapes.compacted(cells, 4)) == as_fine(cells)


@given(CELLS)
def test_no_two_cells_of_what_was_put_together_lie_within_each_other(cells: list[Cell]) -> None:
    kept = shapes.compacted(cells, 4)

    assert all(
        not is_inside(one, other) and not is_inside(other, one) for one, other in combinations(kept, 2)
    )


@pytest.mark.parametrize("coarsest", [4, 5, 6, 7])
def test_seven_cells_that_make_one_are_put_together_up_to_a_size(coarsest: int) -> None:
    whole = Cell(h3.cell_to_parent(NEAR, 4))

    kept = shapes.compacted(shapes.descendants(whole, 7), coarsest)

    assert len(kept) == 7 ** (coarsest - 4)
    assert {precision_of(each) for each in kept} == {coarsest}


def test_the_middle_of_a_large_shape_is_kept_coarsely_and_its_border_finely() -> None:
    here = centre(NEAR)
    ring = [
        Point(here.lat + 0.4, here.lon - 0.4),
        Point(here.lat + 0.4, here.lon + 0.4),
        Point(here.lat - 0.4, here.lon + 0.4),
        Point(here.lat - 0.4, here.lon - 0.4),
    ]

    kept = shapes.compacted(shapes.touched(ring, 7), 4)

    assert {4, 5, 6, 7} >= {precision_of(each) for each in kept} >= {5, 6, 7}
    assert len(kept) < len(shapes.touched(ring, 7)) / 4
