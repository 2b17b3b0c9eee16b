"""What else came in around the told story: ordinary reports of a simulated weekend, most of them settled since.

The story is told by hand, so that a visitor finds something to read in each incident; the background makes its days as
full as days are. It keeps away from the story: no confirmed action, nothing near an incident of the same hours, nothing
where the check reports something of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from amparo.core.clock import HOUR
from amparo.core.places import cells
from amparo.core.places.cells import Point
from amparo.core.places.gazetteer import gazetteer
from amparo.demo.domain.weekend import END, ToldIncident
from amparo.demo.services import playing
from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.api import Kind, Told, TrueEvent, Truth
from amparo.demo.simulation.sending import Sent, sent
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind, Outcome
from amparo.network.api import Actor

SEED, FRIDAY, DAYS = 20, timedelta(days=4), 3
MOST_MESSAGES, MOST_OPEN = 36, 3
# Away from the story's incidents of the same hours, and from where the check reports its own.
_APART_M, _APART = 1_500.0, 8 * HOUR
_CHECKED_AREA, _APART_FROM_CHECK_M = "lincoln-heights", 3_000.0
_SETTLED_AFTER = timedelta(minutes=50)
# Events are taken in so many rounds, so that all days are in it.
_STEP = 5
_QUIET_BEFORE_THE_END = timedelta(minutes=25)
BEGAN = datetime.fromisoformat("2026-01-09T00:00:00-08:00")

_FOUND: Mapping[Truth, tuple[str, ...]] = MappingProxyType(
    {
        Truth.OTHER_AGENCY: (
            "An observer read the words on the cars: city police.",
            "An observer asked from across the street: a traffic stop by the city.",
            "An observer at the corner saw local uniforms only.",
        ),
        Truth.UNFOUNDED: (
            "An observer drove by twice and saw nobody.",
            "An observer stood at the corner for twenty minutes: nothing.",
            "An observer found a tow truck and its driver.",
            "Two observers walked around the block: nothing.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Background:
    """What comes in, each at its moment, and what is found of which events, and when."""

    messages: tuple[Sent, ...]
    settled: tuple[tuple[datetime, TrueEvent], ...]
    reports: dict[str, list[UUID]] = field(default_factory=dict)

    def hand_in(self, each: Sent) -> None:
        """Let one message come in."""
        self.reports.setdefault(each.told.event or "", []).append(playing.hand_in(each))

    def settle(self, event: TrueEvent, by: Actor, now: datetime) -> None:
        """Record what was found of an event, wherever its reports went; what has an outcome keeps it."""
        reports = self.reports.get(event.key, [])
        where = dict.fromkeys(incidents.incident_of(report_id) for report_id in reports)
        for number, incident_id in enumerate(each for each in where if each is not None):
            try:
                incidents.record_outcome(
                    incident_id=incident_id,
                    outcome=Outcome(event.outcome),
                    basis=_basis(event, number),
                    by=by,
                    now=now,
                )
            except incidents.AlreadyRecorded:
                continue


def draw(story: Sequence[ToldIncident], *, started_at: datetime) -> Background:
    """Choose some dozens of messages of a simulated weekend, for a story that started on its Monday."""
    weekend = simulation.simulate(SEED, days=DAYS, began=BEGAN)
    shift = started_at + FRIDAY - BEGAN
    ended_at = started_at + END - _QUIET_BEFORE_THE_END - shift
    told_of: dict[str, list[Told]] = {}
    for told in weekend.messages:
        told_of.setdefault(told.event or "", []).append(told)
    chosen: dict[str, list[Told]] = {}
    settled: list[tuple[datetime, TrueEvent]] = []
    for event in _spread(weekend.events):
        messages = told_of.get(event.key, [])
        due = max((told.at for told in messages), default=ended_at) + _SETTLED_AFTER
        # What could not be verified still waits: the board proposes to say so.
        is_open = due > ended_at or event.outcome is Truth.UNVERIFIABLE
        if (
            not messages
            or messages[-1].at > ended_at
            or not _is_apart(event, messages, story, started_at, shift)
        ):
            continue
        if sum(map(len, chosen.values())) + len(messages) > MOST_MESSAGES:
            break
        if is_open and len(chosen) - len(settled) >= MOST_OPEN:
            continue
        chosen[event.key] = messages
        if not is_open:
            settled.append((due + shift, event))
    arriving = sorted((told for each in chosen.values() for told in each), key=lambda told: told.key)
    return Background(tuple(sent(arriving, shift=shift)), tuple(sorted(settled, key=lambda each: each[0])))


def _spread(events: Sequence[TrueEvent]) -> Iterator[TrueEvent]:
    """Return the events that fit a background, those of all days and hours mixed."""
    fitting = [
        event
        for event in events
        if event.kind is not Kind.ACTION and not event.grew_from and not event.beside
    ]
    for first in range(_STEP):
        yield from fitting[first::_STEP]


def _is_apart(
    event: TrueEvent,
    messages: Sequence[Told],
    story: Sequence[ToldIncident],
    started_at: datetime,
    shift: timedelta,
) -> bool:
    checked = gazetteer().by_slug(_CHECKED_AREA).centre
    if event.is_everywhere or not all(told.draft.place_is_known for told in messages):
        return False
    if cells.distance_m(cells.centre(event.place), checked) < _APART_FROM_CHECK_M:
        return False
    since = event.began + shift - started_at
    return all(
        abs(told.reports[0].at - since) > _APART
        or cells.distance_m(Point(told.lat, told.lon), cells.centre(event.place)) > _APART_M
        for told in story
    )


def _basis(event: TrueEvent, number: int) -> tuple[Basis, ...]:
    notes = _FOUND[event.outcome]
    return (Basis(BasisKind.TRAINED_OBSERVER, notes[(event.how_many + number) % len(notes)]),)
