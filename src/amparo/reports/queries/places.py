"""From what a person gave (a point, a name, a ZIP, a corner in words) to a cell, or to what is still missing."""

from dataclasses import dataclass
from typing import ClassVar

from amparo.core.places import cells, streets
from amparo.core.places.cells import Cell, PlaceNotOnEarth, Point, Precision
from amparo.core.places.gazetteer import Area, Gazetteer, NoSuchArea
from amparo.core.places.region import Region
from amparo.core.places.streets import Corner
from amparo.reports.domain import limits
from amparo.reports.domain.draft import DraftRefused, OutsideRegion

DONT_KNOW = "unknown"
MOST_CHOICES = 12
IN_MY_WORDS = "words"
MOST_CORNERS = 5


class PointNotUnderstood(DraftRefused):
    """Latitude and longitude are not two numbers on Earth."""

    code: ClassVar[str] = "POINT_NOT_UNDERSTOOD"


class PlaceMissing(DraftRefused):
    """Nothing was said about the place."""

    code = "PLACE_MISSING"


class AreaMissing(DraftRefused):
    """A corner was named, but not where in the region it is."""

    code = "AREA_MISSING"


class PlaceNotFound(DraftRefused):
    """The gazetteer has no area of this name."""

    code = "PLACE_NOT_FOUND"


class PlaceAmbiguous(DraftRefused):
    """Several areas match; `fields["areas"]` has them."""

    code = "PLACE_AMBIGUOUS"


class CornerUnclear(DraftRefused):
    """The words may name a corner of the operator's street extract; which one, or none, was not said."""

    code = "CORNER_UNCLEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person gave; `area_slug` is a choice among areas offered before, or `DONT_KNOW`."""

    lat: str = ""
    lon: str = ""
    area: str = ""
    area_slug: str = ""
    place_text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where it is: `area` names what was found by name; a point has none."""

    cell: Cell
    is_known: bool = True
    area: Area | None = None


def find(said: Said, *, gazetteer: Gazetteer, region: Region) -> Found:
    """Return the cell that a person means: a point exactly, an area by its middle as a neighbourhood.

    Raises:
        DraftRefused: one of this module's kinds, or `OutsideRegion`; the field is always `place`.
    """
    if said.lat or said.lon:
        found = Found(cells.cell_at(_point(said), Precision.EXACT))
    elif said.area_slug == DONT_KNOW or not gazetteer.areas:
        if not said.place_text.strip():
            raise PlaceMissing(field="place")
        found = Found(middle_of(region), is_known=False)
    else:
        area = _area(said, gazetteer)
        found = Found(cells.cell_at(area.centre, Precision.NEIGHBOURHOOD), area=area)
    if not region.contains(found.cell):
        raise OutsideRegion(field="place")
    return found


def corners(place_text: str, area: str, *, gazetteer: Gazetteer, region: Region) -> tuple[Corner, ...]:
    """Return the corners that a person may mean, those near a neighbourhood that was named first; often none."""
    named = gazetteer.named_in(f"{area} {place_text}")
    return streets.find(place_text, region, named.centre if named else None, MOST_CORNERS)


def corner_key(corner: Corner) -> str:
    """Return the value by which a corner is chosen in a form: its point to a metre."""
    return f"{corner.point.lat:.5f},{corner.point.lon:.5f}"


def chosen_corner(answer: str, offered: tuple[Corner, ...]) -> Corner | None:
    """Return the corner that was chosen among those offered; None where a person prefers their own words.

    Raises:
        CornerUnclear: something else, or nothing, was answered.
    """
    if not offered or answer == IN_MY_WORDS:
        return None
    for corner in offered:
        if corner_key(corner) == answer:
            return corner
    raise CornerUnclear(field="place")


def in_words(place_text: str, area: str) -> str:
    """Return the words about a place as one line: the corner, then the neighbourhood."""
    line = ", ".join(part for part in (place_text, area) if part)
    return line if len(line) <= limits.PLACE_TEXT_MAX_CHARS else place_text


def middle_of(region: Region) -> Cell:
    """Return a district of the region near its middle: where a report stands whose place nobody knows yet."""
    middle = region.centre()
    nearest = min(region.cells, key=lambda cell: (cells.distance_m(cell, middle), cell))
    return cells.cell_at(cells.centre(nearest), Precision.DISTRICT)


def _point(said: Said) -> Point:
    try:
        return Point(float(said.lat), float(said.lon))
    except (ValueError, PlaceNotOnEarth) as error:
        raise PointNotUnderstood(field="place") from error


def _area(said: Said, gazetteer: Gazetteer) -> Area:
    if not said.area.strip():
        return _area_in_words(said, gazetteer)
    exact = gazetteer.named_in(said.area)
    matches = gazetteer.search(said.area, limit=MOST_CHOICES)
    chosen = [area for area in matches if area.slug == said.area_slug]
    if chosen or (exact is None and len(matches) == 1):
        return chosen[0] if chosen else matches[0]
    if exact is not None:
        return exact
    if not matches:
        raise PlaceNotFound(field="place")
    raise PlaceAmbiguous(field="place", areas=matches)


def _area_in_words(said: Said, gazetteer: Gazetteer) -> Area:
    if said.area_slug:
        try:
            return gazetteer.by_slug(said.area_slug)
        except NoSuchArea as error:
            raise PlaceNotFound(field="place") from error
    if not said.place_text.strip():
        raise PlaceMissing(field="place")
    named = gazetteer.named_in(said.place_text)
    if named is None:
        raise AreaMissing(field="place")
    return named
