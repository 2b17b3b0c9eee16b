"""What a map needs to open: where the network's region lies, and the names in it."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from amparo.core.places.cells import centre
from amparo.core.places.gazetteer import gazetteer
from amparo.network import api as network
from amparo.network.api import public

# About eight metres: our names stand for whole neighbourhoods, and short numbers load sooner.
_DECIMALS = 4


@public
@require_safe
def map_places(_request: HttpRequest) -> JsonResponse:
    """Return the region's bounds (west, south, east, north) and the named places."""
    places = [
        {
            "name": area.name,
            "kind": area.kind,
            "lat": round(area.centre.lat, _DECIMALS),
            "lon": round(area.centre.lon, _DECIMALS),
        }
        for area in gazetteer().areas
    ]
    response = JsonResponse({"bounds": _bounds(), "places": places})
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _bounds() -> list[float]:
    points = [centre(cell) for cell in network.current_network().region.cells]
    if not points:
        return [-180.0, -60.0, 180.0, 75.0]
    lats = [point.lat for point in points]
    lons = [point.lon for point in points]
    return [round(edge, _DECIMALS) for edge in (min(lons), min(lats), max(lons), max(lats))]
