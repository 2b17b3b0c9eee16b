"""From what a person typed, tapped and drew to the cells that are kept; the rest is forgotten with the request."""

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from amparo.alerts.domain import areas
from amparo.alerts.queries import placing
from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer
from amparo.core.places.cells import Cell, Point, ancestors, cell_at, outline
from amparo.core.places.gazetteer import Area
from amparo.core.places.region import Region
from amparo.core.places.shapes import read_ring

MOST_NAMED = 6


def around(*, text: str, lat: str, lon: str, radius_m: int, region: Region) -> frozenset[Cell]:
    """Return the cells around a place: the one on the map if there is one, else what was typed.

    Raises:
        PlaceUnknown, PlaceUnclear, PlaceOutside, PlaceNotOnEarth, OutsideRegion.
    """
    place = placing.check(_point(lat, lon), region) if lat or lon else placing.find(text, region)
    return areas.inside(areas.around(place, radius_m), region)


def drawn(geojson: str, region: Region) -> frozenset[Cell]:
    """Return the cells that a drawn shape touches.

    Raises:
        ShapeRefused, AreaTooLarge, OutsideRegion.
    """
    return areas.within(read_ring(geojson), region)


def _point(lat: str, lon: str) -> Point:
    try:
        return Point(float(lat), float(lon))
    except ValueError as error:
        raise placing.PlaceUnknown from error


def refusal_of_shape(error: AmparoError) -> str:
    """Return why a drawn shape was refused."""
    return {
        "too_few_corners": gettext("An area needs at least three corners that are not in one line."),
        "too_many_corners": gettext("This area has too many corners. Draw it with fewer."),
        "crosses_itself": gettext("The line of the area crosses itself. Move a corner, or draw it anew."),
        "too_large": gettext("This area is too large. Draw a smaller one, or choose the whole region."),
    }.get(str(error.fields.get("reason")), gettext("We could not read the area. Draw it anew, please."))


def on_map(cells: Iterable[Cell]) -> dict[str, object]:
    """Return cells as a GeoJSON MultiPolygon for the page's map."""
    rings = [[[round(each.lon, 4), round(each.lat, 4)] for each in outline(cell)] for cell in sorted(cells)]
    return {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]] for ring in rings]}


def in_words(cells: Iterable[Cell]) -> str:
    """Return what cells lie near: the names of the neighbourhoods whose points they hold, or the nearest ones'."""
    kept = set(cells)
    named = (area for area in gazetteer.gazetteer().areas if area.kind == "neighbourhood")
    names = sorted(area.name for area in named if _holds(kept, area))
    if not names:
        names = sorted({gazetteer.place_name(cell) for cell in kept} - {""})
    rest = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    if rest <= 0:
        return shown
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", rest) % {
        "names": shown,
        "count": rest,
    }


def _holds(cells: set[Cell], area: Area) -> bool:
    return not cells.isdisjoint(ancestors(cell_at(area.centre, areas.WATCHED), areas.COARSEST))
