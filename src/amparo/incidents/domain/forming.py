"""Decide to which incident a new report belongs: an open question for which there is no perfect answer.

Neighbours name the same event by different corners, minutes, and uniforms; two events a few streets apart look much
the same. Joining too much hides a second event inside the first; joining too little gives a tired dispatcher forty
lines for one van. A person can split and merge, so the code may be wrong, but must be wrong predictably.

The choice: a pair of reports gets a *likeness* from 0 to 1 (`domain/likeness.py`). A report is compared with each
member of an incident, and the incident's score is the *mean*. (The nearest member alone would chain report after report
into a track of a moving vehicle, which Amparo never makes: nothing here follows anybody.) One member that contradicts
counts no worse than `LEAST`: somebody is always at the wrong corner.

- From a mean of `SURE_FROM` the report joins; below `SUGGEST_FROM` it forms its own. In between evidence decides
  (`domain/evidence.py`), within bounds that no evidence crosses; what does not join points at the other incident, and a
  person decides.
- What names no place joins only what several tell of, where nothing else of that moment comes near in odds.
- Closed incidents take hearsay about the same moment, and a text that is still passed on after the outcome, so that who
  asks hears at once what was found; but a first-hand report never vanishes into a closed one: eyes on the spot put the
  question anew.

Order: where all pairs within each event reach `SURE_FROM` and all pairs between events stay below `SUGGEST_FROM`, every
order of arrival gives the same groups (a mean of such pairs lies on the same side). Between these bounds the order can
matter; there the board shows a suggestion.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents.domain.evidence import Evidence, Knowing, evidence
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
    "JOIN_WITHOUT_PLACE_FROM",
    "MEMBERS_COMPARED",
    "NEVER_M",
    "SUGGEST_FROM",
    "SURE_FROM",
    "WINDOW",
    "Candidate",
    "Decision",
    "Join",
    "New",
    "Parts",
    "Sighting",
    "Suggest",
    "Weighed",
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
    "weigh",
    "words_of",
]

# The odds (their logarithm) from which a report joins: 8 to 13. What is left apart once is left apart from all others.
JOIN_FROM: Final = -0.5
# Without a place the moment alone would find something for everybody: five to three, against all others of the moment.
JOIN_WITHOUT_PLACE_FROM: Final = 0.5
# The mean likeness from which a report joins whatever else there is, and from which it is worth a look: half a
# kilometre away at the same moment.
SURE_FROM: Final = 0.78
SUGGEST_FROM: Final = 0.45
# What few tell of takes in nothing that is less alike: between two spots, and where one side names an area. Somebody of
# a crowd is at the wrong corner; of two who name corners half a kilometre apart nobody knows.
FEW_ALIKE_FROM: Final = 0.60
AREA_ALIKE_FROM: Final = 0.55
CROWD_FROM: Final = 5
# Of one or two who tell of something nobody knows whether that is what happens in the city at the moment.
SEVERAL_FROM: Final = 3
# What a member adds at least to the mean.
LEAST: Final = 0.38

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
class Weighed:
    """An incident, and what speaks for a report belonging to it."""

    candidate: Candidate
    mean: float
    evidence: Evidence

    @property
    def log_odds(self) -> float:
        """The logarithm of the odds; see `domain/evidence.py`."""
        return self.evidence.log_odds


@dataclass(frozen=True, slots=True)
class _Compared:
    """A candidate with the members that were compared, and how alike each is."""

    candidate: Candidate
    members: Sequence[Sighting]
    likenesses: Sequence[float]

    @property
    def mean(self) -> float:
        return sum(self.likenesses) / len(self.likenesses)


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

    Cost: candidates times MEMBERS_COMPARED pairs. Equal odds go to the incident that was formed first.
    """
    found = weigh(report, candidates)
    taking = [each for each in found if _joins(each, found) and may_take(each.candidate, report)]
    if taking:
        chosen = min(taking, key=lambda each: (-each.log_odds, each.candidate.incident_id))
        return Join(chosen.candidate.incident_id, chosen.mean)
    nearest = min(found, key=lambda each: (-each.mean, each.candidate.incident_id), default=None)
    if nearest is not None and nearest.mean >= SUGGEST_FROM:
        return Suggest(nearest.candidate.incident_id, nearest.mean)
    return New()


def _joins(weighed: Weighed, found: Sequence[Weighed]) -> bool:
    """Tell whether a report joins, as one of all the incidents that it was weighed against."""
    if weighed.mean >= SURE_FROM:
        return True
    match weighed.evidence.knowing:
        case Knowing.NO_PLACE:
            return _stands_out(weighed, found)
        case Knowing.SPOT_NEAR_SPOT:
            return _may_be_one_spot(weighed) and weighed.log_odds >= JOIN_FROM
        case _:
            return weighed.mean >= AREA_ALIKE_FROM and weighed.log_odds >= JOIN_FROM


def _stands_out(weighed: Weighed, found: Sequence[Weighed]) -> bool:
    if len(weighed.candidate.sightings) < SEVERAL_FROM:
        return False
    others = math.fsum(math.exp(each.log_odds) for each in found if each is not weighed)
    return weighed.log_odds - math.log1p(others) >= JOIN_WITHOUT_PLACE_FROM


def _may_be_one_spot(weighed: Weighed) -> bool:
    if len(weighed.candidate.sightings) >= CROWD_FROM:
        return True
    return weighed.mean >= FEW_ALIKE_FROM and not weighed.evidence.is_beyond_the_corner


def weigh(report: Sighting, candidates: Iterable[Candidate]) -> list[Weighed]:
    """Weigh a report against the incidents that are alike enough, or of its moment where no place is known."""
    compared = [_compared(report, each) for each in candidates if each.sightings]
    means = sorted((each.mean for each in compared), reverse=True)[:2]
    found = []
    for each in compared:
        best_other = means[1] if each.mean == means[0] and len(means) > 1 else means[0]
        clear = each.mean - (best_other if len(means) > 1 else LEAST)
        if each.mean >= SUGGEST_FROM or _is_of_the_moment(report, each.members):
            found.append(Weighed(each.candidate, each.mean, _evidence(report, each, clear)))
    return found


def _evidence(report: Sighting, compared: _Compared, clear: float) -> Evidence:
    return evidence(
        report,
        compared.members,
        likenesses=compared.likenesses,
        tellers=len(compared.candidate.sightings),
        clear=clear,
    )


def _compared(report: Sighting, candidate: Candidate) -> _Compared:
    """Compare a report with the members nearest in time."""
    members = sorted(
        candidate.sightings,
        key=lambda each: (abs(each.seen_at - report.seen_at), each.report_id),
    )[:MEMBERS_COMPARED]
    return _Compared(candidate, members, [max(LEAST, likeness(report, each)) for each in members])


def _is_of_the_moment(report: Sighting, members: Sequence[Sighting]) -> bool:
    return report.cell is None and any(nearness(report, each) for each in members)


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
    return _compared(report, candidate).mean


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
