"""What happens in a simulated weekend. About one event in twelve is a confirmed action, as networks find.

Some happen beside another on purpose: a second door on the block an hour later, a traffic stop of the police some
streets from an action, a sweep at two corners, the same corner again in the evening. To keep those apart is what
forming is for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from amparo.core.clock import DAY, MINUTE
from amparo.core.places import cells
from amparo.core.places.cells import Point
from amparo.demo.simulation import rhythm, wording
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.places import Place, cell_of
from amparo.demo.simulation.truth import Kind, TrueEvent, Truth
from amparo.reports.api import Activity, Agency

DIRECTIONS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
# How many begin in a day, at least and at most, before those that happen beside another.
_A_DAY = (
    (Kind.ACTION, 2, 3),
    (Kind.OTHER_AGENCY, 9, 14),
    (Kind.MISTAKEN, 14, 22),
    (Kind.RUMOUR, 8, 13),
)
# Pictures of other years and cities that rumours bring up again and again.
ARCHIVE = tuple(Dice(1, f"archive/{number}").bits() for number in range(16))
# The first day has an hour of surge; each other day with this probability.
_SURGES = 0.3
_RECYCLED = 0.25
_CANNOT_BE_SETTLED = 0.12
_EVERYWHERE = 0.08


@dataclass(frozen=True, slots=True)
class _Nature:
    """How events of one kind are: what is done by whom, how many, and for how many minutes."""

    activities: tuple[tuple[Activity, float], ...]
    agencies: tuple[tuple[Agency, float], ...]
    how_many: tuple[int, int]
    lasts_min: tuple[int, int]
    outcome: Truth


_NATURES: Mapping[Kind, _Nature] = MappingProxyType(
    {
        Kind.ACTION: _Nature(
            (
                (Activity.AT_A_DOOR, 22), (Activity.WORKPLACE, 20), (Activity.STREET_STOP, 18),
                (Activity.TAKING_SOMEONE, 16), (Activity.TRAFFIC_STOP, 10), (Activity.INSIDE_A_HOME, 5),
                (Activity.COURTHOUSE, 5), (Activity.WAITING, 4),
            ),
            ((Agency.ICE, 60), (Agency.BORDER_PATROL, 20), (Agency.HSI, 12), (Agency.OTHER_FEDERAL, 8)),
            (3, 14),
            (15, 70),
            Truth.CONFIRMED,
        ),
        Kind.OTHER_AGENCY: _Nature(
            (
                (Activity.TRAFFIC_STOP, 30), (Activity.STREET_STOP, 20), (Activity.AT_A_DOOR, 12),
                (Activity.TAKING_SOMEONE, 12), (Activity.OTHER, 12), (Activity.WAITING, 8), (Activity.CHECKPOINT, 6),
            ),
            ((Agency.POLICE, 72), (Agency.SHERIFF, 18), (Agency.OTHER_FEDERAL, 6), (Agency.MILITARY, 4)),
            (2, 8),
            (15, 80),
            Truth.OTHER_AGENCY,
        ),
        Kind.MISTAKEN: _Nature(
            (
                (Activity.WAITING, 40), (Activity.PASSING_BY, 30), (Activity.OTHER, 20), (Activity.AT_A_DOOR, 10),
            ),
            ((Agency.UNKNOWN, 1),),
            (1, 4),
            (10, 60),
            Truth.UNFOUNDED,
        ),
        Kind.RUMOUR: _Nature(
            (
                (Activity.CHECKPOINT, 25), (Activity.WORKPLACE, 25), (Activity.STREET_STOP, 15), (Activity.OTHER, 15),
                (Activity.TAKING_SOMEONE, 10), (Activity.AT_A_DOOR, 5), (Activity.PASSING_BY, 5),
            ),
            ((Agency.ICE, 72), (Agency.BORDER_PATROL, 16), (Agency.UNKNOWN, 12)),
            (4, 30),
            (10, 60),
            Truth.UNFOUNDED,
        ),
    }
)  # fmt: skip


def draw(seed: int, *, days: int, began: datetime, place: Place) -> tuple[TrueEvent, ...]:
    """Return all events but the mutations of rumours, by their beginning."""
    found: list[TrueEvent] = []
    for number in range(days):
        dice = Dice(seed, f"day/{number}")
        for drawn in _of_day(dice, number, began + DAY * number, place):
            event = replace(drawn, activity=Activity.AT_A_DOOR) if drawn.key == _FIRST_ACTION else drawn
            found.append(event)
            found += _beside(dice, event, place)
    inside = (each for each in found if began <= each.began < began + DAY * days)
    return tuple(sorted(inside, key=lambda each: (each.began, each.key)))


def _of_day(dice: Dice, number: int, day: datetime, place: Place) -> Iterator[TrueEvent]:
    surge = rhythm.surge(dice, day, place.time_zone) if number == 0 or dice.chance(_SURGES) else None
    for kind, least, most in _A_DAY:
        for which in range(dice.whole(least, most)):
            key = f"{kind.value}-{number + 1}-{which + 1}"
            moment = rhythm.moment(dice, kind, day, place.time_zone, surge=surge)
            yield _event(dice, key, kind, moment, place)


def _event(dice: Dice, key: str, kind: Kind, began: datetime, place: Place) -> TrueEvent:
    nature = _NATURES[kind]
    spot = _spot(dice, place)
    is_rumour, is_action = kind is Kind.RUMOUR, kind is Kind.ACTION
    is_everywhere = is_rumour and dice.chance(_EVERYWHERE)
    is_unsettled = kind is Kind.MISTAKEN and dice.chance(_CANNOT_BE_SETTLED)
    return TrueEvent(
        key=key,
        kind=kind,
        place=cell_of(place.middle if is_everywhere else spot),
        began=began,
        ended=began + dice.minutes(*nature.lasts_min),
        outcome=Truth.UNVERIFIABLE if is_unsettled else nature.outcome,
        activity=dice.weigh(nature.activities),
        agency=dice.weigh(nature.agencies),
        how_many=dice.whole(*nature.how_many),
        landmark=dice.whole(0, wording.LANDMARKS - 1),
        colour=dice.whole(0, wording.COLOURS - 1),
        vehicle=dice.whole(0, wording.VEHICLES - 1),
        direction=dice.pick(DIRECTIONS),
        is_everywhere=is_everywhere,
        child_alone=is_action and dice.chance(0.08),
        someone_hurt=is_action and dice.chance(0.06),
        picture=dice.pick(ARCHIVE) if is_rumour and dice.chance(_RECYCLED) else None,
    )


def _spot(dice: Dice, place: Place) -> Point:
    """Draw a spot: the first areas are the busiest, and most spots lie near their area's point."""
    busiest = [(area, 1.0 / (4 + rank)) for rank, area in enumerate(place.areas)]
    while True:
        area = dice.weigh(busiest)
        found = place.moved(area.centre, dice.bell(700.0), dice.bell(700.0))
        if place.holds(found):
            return found


# -- What happens beside another ---------------------------------------------------------------------------------------

_Change = Callable[[Dice, TrueEvent], TrueEvent]


@dataclass(frozen=True, slots=True)
class _Companion:
    """One way in which something happens near something else: how often, how far, how much later, and what."""

    name: str
    probability: float
    far_m: tuple[float, float]
    later_min: tuple[float, float]
    change: _Change


def _police_stop(dice: Dice, event: TrueEvent) -> TrueEvent:
    return replace(
        _quiet(dice, event),
        kind=Kind.OTHER_AGENCY,
        outcome=Truth.OTHER_AGENCY,
        activity=Activity.TRAFFIC_STOP,
        agency=Agency.POLICE,
        how_many=dice.whole(2, 4),
    )


def _mistaken(dice: Dice, event: TrueEvent) -> TrueEvent:
    return replace(
        _quiet(dice, event),
        kind=Kind.MISTAKEN,
        outcome=Truth.UNFOUNDED,
        activity=dice.pick((Activity.WAITING, Activity.PASSING_BY)),
        agency=Agency.UNKNOWN,
        how_many=dice.whole(1, 3),
    )


def _same_team(dice: Dice, event: TrueEvent) -> TrueEvent:
    """Return the same people with the same vehicles at another place."""
    return replace(
        event, landmark=dice.whole(0, wording.LANDMARKS - 1), child_alone=False, someone_hurt=False
    )


def _second_door(dice: Dice, event: TrueEvent) -> TrueEvent:
    return replace(_same_team(dice, event), activity=Activity.AT_A_DOOR)


def _other_team(dice: Dice, event: TrueEvent) -> TrueEvent:
    nature = _NATURES[event.kind]
    return replace(
        _quiet(dice, event), activity=dice.weigh(nature.activities), agency=dice.weigh(nature.agencies)
    )


def _quiet(dice: Dice, event: TrueEvent) -> TrueEvent:
    return replace(
        _same_team(dice, event),
        colour=dice.whole(0, wording.COLOURS - 1),
        vehicle=dice.whole(0, wording.VEHICLES - 1),
        direction=dice.pick(DIRECTIONS),
    )


_SECOND_DOOR = _Companion("second_door", 0.3, (60, 130), (55, 95), _second_door)
_POLICE_STOP = _Companion("police_stop", 0.35, (350, 480), (-10, 20), _police_stop)
_COMPANIONS_OF_AN_ACTION = (
    _SECOND_DOOR,
    _POLICE_STOP,
    _Companion("sweep", 0.3, (900, 1_700), (10, 45), _same_team),
    _Companion("echo", 0.35, (250, 700), (30, 150), _mistaken),
    _Companion("again", 0.15, (0, 60), (300, 560), _other_team),
)
_FIRST_ACTION = "action-1-1"
_DUE = ((_FIRST_ACTION, _SECOND_DOOR), ("action-1-2", _POLICE_STOP))
_COMPANIONS_OF_ANOTHER = (_Companion("nearby", 0.08, (300, 700), (20, 120), _mistaken),)


def _beside(dice: Dice, event: TrueEvent, place: Place) -> Iterator[TrueEvent]:
    """Draw what happens beside an event. The first two actions of a weekend never stay alone."""
    if event.kind is Kind.RUMOUR:
        return
    is_action = event.kind is Kind.ACTION
    for companion in _COMPANIONS_OF_AN_ACTION if is_action else _COMPANIONS_OF_ANOTHER:
        if dice.chance(companion.probability) or (event.key, companion) in _DUE:
            yield _companion(dice, event, companion, place)


def _companion(dice: Dice, event: TrueEvent, companion: _Companion, place: Place) -> TrueEvent:
    began = event.began + dice.minutes(*companion.later_min)
    changed = companion.change(dice, event)
    return replace(
        changed,
        key=f"{event.key}-{companion.name}",
        place=cell_of(_some_metres_off(dice, place, cells.centre(event.place), companion.far_m)),
        began=began,
        ended=began + dice.minutes(12, max(20.0, (event.ended - event.began) / MINUTE)),
        beside=event.key,
    )


def _some_metres_off(dice: Dice, place: Place, spot: Point, far_m: tuple[float, float]) -> Point:
    """Draw a point at a distance, in one of eight directions: exact arithmetic, the same on every machine."""
    east, north = dice.pick(
        ((0.0, 1.0), (0.7, 0.7), (1.0, 0.0), (0.7, -0.7), (0.0, -1.0), (-0.7, -0.7), (-1.0, 0.0), (-0.7, 0.7))
    )
    metres = dice.between(*far_m)
    found = place.moved(spot, east * metres, north * metres)
    return found if place.holds(found) else spot
