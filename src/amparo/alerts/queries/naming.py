"""Find the areas that somebody means who writes their names into a message."""

from dataclasses import dataclass
from difflib import get_close_matches

from amparo.alerts.domain.joining import Asked
from amparo.core.places import gazetteer
from amparo.core.places.cells import Precision, cell_at
from amparo.core.places.gazetteer import Area, NoSuchArea, fold
from amparo.network import api as network

_SHORTEST_BEGINNING = 4
_ALIKE = 0.84


@dataclass(frozen=True, slots=True)
class Meant:
    """Which areas were meant.

    Attributes:
        inside: areas of the network's region.
        outside: areas that we know and that lie elsewhere.
        unknown: how many codes and names mean nothing to us.
    """

    inside: tuple[Area, ...]
    outside: tuple[Area, ...]
    unknown: int


def meant(asked: Asked) -> Meant:
    """Return the areas that codes and a name mean."""
    found = [_by_code(code) for code in asked.codes]
    if asked.name:
        found.append(_by_name(asked.name))
    known = tuple(dict.fromkeys(area for area in found if area is not None))
    region = network.current_network().region
    inside = tuple(area for area in known if region.contains(cell_at(area.centre, Precision.NEIGHBOURHOOD)))
    outside = tuple(area for area in known if area not in inside)
    return Meant(inside, outside, unknown=sum(area is None for area in found))


def example() -> str:
    """Return a ZIP code of the region to show how one is written; empty where the gazetteer has none."""
    region = network.current_network().region
    codes = (area for area in gazetteer.gazetteer().areas if area.kind == "zip")
    first = next(
        (area for area in codes if region.contains(cell_at(area.centre, Precision.NEIGHBOURHOOD))), None
    )
    return first.name if first else ""


def _by_code(code: str) -> Area | None:
    try:
        return gazetteer.gazetteer().by_slug(code)
    except NoSuchArea:
        return None


def _by_name(name: str) -> Area | None:
    """Return the area of a name: the same, the only one that begins so, one that stands in it, or one misspelt."""
    known = gazetteer.gazetteer()
    found = known.search(name, limit=2)
    if found and (
        fold(found[0].name) == fold(name) or (len(found) == 1 and len(name) >= _SHORTEST_BEGINNING)
    ):
        return found[0]
    if (inside := known.named_in(name)) is not None:
        return inside
    names = {fold(area.name): area for area in known.areas}
    close = get_close_matches(fold(name), names, n=1, cutoff=_ALIKE)
    return names[close[0]] if close else None
