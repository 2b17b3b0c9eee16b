"""Which indexed cells may hold incidents of a neighbourhood, as the gazetteer knows only a point of each."""

from functools import lru_cache
from typing import Final

from django.conf import settings

from amparo.core.places import cells, gazetteer
from amparo.core.places.cells import Cell
from amparo.incidents.domain.forming import SEARCH_PRECISION

# An area at the edge of the gazetteer would reach to the other side of the earth.
_MOST_CELLS: Final = 300


def search_cells_of(slug: str) -> tuple[Cell, ...]:
    """Return the indexed cells in which places nearest to an area's point lie, and some around them.

    Raises:
        NoSuchArea: the gazetteer has none with this slug.
    """
    return _cells_of(settings.GAZETTEER, slug)


@lru_cache(maxsize=64)
def _cells_of(source: str, slug: str) -> tuple[Cell, ...]:
    known = gazetteer.load(source)
    area = known.by_slug(slug)
    start = cells.cell_at(area.centre, SEARCH_PRECISION)
    found, waiting = {start}, [start]
    while waiting and len(found) < _MOST_CELLS:
        here = waiting.pop(0)
        if here != start and known.nearest(cells.centre(here)) != area:
            continue
        around = [each for each in cells.neighbours(here, 1) if each not in found]
        found.update(around)
        waiting += around
    return tuple(sorted(found))
