"""Where a simulated weekend happens: areas with a point each, and a plain grid of streets around them.

No street table travels with the installation, so the streets are a grid with invented names. It is fine enough for
what matters: the next corner has one name in common, and the corner two streets on has none.
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Point, Precision
from amparo.core.places.gazetteer import Area, load
from amparo.core.places.region import Region

_METRES_A_DEGREE = 111_195.0
# A block, in metres: between avenues and between numbered streets.
AVENUES_M = 180.0
STREETS_M = 110.0
_AREAS_IN_USE = 26
_AVENUES = (
    "Maple", "Alameda", "Figueroa", "Union", "Hoover", "Magnolia", "Burlington", "Vermont", "Normandie", "Berendo",
    "Mariposa", "Western", "Arlington", "Crenshaw", "Central", "Hooper", "Naomi", "San Pedro", "Wall", "Trinity",
    "Avalon", "Compton", "Soto", "Fickett", "Indiana", "Rowan", "Eastern", "Ditman", "Mission", "Daly", "Griffin",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A city for the simulator.

    Attributes:
        name: for people.
        region: every message lies in it.
        areas: named points around which things happen, the busiest first.
        time_zone: whose hours make night and day.
    """

    name: str
    region: Region
    areas: tuple[Area, ...]
    time_zone: str

    @cached_property
    def middle(self) -> Point:
        """Where the grid of streets begins, and where a report without a place is put."""
        first = self.areas[0].centre
        return Point(round(first.lat, 4), round(first.lon, 4))

    @cached_property
    def _metres_east(self) -> float:
        # Rounded, so that the last bits of the machine's cosine never reach the output.
        return round(_METRES_A_DEGREE * math.cos(math.radians(self.middle.lat)), 1)

    def moved(self, point: Point, east_m: float, north_m: float) -> Point:
        """Return the point so many metres further."""
        return Point(
            round(point.lat + north_m / _METRES_A_DEGREE, 6), round(point.lon + east_m / self._metres_east, 6)
        )

    def corner_near(self, point: Point, avenues: int = 0, streets: int = 0) -> tuple[Point, str, int]:
        """Return the nearest corner, or one some blocks further: its point, its avenue and its street's number."""
        east_m = (point.lon - self.middle.lon) * self._metres_east
        north_m = (point.lat - self.middle.lat) * _METRES_A_DEGREE
        column = math.floor(east_m / AVENUES_M + 0.5) + avenues
        row = math.floor(north_m / STREETS_M + 0.5) + streets
        there = self.moved(self.middle, column * AVENUES_M, row * STREETS_M)
        return there, _AVENUES[column % len(_AVENUES)], (40 - row) % 120 + 1

    def area_near(self, point: Point) -> Area:
        """Return the area whose point is nearest."""
        return min(self.areas, key=lambda area: _far(area.centre, point))

    def holds(self, point: Point) -> bool:
        """Tell whether a report from there would be taken."""
        return self.region.contains(cells.cell_at(point, Precision.EXACT))


def _far(one: Point, other: Point) -> float:
    # Flat and unscaled: only the order matters, over a few kilometres.
    return (one.lat - other.lat) ** 2 + (0.83 * (one.lon - other.lon)) ** 2


def cell_of(point: Point, precision: int = Precision.EXACT) -> Cell:
    """Return the cell of a point."""
    return cells.cell_at(point, precision)


@lru_cache(maxsize=1)
def los_angeles() -> Place:
    """Return the middle of Los Angeles, by the gazetteer that travels with the installation."""
    source = load("los-angeles")
    centre = source.by_slug("pico-union").centre
    near = sorted(
        (area for area in source.areas if area.kind == "neighbourhood" and _far(area.centre, centre) < 0.02),
        key=lambda area: (_far(area.centre, centre), area.slug),
    )
    return Place(
        "Los Angeles",
        Region.of_points(area.centre for area in source.areas),
        tuple(near[:_AREAS_IN_USE]),
        "America/Los_Angeles",
    )


def around(region: Region, *, time_zone: str, name: str = "") -> Place:
    """Return a city without a gazetteer: areas are the region's middle and points around it."""
    middle = region.centre()
    start = Place(
        name, region, (Area("area-0", "Area 1", "neighbourhood", Point(middle.lat, middle.lon)),), time_zone
    )
    steps = [(east, north) for north in range(-2, 3) for east in range(-2, 3)]
    points = [start.moved(start.middle, east * 2_400.0, north * 2_400.0) for east, north in steps]
    areas = sorted(
        (point for point in points if start.holds(point)),
        key=lambda point: (_far(point, start.middle), point.lat, point.lon),
    )
    return Place(
        name,
        region,
        tuple(
            Area(f"area-{number}", f"Area {number + 1}", "neighbourhood", point)
            for number, point in enumerate(areas)
        ),
        time_zone,
    )
