"""Decide to which incident a new report belongs: an open question for which there is no perfect answer.

Neighbours name the same event by different corners, minutes, and uniforms; two events a few streets apart look much
the same. Joining too much hides a second event inside the first; joining too little gives a tired dispatcher forty
lines for one van. A person can split and merge, so the code may be wrong, but must be wrong predictably.

The choice: a pair of reports gets a *likeness* from 0 to 1 (`domain/likeness.py`). A report is compared with each
member of an incident, and the incident's score is the *mean*. (The nearest member alone would chain report after report
into a track of a moving vehicle, which Amparo never makes: nothing here follows anybody.) One member that contradicts
counts no worse than `LEAST`: somebody is always at the wrong corner.

- From `JOIN_FROM` the report joins; from `SUGGEST_FROM` it forms an incident of its own that points at the other, and
  a person decides; below, it simply forms its own.
- Closed incidents take hearsay about the same moment, and a text that is still passed on after the outcome, so that who
  asks hears at once what was found; but a first-hand report never vanishes into a closed one: eyes on the spot put the
  question anew.

Order: where all pairs within each event reach `JOIN_FROM` and all pairs between events stay below it, every order of
arrival gives the same groups (a mean of such pairs lies on the same side). Between these bounds the order can matter;
there the board shows a suggestion.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents.domain.likeness import (
    APART,
    FAR_M,
    NEVER_M,
    WINDOW,
    Parts,
    Sighting,
    closeness,
    is_area,
    likeness,
    likeness_parts,
    nearness,
    overlap,
    passes_on,
)

__all__ = [
    "APART",
    "FAR_M",
    "JOIN_FROM",
    "MEMBERS_COMPARED",
    "NEVER_M",
    "SUGGEST_FROM",
    "WINDOW",
    "Candidate",
    "Decision",
    "Join",
    "New",
    "Parts",
    "Sighting",
    "Suggest",
    "closeness",
    "decide",
    "is_area",
    "likeness",
    "likeness_parts",
    "may_take",
    "nearness",
    "overlap",
    "score",
    "search_cell",
    "search_cells",
    "words_of",
]

JOIN_FROM: Final = 0.64
# One of place and time agrees wholly, and the other does not rule it out: half a kilometre away at the same moment.
SUGGEST_FROM: Final = 0.45
# What a member adds at least to the mean.
LEAST: Final = 0.38
# Of several that may take a report, the one of which more people tell goes first: so much for each time e as many.
MORE_TELL_OF_IT: Final = 0.03

# Members compared, those nearest in time to the report: bounds the cost when hundreds report one event.
MEMBERS_COMPARED: Final = 12

# Incidents are indexed by their cell at this resolution (edge 1.4 km); two rings around a cell reach at least 2.4 km,
# which is more than NEVER_M + MOST_SLACK_M.
SEARCH_PRECISION: Final = Precision.NEIGHBOURHOOD
SEARCH_RINGS: Final = 2

_WORD = re.compile(r"\w{3,}")


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
    scored = [(score(report, each), each) for each in candidates if each.sightings]
    taking = [(value, each) for value, each in scored if value >= JOIN_FROM and may_take(each, report)]
    if taking:
        value, chosen = min(taking, key=lambda pair: (-_drawn(*pair), pair[1].incident_id))
        return Join(chosen.incident_id, value)
    value, nearest = min(scored, key=lambda pair: (-pair[0], pair[1].incident_id), default=(0.0, None))
    if nearest is not None and value >= SUGGEST_FROM:
        return Suggest(nearest.incident_id, value)
    return New()


def _drawn(value: float, candidate: Candidate) -> float:
    return value + MORE_TELL_OF_IT * math.log(len(candidate.sightings))


def may_take(candidate: Candidate, report: Sighting) -> bool:
    """Tell whether an incident may take a report without a person's say (see the module's text on closed ones)."""
    if candidate.decided_at is None:
        return True
    if report.is_first_hand:
        return False
    return report.seen_at <= candidate.decided_at or any(
        passes_on(report, each) for each in candidate.sightings
    )


def score(report: Sighting, candidate: Candidate) -> float:
    """Return the mean likeness of a report with an incident's members, 0 to 1; each counts as LEAST at least."""
    nearest = sorted(
        candidate.sightings,
        key=lambda each: (abs(each.seen_at - report.seen_at), each.report_id),
    )[:MEMBERS_COMPARED]
    return sum(max(LEAST, likeness(report, each)) for each in nearest) / len(nearest)


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
