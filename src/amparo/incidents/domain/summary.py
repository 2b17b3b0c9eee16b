"""What an incident says of itself: a pure function of its present reports, whatever order they came in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.core.places.cells import Cell

# From the gravest down: of two activities told equally often, the graver one heads the incident.
GRAVITY: Final = (
    "taking_someone",
    "inside_a_home",
    "at_a_door",
    "workplace",
    "checkpoint",
    "street_stop",
    "traffic_stop",
    "courthouse",
    "waiting",
    "passing_by",
    "leaving",
    "other",
)
# Somebody may need help at this minute.
URGENT_ACTIVITIES: Final = frozenset({"taking_someone", "inside_a_home"})
_NOT_TOLD: Final = frozenset({"unknown", ""})
# Places compared when the middle one is sought: squares of this stay cheap.
_PLACES_COMPARED: Final = 40


class NothingToSummarise(AmparoError):
    """An incident without reports has no place and time."""

    code = "NOTHING_TO_SUMMARISE"


@dataclass(frozen=True, slots=True)
class Told:
    """What a summary needs of one report.

    Attributes:
        child_alone: a child is left alone; someone_hurt likewise.
        place_is_known: False: `cell` stands for the whole region.
        is_public_place: it says that the place is not a home.
    """

    cell: Cell
    seen_at: datetime
    activity: str
    agency: str
    is_first_hand: bool
    is_home: bool
    is_being_taken: bool
    child_alone: bool = False
    someone_hurt: bool = False
    place_is_known: bool = True
    is_public_place: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Place, time and kind of an incident.

    Attributes:
        cell: the reported place in the middle of all reported places; first-hand spots go before areas.
        is_home: one report is enough: a home is protected even if others did not see that it is one.
        is_urgent: somebody is being taken, hurt or left alone, or agents are inside a home, by any report.
    """

    cell: Cell
    place_is_known: bool
    is_home: bool
    activity: str
    agency: str
    first_seen_at: datetime
    last_seen_at: datetime
    is_urgent: bool
    child_alone: bool
    someone_hurt: bool


def summarise(told: Iterable[Told]) -> Summary:
    """Return the summary of an incident's reports.

    Raises:
        NothingToSummarise: there are none.
    """
    everything = tuple(told)
    if not everything:
        raise NothingToSummarise
    best = tuple(each for each in everything if each.is_first_hand) or everything
    return Summary(
        cell=_middle(best if any(_is_spot(each) for each in best) else everything),
        place_is_known=any(each.place_is_known for each in everything),
        is_home=any(each.is_home for each in everything),
        activity=_leading_activity(best),
        agency=_leading_agency(best),
        first_seen_at=min(each.seen_at for each in everything),
        last_seen_at=max(each.seen_at for each in everything),
        is_urgent=any(_is_urgent(each) for each in everything),
        child_alone=any(each.child_alone for each in everything),
        someone_hurt=any(each.someone_hurt for each in everything),
    )


def _is_urgent(told: Told) -> bool:
    needs_help = told.child_alone or told.someone_hurt
    return needs_help or told.is_being_taken or told.activity in URGENT_ACTIVITIES


def _is_spot(told: Told) -> bool:
    return told.place_is_known and cells.precision_of(told.cell) >= cells.Precision.BLOCK


def _middle(told: Iterable[Told]) -> Cell:
    """Return the place with the smallest sum of distances to the others; only spots, where there are any."""
    everything = tuple(told)
    known = tuple(each for each in everything if each.place_is_known) or everything
    spots = tuple(each for each in known if _is_spot(each)) or known
    weights = Counter(each.cell for each in spots)
    places = sorted(weights, key=lambda cell: (-weights[cell], cell))[:_PLACES_COMPARED]
    return min(
        places,
        key=lambda cell: (sum(weights[other] * cells.distance_m(cell, other) for other in places), cell),
    )


def _leading_activity(told: tuple[Told, ...]) -> str:
    counts = Counter(each.activity for each in told)
    return min(counts, key=lambda activity: (-counts[activity], _gravity(activity), activity))


def _gravity(activity: str) -> int:
    return GRAVITY.index(activity) if activity in GRAVITY else len(GRAVITY)


def _leading_agency(told: tuple[Told, ...]) -> str:
    counts = Counter(each.agency for each in told if each.agency not in _NOT_TOLD)
    return min(counts, key=lambda agency: (-counts[agency], agency)) if counts else "unknown"
