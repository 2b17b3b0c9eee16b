"""A network's region as cells. A place outside it is refused kindly; nothing outside is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import h3.api.basic_int as h3

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell, Point, cell_at, coarsen, edge_m, is_cell, neighbours, precision_of

# A cell edge of 8.5 km: a region is a few dozen cells, and its border is honest about being rough.
REGION_RESOLUTION = 5


class RegionNotUnderstood(AmparoError):
    """A stored or typed region is not a list of cells."""

    code = "REGION_NOT_UNDERSTOOD"


@dataclass(frozen=True)
class Region:
    """A set of H3 cells of any resolutions; empty means nowhere."""

    cells: frozenset[Cell]

    def contains(self, cell: Cell) -> bool:
        """Tell whether the region covers a cell."""
        finest = precision_of(cell)
        return any(
            coarsen(cell, resolution) in self.cells
            for resolution in self._resolutions
            if resolution <= finest
        )

    @cached_property
    def _resolutions(self) -> tuple[int, ...]:
        return tuple(sorted({precision_of(each) for each in self.cells}))

    def centre(self) -> Point:
        """Return the mean of the cells' centres: where a map opens.

        Raises:
            RegionNotUnderstood: the region is empty.
        """
        if not self.cells:
            raise RegionNotUnderstood
        points = [h3.cell_to_latlng(each) for each in self.cells]
        return Point(sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points))

    def to_json(self) -> list[str]:
        """Return the cells in H3's usual hexadecimal writing, sorted."""
        return sorted(h3.int_to_str(each) for each in self.cells)

    @staticmethod
    def from_json(value: Iterable[str]) -> "Region":
        """Read what `to_json` wrote.

        Raises:
            RegionNotUnderstood: an entry is not an H3 cell.
        """
        try:
            cells = [int(each, 16) for each in value]
        except (TypeError, ValueError) as error:
            raise RegionNotUnderstood from error
        if not all(is_cell(each) for each in cells):
            raise RegionNotUnderstood
        return Region(frozenset(Cell(each) for each in cells))

    @staticmethod
    def around(point: Point, radius_m: float) -> "Region":
        """Return the cells that a circle touches, roughly (one ring more rather than less)."""
        rings = int(radius_m / (edge_m(REGION_RESOLUTION) * 1.5)) + 1
        return Region(frozenset(neighbours(cell_at(point, REGION_RESOLUTION), rings)))

    @staticmethod
    def of_points(points: Iterable[Point]) -> "Region":
        """Return the cells around each of many points, for instance of a gazetteer's areas."""
        cells: set[Cell] = set()
        for point in points:
            cells.update(neighbours(cell_at(point, REGION_RESOLUTION), 1))
        return Region(frozenset(cells))
