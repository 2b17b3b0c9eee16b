"""Decide to which incident a new report belongs: an open question for which there is no perfect answer.

Neighbours name the same event by different corners, minutes, and uniforms; two events a few streets apart look much
the same. Joining too much hides a second event inside the first; joining too little gives a tired dispatcher forty
lines for one van. A person can split and merge, so the code may be wrong, but must be wrong predictably.

The choice: a pair of reports gets a *likeness* from 0 to 1. Place and time are both necessary, so they multiply; what
was seen, by which agency and in which words only weighs what they leave. A report is compared with each member of an
incident, and the incident's score is the *mean*. (The nearest member alone would chain report after report into a
track of a moving vehicle, which Amparo never makes: nothing here follows anybody.)

- From `JOIN_FROM` the report joins; from `SUGGEST_FROM` it forms an incident of its own that points at the other, and
  a person decides; below, it simply forms its own.
- Closed incidents take hearsay about the same moment (a rumour that still circulates), but a first-hand report never
  vanishes into a closed one: eyes on the spot put the question anew.

Order: where all pairs within each event reach `JOIN_FROM` and all pairs between events stay below it, every order of
arrival gives the same groups (a mean of such pairs lies on the same side). Between these bounds the order can matter;
there the board shows a suggestion.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision

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
BASE_WEIGHT: Final = 0.55
ACTIVITY_WEIGHT: Final = 0.30
# People on the street mix agencies up: it weighs less than what was done.
AGENCY_WEIGHT: Final = 0.15
# The same words help a little and never hurt: the two may be in different languages.
WORDING_BONUS: Final = 0.10
# Agreement of two activities or agencies that differ but go together (0 to 1): steps of one action, federal agencies.
KINDRED: Final = 0.75
# One of them was not told: neither for nor against.
NOT_TOLD: Final = 0.5

# -- Decision ---------------------------------------------------------------------------------------------------------
# At the same moment and kind this is a distance of about 400 m; at one spot it is a difference of 80 minutes.
JOIN_FROM: Final = 0.60
SUGGEST_FROM: Final = 0.30

# Members compared, those nearest in time to the report: bounds the cost when hundreds report one event.
MEMBERS_COMPARED: Final = 12

# -- Finding candidates -----------------------------------------------------------------------------------------------
# Incidents are indexed by their cell at this resolution (edge 1.4 km); two rings around a cell reach at least 2.4 km,
# which is more than FAR_M + MOST_SLACK_M.
SEARCH_PRECISION: Final = Precision.NEIGHBOURHOOD
SEARCH_RINGS: Final = 2

_STEPS_OF_ONE_ACTION: Final = frozenset(
    {"at_a_door", "inside_a_home", "taking_someone", "waiting", "leaving"}
)
_ON_THE_STREET: Final = frozenset(
    {"street_stop", "traffic_stop", "checkpoint", "taking_someone", "waiting", "passing_by", "leaving"}
)
_AT_A_PLACE: Final = frozenset({"workplace", "courthouse", "taking_someone", "waiting", "leaving"})
_KINDRED_ACTIVITIES: Final = (_STEPS_OF_ONE_ACTION, _ON_THE_STREET, _AT_A_PLACE)
_KINDRED_AGENCIES: Final = (
    frozenset({"ice", "hsi", "border_patrol", "other_federal", "military"}),
    frozenset({"police", "sheriff"}),
)
_ACTIVITY_NOT_TOLD: Final = frozenset({"other", ""})
_AGENCY_NOT_TOLD: Final = frozenset({"unknown", "other", ""})

_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """What forming looks at in one report.

    Attributes:
        cell: of any precision; it says how precisely the place is known. None: no place could be read.
        activity: a value of reports' `Activity`; agency likewise.
        words: from `words_of`.
    """

    report_id: UUID
    cell: Cell | None
    seen_at: datetime
    activity: str
    agency: str
    is_first_hand: bool
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident that a report may belong to.

    Attributes:
        decided_at: when its outcome was recorded or it ended, if it is closed.
    """

    incident_id: UUID
    sightings: tuple[Sighting, ...]
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """The report belongs to an incident."""

    incident_id: UUID
    score: float


@dataclass(frozen=True, slots=True)
class Suggest:
    """The report forms an incident of its own; a person should compare it with another."""

    incident_id: UUID
    score: float


@dataclass(frozen=True, slots=True)
class New:
    """The report forms an incident of its own."""


Decision = Join | Suggest | New


def decide(report: Sighting, candidates: Iterable[Candidate]) -> Decision:
    """Decide where a report belongs.

    Cost: candidates times MEMBERS_COMPARED pairs. Equal scores go to the incident that was formed first.
    """
    scored = sorted(
        ((score(report, each), each) for each in candidates if each.sightings),
        key=lambda pair: (-pair[0], pair[1].incident_id),
    )
    for value, candidate in scored:
        if value >= JOIN_FROM and may_take(candidate, report):
            return Join(candidate.incident_id, value)
    if scored and scored[0][0] >= SUGGEST_FROM:
        return Suggest(scored[0][1].incident_id, scored[0][0])
    return New()


def may_take(candidate: Candidate, report: Sighting) -> bool:
    """Tell whether an incident may take a report without a person's say (see the module's text on closed ones)."""
    if candidate.decided_at is None:
        return True
    return not report.is_first_hand and report.seen_at <= candidate.decided_at


def score(report: Sighting, candidate: Candidate) -> float:
    """Return the mean likeness of a report with an incident's members, 0 to 1."""
    nearest = sorted(
        candidate.sightings,
        key=lambda each: (abs(each.seen_at - report.seen_at), each.report_id),
    )[:MEMBERS_COMPARED]
    return sum(likeness(report, each) for each in nearest) / len(nearest)


def likeness(one: Sighting, other: Sighting) -> float:
    """Return how likely two reports tell of one event, 0 to 1. Symmetric."""
    if one.cell is None or other.cell is None:
        return 0.0
    place_and_time = closeness(one.cell, other.cell) * recency(one.seen_at, other.seen_at)
    if not place_and_time:
        return 0.0
    kind = (
        BASE_WEIGHT
        + ACTIVITY_WEIGHT * _agreement(one.activity, other.activity, _ACTIVITY_NOT_TOLD, _KINDRED_ACTIVITIES)
        + AGENCY_WEIGHT * _agreement(one.agency, other.agency, _AGENCY_NOT_TOLD, _KINDRED_AGENCIES)
        + WORDING_BONUS * overlap(one.words, other.words)
    )
    return place_and_time * min(1.0, kind)


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


def words_of(text: str) -> frozenset[str]:
    """Return the set of a text's words of three letters and more, without case."""
    return frozenset(_WORD.findall(text.casefold()))


def search_cells(cell: Cell) -> tuple[Cell, ...]:
    """Return the cells, at SEARCH_PRECISION, in which an incident must lie to be a candidate."""
    return cells.neighbours(search_cell(cell), SEARCH_RINGS)


def search_cell(cell: Cell) -> Cell:
    """Return the cell under which an incident at a place is indexed, also for places coarser than the index."""
    if cells.precision_of(cell) >= SEARCH_PRECISION:
        return cells.coarsen(cell, SEARCH_PRECISION)
    return cells.cell_at(cells.centre(cell), SEARCH_PRECISION)


def _radius_m(cell: Cell) -> float:
    return cells.edge_m(cells.precision_of(cell)) if is_area(cell) else 0.0


def _falling(value: float, full_until: float, none_from: float) -> float:
    return min(1.0, max(0.0, (none_from - value) / (none_from - full_until)))


def _agreement(
    one: str,
    other: str,
    not_told: frozenset[str],
    kindred: tuple[frozenset[str], ...],
) -> float:
    if one in not_told or other in not_told:
        return NOT_TOLD
    if one == other:
        return 1.0
    return KINDRED if any(one in family and other in family for family in kindred) else 0.0
