"""Places as H3 cells: one 64-bit integer says where, and its resolution says how precisely.

Coarsening is taking the parent; matching is looking up ancestors. Points are (latitude, longitude) in degrees,
WGS 84, in this order everywhere. Source: H3, https://h3geo.org (cell sizes in `Precision`).
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

import h3.api.basic_int as h3

from amparo.core.errors import AmparoError

Cell = NewType("Cell", int)


class Precision(IntEnum):
    """How precisely a place is said: an H3 resolution, with the average length of a cell's edge."""

    DISTRICT = 6  # 3.7 km
    NEIGHBOURHOOD = 7  # 1.4 km
    BLOCK = 10  # 76 m
    EXACT = 12  # 11 m


class PlaceNotOnEarth(AmparoError):
    """Latitude or longitude is not a number within its range."""

    code = "PLACE_NOT_ON_EARTH"


class CannotSharpen(AmparoError):
    """A cell was asked for at a finer precision than it has."""

    code = "CANNOT_SHARPEN"


@dataclass(frozen=True, slots=True)
class Point:
    """A point in degrees, WGS 84.

    Raises:
        PlaceNotOnEarth: a coordinate is out of range or not a number.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise PlaceNotOnEarth


def cell_at(point: Point, precision: int) -> Cell:
    """Return the cell that holds a point, at an H3 resolution (0 to 15)."""
    return Cell(h3.latlng_to_cell(point.lat, point.lon, int(precision)))


def is_cell(value: int) -> bool:
    """Tell whether a whole number is a valid H3 cell."""
    return 0 < value < 2**63 and h3.is_valid_cell(value)


def precision_of(cell: Cell) -> int:
    """Return the H3 resolution of a cell."""
    return int(h3.get_resolution(cell))


def coarsen(cell: Cell, precision: int) -> Cell:
    """Return the ancestor of a cell at a coarser (or the same) precision.

    Raises:
        CannotSharpen: `precision` is finer than the cell.
    """
    if precision > precision_of(cell):
        raise CannotSharpen(cell_precision=precision_of(cell), wanted=int(precision))
    return Cell(h3.cell_to_parent(cell, int(precision)))


def coarsest(cell: Cell, precision: int) -> Cell:
    """Return the cell at `precision`, or as it is where it is already coarser."""
    return coarsen(cell, min(int(precision), precision_of(cell)))


def is_inside(cell: Cell, ancestor: Cell) -> bool:
    """Tell whether `cell` is `ancestor` or lies within it in H3's hierarchy."""
    resolution = precision_of(ancestor)
    return resolution <= precision_of(cell) and coarsen(cell, resolution) == ancestor


def ancestors(cell: Cell, coarsest_precision: int = 0) -> tuple[Cell, ...]:
    """Return the cell and its ancestors, finest first, down to a coarsest resolution."""
    return tuple(
        coarsen(cell, resolution) for resolution in range(precision_of(cell), coarsest_precision - 1, -1)
    )


def centre(cell: Cell) -> Point:
    """Return the centre of a cell."""
    lat, lon = h3.cell_to_latlng(cell)
    return Point(lat, lon)


def outline(cell: Cell) -> tuple[Point, ...]:
    """Return the corners of a cell, five or six, counter-clockwise, not closed."""
    return tuple(Point(lat, lon) for lat, lon in h3.cell_to_boundary(cell))


def neighbours(cell: Cell, rings: int) -> tuple[Cell, ...]:
    """Return the cell and all cells within a number of rings around it, of the same resolution."""
    return tuple(Cell(each) for each in h3.grid_disk(cell, rings))


def edge_m(precision: int) -> float:
    """Return the average length in metres of a cell's edge at a resolution."""
    return float(h3.average_hexagon_edge_length(int(precision), unit="m"))


def distance_m(one: Point | Cell, other: Point | Cell) -> float:
    """Return the great-circle distance in metres between two points or cell centres."""
    here = one if isinstance(one, Point) else centre(one)
    there = other if isinstance(other, Point) else centre(other)
    return float(h3.great_circle_distance((here.lat, here.lon), (there.lat, there.lon), unit="m"))
