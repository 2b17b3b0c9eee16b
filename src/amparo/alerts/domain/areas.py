"""From places to the cells that a subscription watches, and from an alert's cells to those under which it is found.

What a subscription keeps is cells of mixed precision, never finer than a neighbourhood, seven that make a coarser one
put together, so that no two of them lie within each other: an alert about one cell finds a subscription once.

The gazetteer has no boundaries, only points: a named area is the neighbourhood-sized cell at its point and the six
around it, roughly two miles each way. Rather a neighbour's alert too much than one's own too little; the page says so.

A radius is drawn around the neighbourhood-sized cell that holds the place, not around the place: whoever sees the cells
learns which neighbourhood that was and no more, however often it is chosen anew (decision 0052).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from amparo.core.errors import AmparoError
from amparo.core.places.cells import (
    Cell,
    Point,
    Precision,
    ancestors,
    cell_at,
    centre,
    coarsest,
    distance_m,
    edge_m,
    neighbours,
    outline,
    precision_of,
)
from amparo.core.places.region import Region
from amparo.core.places.shapes import compacted, descendants, touched

WATCHED: Final = Precision.NEIGHBOURHOOD
# Cells are put together up to an edge of 23 km: beyond that it is the whole region.
COARSEST: Final = 4
# The cell that stands for the whole region. No H3 cell has this number.
EVERYWHERE: Final = Cell(0)
# At neighbourhood size: 25,000 square kilometres.
MOST_CELLS: Final = 5_000
LONGEST_RADIUS_M: Final = 50_000


class AreaTooLarge(AmparoError):
    """An area is larger than one subscription may name; the whole region is one choice."""

    code = "AREA_TOO_LARGE"


class OutsideRegion(AmparoError):
    """Nothing of an area lies within the network's region."""

    code = "OUTSIDE_REGION"


@dataclass(frozen=True, slots=True)
class Ring:
    """Cells that are equally near to an alert, for looking up; the first ring is the nearest."""

    cells: tuple[Cell, ...]


def cells_of(centre: Point) -> tuple[Cell, ...]:
    """Return the cells watched for an area with a centre."""
    return neighbours(cell_at(centre, WATCHED), 1)


def around(place: Point, radius_m: float) -> frozenset[Cell]:
    """Return cells that cover a circle around a place and tell only in which neighbourhood-sized cell it lies.

    Raises:
        AreaTooLarge: the radius is longer than any that is offered.
    """
    if not 0 < radius_m <= LONGEST_RADIUS_M:
        raise AreaTooLarge
    own = cell_at(place, WATCHED)
    reach = radius_m + 2 * _corner_m(own)
    rings = int(reach / edge_m(WATCHED)) + 1
    return frozenset(cell for cell in neighbours(own, rings) if distance_m(own, cell) <= reach)


def _corner_m(cell: Cell) -> float:
    """Return how far a cell's corners are from its centre, with some more for those of its neighbours."""
    return 1.1 * max(distance_m(centre(cell), corner) for corner in outline(cell))


def within(corners: Iterable[Point], region: Region) -> frozenset[Cell]:
    """Return the neighbourhood-sized cells of a region that a drawn ring touches.

    Raises:
        AreaTooLarge: the ring is larger than any region.
        OutsideRegion: none of them is in the region.
    """
    return inside(touched(corners, WATCHED), region)


def inside(cells: frozenset[Cell], region: Region) -> frozenset[Cell]:
    """Return those of some cells that are in a region.

    Raises:
        AreaTooLarge: they are too many.
        OutsideRegion: none is.
    """
    if len(cells) > MOST_CELLS:
        raise AreaTooLarge
    kept = frozenset(cell for cell in cells if region.contains(cell))
    if not kept:
        raise OutsideRegion
    return kept


def put_together(cells: Iterable[Cell]) -> frozenset[Cell]:
    """Return the cells that a subscription keeps: none finer than a neighbourhood, none within another."""
    return compacted((coarsest(cell, WATCHED) for cell in cells), COARSEST)


def rings(published: Iterable[Cell]) -> tuple[Ring, ...]:
    """Return under which cells the subscriptions to published cells are found, the nearest first.

    A subscription watches one of them exactly when it watches a place that the published cells touch. The last ring
    is the whole region.
    """
    found: set[Cell] = set()
    for cell in published:
        own = coarsest(cell, WATCHED)
        found.update(ancestors(own, COARSEST) if precision_of(own) >= COARSEST else ())
        for resolution in range(max(precision_of(own), COARSEST) + 1, WATCHED + 1):
            found.update(descendants(own, resolution))
        if precision_of(own) < COARSEST:
            found.update(descendants(own, COARSEST))
    by_precision = {
        resolution: tuple(sorted(cell for cell in found if precision_of(cell) == resolution))
        for resolution in range(WATCHED, COARSEST - 1, -1)
    }
    near = tuple(Ring(cells) for cells in by_precision.values() if cells)
    return (*near, Ring((EVERYWHERE,)))
