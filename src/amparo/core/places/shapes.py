"""Shapes that people draw on a map, and sets of cells at mixed precision.

A shape comes as GeoJSON (RFC 7946), one ring without holes. What is kept of it are cells, never its corners.
"""

import json
import math
from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import Final, Literal

import h3.api.basic_int as h3

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell, PlaceNotOnEarth, Point, coarsen, precision_of

Reason = Literal["unreadable", "too_few_corners", "too_many_corners", "crosses_itself", "too_large"]

LONGEST_GEOJSON: Final = 20_000
MOST_CORNERS: Final = 200
FEWEST_CORNERS: Final = 3
# Wider than what anybody means by an area, narrow enough that any line within it is turned into cells in no time, and
# far from the shapes that H3 reads as going round the Earth.
WIDEST_DEGREES: Final = 4.0
# Below this a corner counts as none: square degrees, far less than a square metre.
_SMALLEST_TURN: Final = 1e-14


class ShapeRefused(AmparoError):
    """A drawn shape can't be used; `fields` has `reason`."""

    code = "SHAPE_REFUSED"


def read_ring(text: str) -> tuple[Point, ...]:
    """Return the corners of a drawn shape, without the last one that repeats the first.

    Args:
        text: a GeoJSON Polygon, or a Feature that holds one.

    Raises:
        ShapeRefused: it is no single ring of 3 to 200 corners on Earth, or its line crosses itself.
    """
    corners = _corners(_polygon(text))
    if not len(corners) >= FEWEST_CORNERS:
        raise _refused("too_few_corners")
    if len(corners) > MOST_CORNERS:
        raise _refused("too_many_corners")
    lats, lons = [each.lat for each in corners], [each.lon for each in corners]
    if max(lats) - min(lats) > WIDEST_DEGREES or max(lons) - min(lons) > WIDEST_DEGREES:
        raise _refused("too_large")
    if _is_flat(corners):
        raise _refused("too_few_corners")
    if crosses_itself(corners):
        raise _refused("crosses_itself")
    return corners


def _polygon(text: str) -> object:
    if len(text) > LONGEST_GEOJSON:
        raise _refused("too_many_corners")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("unreadable") from error
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or value.get("type") != "Polygon":
        raise _refused("unreadable")
    return value.get("coordinates")


def _corners(coordinates: object) -> tuple[Point, ...]:
    if not isinstance(coordinates, list) or len(coordinates) != 1 or not isinstance(coordinates[0], list):
        raise _refused("unreadable")
    points = [_point(each) for each in coordinates[0]]
    if len(points) > FEWEST_CORNERS and points[0] != points[-1]:
        raise _refused("unreadable")  # RFC 7946, 3.1.6: a ring is closed
    distinct = [*points[:1], *(point for before, point in pairwise(points) if point != before)]
    return tuple(distinct[:-1] if len(distinct) > 1 and distinct[0] == distinct[-1] else distinct)


def _point(value: object) -> Point:
    if not isinstance(value, list) or len(value) < 2:
        raise _refused("unreadable")
    lon, lat = value[0], value[1]
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in (lon, lat)):
        raise _refused("unreadable")
    try:
        return Point(float(lat), float(lon))
    except (PlaceNotOnEarth, OverflowError) as error:
        raise _refused("unreadable") from error


def _is_flat(corners: tuple[Point, ...]) -> bool:
    first, *rest = corners
    return all(abs(_turn(first, one, other)) <= _SMALLEST_TURN for one, other in pairwise(rest))


def crosses_itself(corners: tuple[Point, ...]) -> bool:
    """Tell whether two sides of a closed ring that are no neighbours touch or cross. Costs the corners' square."""
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    last = len(sides) - 1
    return any(
        _meet(*one, *other)
        for (number, one), (other_number, other) in combinations(enumerate(sides), 2)
        if other_number - number > 1 and (number, other_number) != (0, last)
    ) or any(
        _folds_back(*before, after[1]) for before, after in zip(sides, sides[1:] + sides[:1], strict=True)
    )


def _meet(start: Point, end: Point, other_start: Point, other_end: Point) -> bool:
    turns = (
        _sign(_turn(start, end, other_start)),
        _sign(_turn(start, end, other_end)),
        _sign(_turn(other_start, other_end, start)),
        _sign(_turn(other_start, other_end, end)),
    )
    if turns[0] != turns[1] and turns[2] != turns[3]:
        return True
    ends = (
        (turns[0], start, end, other_start),
        (turns[1], start, end, other_end),
        (turns[2], other_start, other_end, start),
        (turns[3], other_start, other_end, end),
    )
    return any(turn == 0 and _is_between(one, other, point) for turn, one, other, point in ends)


def _folds_back(start: Point, corner: Point, end: Point) -> bool:
    """Tell whether a line turns round on itself at a corner."""
    along = (corner.lon - start.lon) * (end.lon - corner.lon) + (corner.lat - start.lat) * (
        end.lat - corner.lat
    )
    return abs(_turn(start, corner, end)) <= _SMALLEST_TURN and along < 0


def _turn(start: Point, corner: Point, end: Point) -> float:
    return (corner.lon - start.lon) * (end.lat - start.lat) - (corner.lat - start.lat) * (end.lon - start.lon)


def _sign(value: float) -> int:
    return 0 if abs(value) <= _SMALLEST_TURN else int(math.copysign(1, value))


def _is_between(start: Point, end: Point, point: Point) -> bool:
    return min(start.lon, end.lon) <= point.lon <= max(start.lon, end.lon) and min(
        start.lat, end.lat
    ) <= point.lat <= max(start.lat, end.lat)


def touched(corners: Iterable[Point], precision: int) -> frozenset[Cell]:
    """Return the cells at a resolution that a ring's inside touches, however little."""
    shape = h3.LatLngPoly([(each.lat, each.lon) for each in corners])
    return frozenset(
        Cell(each) for each in h3.h3shape_to_cells_experimental(shape, int(precision), "overlap")
    )


def compacted(cells: Iterable[Cell], coarsest: int) -> frozenset[Cell]:
    """Return the fewest cells, none coarser than a resolution, that cover what the given ones cover.

    Args:
        cells: of one or several resolutions; they may lie within each other.
        coarsest: the resolution at which no more are put together.
    """
    kept = set(cells)
    held = {cell for cell in kept if _has_ancestor_in(cell, kept)}
    kept -= held
    for resolution in range(max(map(precision_of, kept), default=0), coarsest, -1):
        counts: dict[Cell, list[Cell]] = {}
        for cell in kept:
            if precision_of(cell) == resolution:
                counts.setdefault(coarsen(cell, resolution - 1), []).append(cell)
        for parent, children in counts.items():
            if len(children) == h3.cell_to_children_size(parent, resolution):
                kept.difference_update(children)
                kept.add(parent)
    return frozenset(kept)


def _has_ancestor_in(cell: Cell, cells: set[Cell]) -> bool:
    return any(coarsen(cell, resolution) in cells for resolution in range(precision_of(cell)))


def descendants(cell: Cell, precision: int) -> tuple[Cell, ...]:
    """Return the cells of a finer (or the same) resolution within a cell: seven for each step."""
    return tuple(Cell(each) for each in h3.cell_to_children(cell, int(precision)))


def _refused(reason: Reason) -> ShapeRefused:
    return ShapeRefused(reason=reason)
