"""Find the place around which somebody wants alerts, from what they typed: an area's name, a ZIP code, or a corner."""

from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer, streets
from amparo.core.places.cells import Point, Precision, cell_at
from amparo.core.places.gazetteer import fold
from amparo.core.places.region import Region

_MOST_OFFERED = 4


class PlaceUnknown(AmparoError):
    """Nothing that we know is called so."""

    code = "PLACE_UNKNOWN"


class PlaceUnclear(AmparoError):
    """Several places may be meant; `fields` has their `names`."""

    code = "PLACE_UNCLEAR"


class PlaceOutside(AmparoError):
    """The place lies outside the network's region."""

    code = "PLACE_OUTSIDE"


def find(text: str, region: Region) -> Point:
    """Return the point of the place that a text names.

    Raises:
        PlaceUnknown, PlaceUnclear, PlaceOutside.
    """
    named = gazetteer.gazetteer().search(text, limit=_MOST_OFFERED)
    exact = [area for area in named if fold(area.name) == fold(text)] or (
        list(named) if len(named) == 1 else []
    )
    if exact:
        return check(exact[0].centre, region)
    corners = streets.find(text, region, limit=_MOST_OFFERED)
    if len(corners) == 1:
        return corners[0].point
    names = [corner.name for corner in corners] or [area.name for area in named]
    if names:
        raise PlaceUnclear(names=tuple(names))
    raise PlaceUnknown


def check(point: Point, region: Region) -> Point:
    """Return a point if it lies in a region.

    Raises:
        PlaceOutside: it does not.
    """
    if not region.contains(cell_at(point, Precision.NEIGHBOURHOOD)):
        raise PlaceOutside
    return point
