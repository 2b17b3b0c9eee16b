"""How likely two reports tell of one event: named parts, each from 0 to 1, and what they come to.

The parts are weighed and summed. Place and time carry most and are both necessary: where one of them is nothing, the
sum is nothing, but for a text that was passed on, which is the same story wherever and whenever its readers put it.

The weights were chosen on simulated weekends (`bench/forming.py`); each has its reason beside it.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from amparo.core import sketches
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents.domain import kindred

# -- What weighs how much: the first five sum to 1 ---------------------------------------------------------------------
# Neither place nor time alone reaches forming.JOIN_FROM.
PLACE_WEIGHT: Final = 0.45
TIME_WEIGHT: Final = 0.44
# Neighbours name one act differently, so it says little about two spots that agree.
ACTIVITY_WEIGHT: Final = 0.06
# People on the street mix agencies up: it weighs less than what was done.
AGENCY_WEIGHT: Final = 0.04
# A van turns round; two directions are a hint, no more.
DIRECTION_WEIGHT: Final = 0.01
# The same words or the same picture help where the places agree, and never hurt: two people's words may be in different
# languages. Elsewhere they say nothing: tools write alike of all events, and old pictures come up with every rumour.
WORDS_BONUS: Final = 0.05
WORDING_BONUS: Final = 0.24
PICTURE_BONUS: Final = 0.25
# Where a place is an area, what was done has to tell apart what the place can't: it may add or take so much.
ACTIVITY_IN_AN_AREA: Final = 0.10

# -- Place ------------------------------------------------------------------------------------------------------------
# Metres within which two reports name one spot. Opposite corners of an intersection count a little less.
NEAR_M: Final = 25.0
# Metres from which a place speaks for nothing: two blocks and a half. Whoever is wrong by more is told apart.
FAR_M: Final = 460.0
# Metres from which two reports never tell of one event: about six blocks.
NEVER_M: Final = 850.0
# A place coarser than this resolution is an area, not a spot ("somewhere in Pico-Union").
SPOT_PRECISION: Final = Precision.BLOCK
# An area may lie around a spot: it joins where the moment is the same and nothing speaks against it.
AREA_WITH_SPOT: Final = 0.40
# The same area named twice: the same rumour more often than not.
AREA_WITH_SAME_AREA: Final = 0.42
# The size of areas counts up to so many metres: the radius of a neighbourhood's cell.
MOST_SLACK_M: Final = 1_400.0
# Metres beyond an area's own radius in which a spot may still be called by its name.
AREA_FAR_M: Final = 1_000.0

# -- Time -------------------------------------------------------------------------------------------------------------
# What eyes tell of one moment differs by so much: people round what their watch said.
SAME_MOMENT: Final = timedelta(minutes=10)
# From here on it is another visit, even at the same door.
APART: Final = timedelta(minutes=65)
# All stories say "now": hearsay that is told as of this minute may be of something that began so long before.
STILL_TOLD: Final = timedelta(minutes=20)
NO_LONGER_TOLD: Final = timedelta(minutes=190)
# Told within so long after it was seen, it is told as of now.
AS_OF_NOW: Final = timedelta(minutes=15)
# The later something is told, the less exactly its time is known: so much of the delay, up to a delay of four hours.
UNSURE_BY: Final = 0.05
LONGEST_UNSURE: Final = timedelta(hours=4)
# Reports further apart in time than this have nothing in common but what was passed on.
WINDOW: Final[timedelta] = NO_LONGER_TOLD + 2 * UNSURE_BY * LONGEST_UNSURE
_SAME_MOMENT_S: Final = SAME_MOMENT.total_seconds()
_APART_S: Final = APART.total_seconds()
_STILL_TOLD_S: Final = STILL_TOLD.total_seconds()
_NO_LONGER_TOLD_S: Final = NO_LONGER_TOLD.total_seconds()
_AS_OF_NOW_S: Final = AS_OF_NOW.total_seconds()
_LONGEST_UNSURE_S: Final = LONGEST_UNSURE.total_seconds()
_WINDOW_S: Final = WINDOW.total_seconds()

# -- Texts that are passed on -----------------------------------------------------------------------------------------
# From here on two texts are one, with a word or two changed.
COPIED_FROM: Final = 0.75
# About five words: shorter texts are everybody's.
FEWEST_RUNS: Final = 20
# What was passed on is one story for a day, and within a part of the city: the same words about another place are
# another rumour, which somebody has to look at there.
COPIES_APART: Final = timedelta(hours=24)
COPIES_FAR_M: Final = 3_000.0

# The mean diameter of the Earth, as H3 has it.
_ACROSS_THE_EARTH_M: Final = 2 * 6_371_007.18


@dataclass(frozen=True, slots=True)
class Sighting:
    """What forming looks at in one report.

    Attributes:
        cell: of any precision; it says how precisely the place is known. None: no place could be read.
        activity: a value of reports' `Activity`; agency likewise.
        words: of the place, markings and vehicles, from `forming.words_of`.
        direction: one of n, ne, e, se, s, sw, w, nw; empty where none was told.
        wording: a sketch of the person's own words (`amparo.core.sketches`); pictures: the hashes of what came along.
        told_at: when it came in; None: at the moment that it tells of.
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
    told_at: datetime | None = None

    @property
    def delay_s(self) -> float:
        """How many seconds after it was seen it was told; none where a clock was wrong."""
        return 0.0 if self.told_at is None else max(0.0, (self.told_at - self.seen_at).total_seconds())


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
    metres = None if one.cell is None or other.cell is None else metres_between(one.cell, other.cell)
    place = 0.0 if one.cell is None or other.cell is None else closeness(one.cell, other.cell)
    time = nearness(one, other)
    activity = kindred.activities(one.activity, other.activity)
    agency = kindred.agencies(one.agency, other.agency)
    direction = kindred.directions(one.direction, other.direction)
    wording = sketches.text_sameness(one.wording, other.wording)
    picture = float(share_a_picture(one.pictures, other.pictures))
    total = (
        PLACE_WEIGHT * place
        + TIME_WEIGHT * time
        + ACTIVITY_WEIGHT * activity
        + AGENCY_WEIGHT * agency
        + DIRECTION_WEIGHT * direction
    )
    if place:
        words = overlap(one.words, other.words)
        total += WORDS_BONUS * words + WORDING_BONUS * wording + PICTURE_BONUS * picture
    if _is_vague(one, other):
        total += ACTIVITY_IN_AN_AREA * (activity - kindred.NOT_TOLD)
    if not time or metres is None or metres - _slack_m(one, other) >= NEVER_M:
        total = 0.0
    if _is_copy(one, other, wording, metres):
        total = 1.0
    return Parts(place, time, activity, agency, direction, wording, picture, min(1.0, max(0.0, total)))


def likeness(one: Sighting, other: Sighting) -> float:
    """Return how likely two reports tell of one event, 0 to 1. Symmetric."""
    if _have_nothing_in_common(one, other):
        return 0.0
    return likeness_parts(one, other).total


def closeness(one: Cell, other: Cell) -> float:
    """Return how well two places agree, 0 to 1: 1 up to NEAR_M, 0 from FAR_M; areas by their size, and less."""
    metres = metres_between(one, other)
    if is_area(one) or is_area(other):
        ceiling = AREA_WITH_SAME_AREA if one == other else AREA_WITH_SPOT
        slack_m = min(MOST_SLACK_M, _radius_m(one) + _radius_m(other))
        return ceiling * _falling(metres - slack_m, 0.0, AREA_FAR_M)
    return _falling(metres, NEAR_M, FAR_M)


def nearness(one: Sighting, other: Sighting) -> float:
    """Return how well the times of two reports agree, 0 to 1, by who tells and how late."""
    earlier, later = (one, other) if one.seen_at <= other.seen_at else (other, one)
    gap_s = (later.seen_at - earlier.seen_at).total_seconds()
    if gap_s >= _WINDOW_S:
        return 0.0
    gap_s -= UNSURE_BY * (min(one.delay_s, _LONGEST_UNSURE_S) + min(other.delay_s, _LONGEST_UNSURE_S))
    if not later.is_first_hand and later.delay_s < _AS_OF_NOW_S:
        return _falling(gap_s, _STILL_TOLD_S, _NO_LONGER_TOLD_S)
    return _falling(gap_s, _SAME_MOMENT_S, _APART_S)


def passes_on(report: Sighting, other: Sighting) -> bool:
    """Tell whether hearsay has the text of another report, so that it says nothing that was not said before."""
    if report.is_first_hand or not report.wording or not other.wording:
        return False
    metres = None if report.cell is None or other.cell is None else metres_between(report.cell, other.cell)
    return _is_copy(report, other, sketches.text_sameness(report.wording, other.wording), metres)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the part of all words that both share, 0 to 1 (Jaccard)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def is_area(cell: Cell) -> bool:
    """Tell whether a place is an area rather than a spot."""
    return cells.precision_of(cell) < SPOT_PRECISION


def _is_copy(one: Sighting, other: Sighting, wording: float, metres: float | None) -> bool:
    """Tell whether one of two reports passes on the other's text, about the same part of the city.

    Two people who both saw it never write the same; who says to have seen it is compared by place and time.
    """
    if wording < COPIED_FROM or min(len(one.wording), len(other.wording)) < FEWEST_RUNS:
        return False
    if (one.is_first_hand and other.is_first_hand) or abs(one.seen_at - other.seen_at) > COPIES_APART:
        return False
    return metres is None or metres < COPIES_FAR_M


def _have_nothing_in_common(one: Sighting, other: Sighting) -> bool:
    """Tell at little cost that two reports can't be of one event: most pairs that are compared."""
    if one.wording and other.wording and not (one.is_first_hand and other.is_first_hand):
        return False
    if one.cell is None or other.cell is None:
        return True
    return not nearness(one, other) or metres_between(one.cell, other.cell) - _slack_m(one, other) >= NEVER_M


def _is_vague(one: Sighting, other: Sighting) -> bool:
    return any(each.cell is not None and is_area(each.cell) for each in (one, other))


def share_a_picture(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell whether a picture of one is one of the other's, from their hashes; any other app may have compressed it."""
    return any(sketches.pictures_alike(mine, theirs) for mine in one for theirs in other)


def _slack_m(one: Sighting, other: Sighting) -> float:
    """Return the metres that areas may reach towards each other."""
    reach = sum(_radius_m(each.cell) for each in (one, other) if each.cell is not None)
    return min(MOST_SLACK_M, reach)


@lru_cache(maxsize=8_192)
def _radius_m(cell: Cell) -> float:
    return cells.edge_m(cells.precision_of(cell)) if is_area(cell) else 0.0


def metres_between(one: Cell, other: Cell) -> float:
    """Return the metres between two cells' centres on a sphere (haversine), from remembered centres."""
    if one == other:
        return 0.0
    here, there = _radians(one), _radians(other)
    across = math.sin((there[0] - here[0]) / 2) ** 2
    across += math.cos(here[0]) * math.cos(there[0]) * math.sin((there[1] - here[1]) / 2) ** 2
    return _ACROSS_THE_EARTH_M * math.asin(min(1.0, math.sqrt(across)))


@lru_cache(maxsize=8_192)
def _radians(cell: Cell) -> tuple[float, float]:
    centre = cells.centre(cell)
    return math.radians(centre.lat), math.radians(centre.lon)


def _falling(value: float, full_until: float, none_from: float) -> float:
    return min(1.0, max(0.0, (none_from - value) / (none_from - full_until)))
