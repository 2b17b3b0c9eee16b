"""The weeks before the story: what came in, and what was found of it, so that a visitor reads a published week.

A week's numbers are published three days after it has ended, and the story is one week long. So the network is older
than its story: from the Monday before the story's first week on, a few of a simulated city's events come in each day,
each told once, and are looked at and decided as members do it. The numbers are counted from that, by the network's own
job, like anybody's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from amparo.core import jobs
from amparo.core.clock import HOUR, MINUTE
from amparo.demo.services import playing
from amparo.demo.services.people import Cast
from amparo.demo.services.replay import DISPATCHER, VERIFIER
from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.api import Told, TrueEvent, Truth
from amparo.demo.simulation.sending import Sent, sent
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind, Outcome

SEED: Final = 31
BEGAN: Final = datetime.fromisoformat("2026-01-05T00:00:00-08:00")
WEEKS: Final = 2
_WEEK: Final = timedelta(weeks=1)
# How many of a week's events come in: as few as show something where counts below five are not said, since whoever
# starts the demonstration waits for each of them.
PER_WEEK: Final[Mapping[Truth, int]] = MappingProxyType(
    {Truth.CONFIRMED: 1, Truth.OTHER_AGENCY: 6, Truth.UNFOUNDED: 13, Truth.UNVERIFIABLE: 2}
)
_LAST_BEFORE_THE_STORY: Final = 3 * HOUR
_FOUND: Final = "An observer went there and looked."
_WORK = ("worker",)


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing that came in, and when somebody looked and decided."""

    sent: Sent
    event: TrueEvent
    looked_at: datetime
    decided_at: datetime


def begins(started_at: datetime, zone: ZoneInfo) -> datetime:
    """Return the Monday, 00:00 on the network's clocks, before the week in which the story starts."""
    day = started_at.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday()) - _WEEK
    return datetime.combine(monday, time(), zone).astimezone(UTC)


def draw(*, started_at: datetime, zone: ZoneInfo) -> tuple[Decided, ...]:
    """Choose what came in before a story that started then, by its arrival."""
    city = simulation.simulate(SEED, days=WEEKS * 7, began=BEGAN)
    shift = begins(started_at, zone) - BEGAN
    first: dict[str, Told] = {}
    for told in city.messages:
        first.setdefault(told.event or "", told)
    chosen = {first[event.key].key: event for event in _chosen(city.events, first)}
    messages = [told for told in city.messages if told.key in chosen]
    decided = (
        _decided(each, chosen[each.told.key], number)
        for number, each in enumerate(sent(messages, shift=shift))
    )
    return tuple(each for each in decided if each.sent.at < started_at - _LAST_BEFORE_THE_STORY)


def play(cast: Cast, drawn: tuple[Decided, ...]) -> None:
    """Let everything come in and be decided, in its order."""
    found: dict[str, UUID] = {}
    moments: list[tuple[datetime, Callable[[], None]]] = []
    for each in drawn:
        moments += [
            (each.sent.at, partial(_come_in, each, found)),
            (each.looked_at, partial(_look, each, cast, found)),
            (each.decided_at, partial(_decide, each, cast, found)),
        ]
    for _now, happen in sorted(moments, key=lambda moment: moment[0]):
        happen()
    jobs.run_all(now=drawn[-1].decided_at, queues=_WORK)


def _chosen(events: tuple[TrueEvent, ...], first: Mapping[str, Told]) -> Iterator[TrueEvent]:
    """Yield some of each week's events, of each outcome as many as wanted, spread over the week."""
    for week in range(WEEKS):
        start = BEGAN + week * _WEEK
        for truth, wanted in PER_WEEK.items():
            fitting = [each for each in events if each.outcome is truth and _fits(each, first, start)]
            yield from fitting[:: max(1, len(fitting) // wanted)][:wanted]


def _fits(event: TrueEvent, first: Mapping[str, Told], start: datetime) -> bool:
    told = first.get(event.key)
    is_plain = not (event.is_everywhere or event.beside or event.grew_from)
    return told is not None and is_plain and told.draft.place_is_known and start <= told.at < start + _WEEK


def _decided(each: Sent, event: TrueEvent, number: int) -> Decided:
    """Return when a member looked and decided: some soon, some later, as shifts go; no claim comes back meanwhile."""
    looked_at = each.at + (3 + number * 7 % 19) * MINUTE
    return Decided(each, event, looked_at, looked_at + (8 + number * 11 % 20) * MINUTE)


def _come_in(each: Decided, found: dict[str, UUID]) -> None:
    found[each.event.key] = playing.hand_in(each.sent)
    jobs.run_all(now=each.sent.at, queues=_WORK)


def _look(each: Decided, cast: Cast, found: Mapping[str, UUID]) -> None:
    incident_id = incidents.incident_of(found[each.event.key])
    if incident_id is not None:
        incidents.claim_checking(incident_id=incident_id, by=cast.actor(DISPATCHER), now=each.looked_at)


def _decide(each: Decided, cast: Cast, found: Mapping[str, UUID]) -> None:
    incident_id = incidents.incident_of(found[each.event.key])
    if incident_id is None:
        return
    outcome, by = Outcome(each.event.outcome), cast.actor(VERIFIER)
    basis = () if outcome is Outcome.UNVERIFIABLE else (Basis(BasisKind.TRAINED_OBSERVER, _FOUND),)
    incidents.record_outcome(
        incident_id=incident_id, outcome=outcome, basis=basis, by=by, now=each.decided_at
    )
    if outcome is Outcome.CONFIRMED:
        incidents.end_incident(incident_id=incident_id, by=by, now=each.decided_at)
