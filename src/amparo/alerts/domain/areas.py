"""From an area's point to the cells that a subscription watches.

The gazetteer has no boundaries, only points: an area is the neighbourhood-sized cell at its point and the six around
it, roughly two miles each way. Rather a neighbour's alert too much than one's own too little; the page says so.
"""

from amparo.core.places.cells import Cell, Point, Precision, ancestors, cell_at, coarsest, neighbours

WATCHED = Precision.NEIGHBOURHOOD


def cells_of(centre: Point) -> tuple[Cell, ...]:
    """Return the cells watched for an area with a centre."""
    return neighbours(cell_at(centre, WATCHED), 1)


def watched_cells(published: tuple[Cell, ...]) -> frozenset[Cell]:
    """Return the cells under which subscriptions to published cells are found: themselves and their ancestors."""
    found: set[Cell] = set()
    for cell in published:
        found.update(ancestors(coarsest(cell, WATCHED), WATCHED - 2))
    return frozenset(found)
