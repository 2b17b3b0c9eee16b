"""Form incidents from simulated weekends, one report after the other, and hold the groups against the truth."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import Final
from uuid import UUID

from amparo.core.places.cells import Cell
from amparo.demo.simulation import api as simulation
from amparo.incidents.domain import echoes, forming
from amparo.incidents.domain.forming import Candidate, Decision, Join, Sighting
from amparo.incidents.queries.candidates import MOST_CANDIDATES, MOST_MEMBERS
from amparo.reports.domain import direction, draft, wording

DAYS: Final = 3
BEGAN: Final = datetime(2026, 1, 9, 8, 0, tzinfo=UTC)  # a Friday, midnight in Los Angeles
_KEY: Final = b"only-for-this-bench"

Decide = Callable[[Sighting, Iterable[Candidate]], Decision]


@dataclass(frozen=True)
class Tally:
    """Counts over weekends; they add up.

    Attributes:
        right: pairs of reports of one event that stand together; `formed` of those that stand together, `true` of those
            of one event. Pairs of junk with junk count nowhere.
        joined: pairs of confirmed events most of whose reports stand in one incident, of `confirmed` pairs.
        strays: pairs of reports of two confirmed events that stand together, of `apart` such pairs.
    """

    right: int = 0
    formed: int = 0
    true: int = 0
    joined: int = 0
    confirmed: int = 0
    strays: int = 0
    apart: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(self._values, other._values, strict=True)))

    @property
    def _values(self) -> tuple[int, ...]:
        return (self.right, self.formed, self.true, self.joined, self.confirmed, self.strays, self.apart)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall over pairs."""
        return 2 * self.right / (self.formed + self.true)

    @property
    def joined_share(self) -> float:
        """The share of pairs of confirmed events that became one incident."""
        return self.joined / self.confirmed


def weekend(seed: int) -> simulation.Weekend:
    """Return a weekend by its seed."""
    return simulation.simulate(seed, days=DAYS, began=BEGAN)


def sightings(of: simulation.Weekend) -> list[Sighting]:
    """Return what forming sees of a weekend's messages, read as intake and `queries/facts.py` read them."""
    return [_sighting(number, told) for number, told in enumerate(of.messages)]


def formed(arriving: Sequence[Sighting], decide: Decide = forming.decide) -> list[int]:
    """Return the incident of each report, formed in the order of arrival and never changed."""
    heard = echoes.Echoes()
    incidents: list[list[Sighting]] = []
    incident_of: dict[UUID, int] = {}
    at: defaultdict[Cell, list[int]] = defaultdict(list)
    for report in arriving:
        told_at = report.told_at or report.seen_at
        same = heard.add(report.report_id, report.wording, report.cell, told_at).same
        numbers = {incident_of[same]} if same is not None else set()
        if report.cell is None:
            numbers.update(_of_the_moment(report, incidents))
        else:
            numbers.update(number for cell in forming.search_cells(report.cell) for number in at[cell])
        decision = decide(report, [_candidate(number, incidents[number]) for number in sorted(numbers)])
        if isinstance(decision, Join):
            number = decision.incident_id.int
        else:
            number = len(incidents)
            incidents.append([])
        incidents[number].append(report)
        incident_of[report.report_id] = number
        if report.cell is not None and number not in at[forming.search_cell(report.cell)]:
            at[forming.search_cell(report.cell)].append(number)
    return [incident_of[report.report_id] for report in arriving]


def _of_the_moment(report: Sighting, incidents: Sequence[Sequence[Sighting]]) -> list[int]:
    """Return the incidents of which most tell at the moment of a report that has no place, as candidates are found."""
    near = [
        (-len(held), number)
        for number, held in enumerate(incidents)
        if any(abs(each.seen_at - report.seen_at) < forming.APART for each in held)
    ]
    return [number for _size, number in sorted(near)[:MOST_CANDIDATES]]


def tally(of: simulation.Weekend, groups: Sequence[Hashable]) -> Tally:
    """Hold groups of a weekend's messages against the truth."""
    events = [told.event for told in of.messages]
    together = Counter(zip(events, groups, strict=True))
    sizes = Counter(groups)
    junk = Counter(group for event, group in zip(events, groups, strict=True) if event is None)
    told = Counter(event for event in events if event is not None)
    confirmed = [
        each.key for each in of.events if each.outcome is simulation.Truth.CONFIRMED and told[each.key]
    ]
    most = {key: max((count, str(group)) for (event, group), count in together.items() if event == key)[1]
            for key in confirmed}  # fmt: skip
    pairs = list(combinations(confirmed, 2))
    shares = {key: {group: count for (event, group), count in together.items() if event == key}
              for key in confirmed}  # fmt: skip
    return Tally(
        right=_pairs(count for (event, _), count in together.items() if event is not None),
        formed=_pairs(sizes.values()) - _pairs(junk.values()),
        true=_pairs(told.values()),
        joined=sum(most[one] == most[other] for one, other in pairs),
        confirmed=len(pairs),
        strays=sum(count * shares[other].get(group, 0) for one, other in pairs
                   for group, count in shares[one].items()),
        apart=sum(told[one] * told[other] for one, other in pairs),
    )  # fmt: skip


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def _candidate(number: int, held: Sequence[Sighting]) -> Candidate:
    return Candidate(UUID(int=number), tuple(held[-MOST_MEMBERS:]))


def _sighting(number: int, told: simulation.Told) -> Sighting:
    said = draft.checked(told.draft, region=simulation.los_angeles().region, now=told.at)
    return Sighting(
        report_id=UUID(int=number),
        cell=said.cell if said.place_is_known else None,
        seen_at=said.seen_at,
        activity=said.activity.value,
        agency=said.agency.value,
        is_first_hand=said.first_hand,
        words=forming.words_of(f"{said.place_text} {said.markings} {said.vehicles}"),
        direction=direction.read(f"{said.text} {said.place_text} {said.vehicles}"),
        wording=wording.read(said.text, _KEY),
        pictures=() if told.picture is None else (told.picture,),
        told_at=told.at.replace(second=0, microsecond=0),
    )
