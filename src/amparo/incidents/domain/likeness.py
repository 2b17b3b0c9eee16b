"""How likely two reports tell of one event: named parts, each from 0 to 1, and what they come to.

Place and time are both necessary, so they multiply; what was seen, by which agency, in which direction and in which
words only weighs what they leave.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from amparo.core import sketches
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents.domain import kindred

# -- Place ------------------------------------------------------------------------------------------------------------
# Metres within which two reports may mean one spot: opposite corners of an intersection, or a house named by its
# corner; a city block is about 100 m by 200 m.
NEAR_M: Final = 150.0
# Metres from which they never do: about six blocks. An action at one house is not seen further.
FAR_M: Final = 800.0
# A place coarser than this resolution is an area, not a spot ("somewhere in Pico-Union").
SPOT_PRECISION: Final = Precision.BLOCK
# An area may lie around a spot, but says little: enough to suggest, not enough to join.
AREA_WITH_SPOT: Final = 0.5
# The same area named twice: the same rumour more often than not; joins if time and kind agree well.
AREA_WITH_SAME_AREA: Final = 0.85
# The most that the size of areas may add to FAR_M, in metres: the radius of a neighbourhood's cell.
MOST_SLACK_M: Final = 1_400.0

# -- Time -------------------------------------------------------------------------------------------------------------
# People round what their watch said; a knock at a door lasts this long.
SAME_MOMENT: Final = timedelta(minutes=20)
# From here on it is another visit, even at the same door.
APART: Final = timedelta(hours=3)

# -- What was seen (weights sum to 1; what is left when nothing agrees is BASE) ----------------------------------------
# Same place and time alone must stay above SUGGEST_FROM and just below JOIN_FROM when everything else contradicts.
BASE_WEIGHT: Final = 0.50
ACTIVITY_WEIGHT: Final = 0.30
# People on the street mix agencies up: it weighs less than what was done.
AGENCY_WEIGHT: Final = 0.15
# A van turns round; two directions are a hint, no more.
DIRECTION_WEIGHT: Final = 0.05
# The same words or the same picture help a little and never hurt: two people's words may be in different languages.
WORDING_BONUS: Final = 0.10
PICTURE_BONUS: Final = 0.10


@dataclass(frozen=True, slots=True)
class Sighting:
    """What forming looks at in one report.

    Attributes:
        cell: of any precision; it says how precisely the place is known. None: no place could be read.
        activity: a value of reports' `Activity`; agency likewise.
        words: of the place, markings and vehicles, from `forming.words_of`.
        direction: one of n, ne, e, se, s, sw, w, nw; empty where none was told.
        wording: a sketch of the person's own words (`amparo.core.sketches`); pictures: the hashes of what came along.
    """

    report_id: UUID
    cell: Cell | None
    seen_at: datetime
    activity: str
    agency: str
    is_first_hand: bool
    words: frozenset[str] = frozenset()
    direction: str = ""
    wording: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What two reports have in common, each from 0 to 1; `total` is what it comes to.

    Where one of them says nothing, activity, agency and direction are `kindred.NOT_TOLD`, wording and picture 0.
    """

    place: float
    time: float
    activity: float
    agency: float
    direction: float
    wording: float
    picture: float
    total: float


def likeness_parts(one: Sighting, other: Sighting) -> Parts:
    """Return what two reports have in common. Symmetric."""
    place = 0.0 if one.cell is None or other.cell is None else closeness(one.cell, other.cell)
    time = recency(one.seen_at, other.seen_at)
    activity = kindred.activities(one.activity, other.activity)
    agency = kindred.agencies(one.agency, other.agency)
    direction = kindred.directions(one.direction, other.direction)
    wording = max(overlap(one.words, other.words), sketches.text_sameness(one.wording, other.wording))
    picture = float(_share_a_picture(one.pictures, other.pictures))
    kind = (
        BASE_WEIGHT
        + ACTIVITY_WEIGHT * activity
        + AGENCY_WEIGHT * agency
        + DIRECTION_WEIGHT * direction
        + WORDING_BONUS * wording
        + PICTURE_BONUS * picture
    )
    total = place * time * min(1.0, kind)
    return Parts(place, time, activity, agency, direction, wording, picture, total)


def likeness(one: Sighting, other: Sighting) -> float:
    """Return how likely two reports tell of one event, 0 to 1. Symmetric."""
    return likeness_parts(one, other).total


def closeness(one: Cell, other: Cell) -> float:
    """Return how well two places agree, 0 to 1: 1 up to NEAR_M, 0 from FAR_M, with slack for areas."""
    slack_m = min(MOST_SLACK_M, _radius_m(one) + _radius_m(other))
    gap_m = max(0.0, cells.distance_m(one, other) - slack_m)
    ceiling = 1.0
    if is_area(one) or is_area(other):
        ceiling = AREA_WITH_SAME_AREA if one == other else AREA_WITH_SPOT
    return ceiling * _falling(gap_m, NEAR_M, FAR_M)


def recency(one: datetime, other: datetime) -> float:
    """Return how well two times agree, 0 to 1: 1 up to SAME_MOMENT, 0 from APART."""
    return _falling(
        abs(one - other).total_seconds(),
        SAME_MOMENT.total_seconds(),
        APART.total_seconds(),
    )


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the part of all words that both share, 0 to 1 (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def is_area(cell: Cell) -> bool:
    """Tell whether a place is an area rather than a spot."""
    return cells.precision_of(cell) < SPOT_PRECISION


def _share_a_picture(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return any(sketches.pictures_alike(mine, theirs) for mine in one for theirs in other)


def _radius_m(cell: Cell) -> float:
    return cells.edge_m(cells.precision_of(cell)) if is_area(cell) else 0.0


def _falling(value: float, full_until: float, none_from: float) -> float:
    return min(1.0, max(0.0, (none_from - value) / (none_from - full_until)))
