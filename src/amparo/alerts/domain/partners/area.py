"""From a partner's polygons and circles to our cells, coarsened: never finer than a neighbourhood."""

from collections.abc import Iterable
from math import isfinite

import h3.api.basic_int as h3

from amparo.alerts.domain.partners.reading import PartnerRefused
from amparo.core.places.cells import Cell, PlaceNotOnEarth, Point, Precision, cell_at, edge_m, neighbours

# Some 300 km: as far as a neighbouring network may reach. Beyond, its area says nothing to a neighbourhood.
WIDEST_DEGREES = 3.0
MOST_SHAPES = 50
MOST_CORNERS = 2000
MOST_CELLS = 20_000


def cells_of(polygons: Iterable[str], circles: Iterable[str]) -> frozenset[Cell]:
    """Return every neighbourhood that the shapes touch, roughly: a ring more rather than less.

    Args:
        polygons: as CAP 1.2 writes them: `lat,lon` pairs with blanks between, closed.
        circles: `lat,lon radius`, the radius in kilometres.

    Raises:
        PartnerRefused: a shape can't be read, or is too large to mean anything to a neighbourhood.
    """
    shapes, rounds = [each.split() for each in polygons], tuple(circles)
    if len(shapes) + len(rounds) > MOST_SHAPES or sum(len(each) for each in shapes) > MOST_CORNERS:
        raise PartnerRefused("area_not_understood")
    touched: set[Cell] = set()
    for pairs in shapes:
        touched |= _of_polygon([_point(pair) for pair in pairs])
    for circle in rounds:
        touched |= _of_circle(circle)
    if len(touched) > MOST_CELLS:
        raise PartnerRefused("area_too_large")
    return frozenset(near for cell in touched for near in neighbours(cell, 1))


def _of_polygon(corners: list[Point]) -> set[Cell]:
    if len(corners) < 4 or corners[0] != corners[-1]:
        raise PartnerRefused("area_not_understood")
    for values in ([each.lat for each in corners], [each.lon for each in corners]):
        if max(values) - min(values) > WIDEST_DEGREES:
            raise PartnerRefused("area_too_large")
    shape = h3.LatLngPoly([(each.lat, each.lon) for each in corners])
    inside = h3.h3shape_to_cells(shape, int(Precision.NEIGHBOURHOOD))
    return {Cell(each) for each in inside} | {cell_at(each, Precision.NEIGHBOURHOOD) for each in corners}


def _of_circle(circle: str) -> set[Cell]:
    try:
        middle, radius = circle.split()
        radius_m = float(radius) * 1000
    except ValueError as error:
        raise PartnerRefused("area_not_understood") from error
    if not isfinite(radius_m) or radius_m < 0:
        raise PartnerRefused("area_not_understood")
    rings = int(radius_m / (edge_m(Precision.NEIGHBOURHOOD) * 1.5)) + 1
    if rings > 60:
        raise PartnerRefused("area_too_large")
    return set(neighbours(cell_at(_point(middle), Precision.NEIGHBOURHOOD), rings))


def _point(pair: str) -> Point:
    try:
        lat, lon = (float(each) for each in pair.split(","))
        return Point(lat, lon)
    except (ValueError, PlaceNotOnEarth) as error:
        raise PartnerRefused("area_not_understood") from error
