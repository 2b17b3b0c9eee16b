"""How people err: about the place, the time, what was done, by whom, and how many they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from amparo.core.clock import MINUTE, floor_to
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Point, Precision
from amparo.demo.simulation import wording
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.happenings import DIRECTIONS
from amparo.demo.simulation.places import Place, cell_of
from amparo.demo.simulation.truth import TrueEvent
from amparo.reports.api import Activity, Agency, ReportChannel

FEDERAL = frozenset({Agency.ICE, Agency.HSI, Agency.BORDER_PATROL, Agency.OTHER_FEDERAL})
CHANNELS = (
    (ReportChannel.WEB, 52), (ReportChannel.SMS, 22), (ReportChannel.MEMBER, 14), (ReportChannel.EMAIL, 5),
    (ReportChannel.HOOK, 4), (ReportChannel.API, 3),
)  # fmt: skip
# What else people call the same thing.
_ALSO_CALLED: Mapping[Activity, tuple[Activity, ...]] = MappingProxyType(
    {
        Activity.AT_A_DOOR: (Activity.WAITING, Activity.INSIDE_A_HOME, Activity.TAKING_SOMEONE),
        Activity.INSIDE_A_HOME: (Activity.AT_A_DOOR, Activity.TAKING_SOMEONE),
        Activity.STREET_STOP: (Activity.TAKING_SOMEONE, Activity.WAITING, Activity.TRAFFIC_STOP),
        Activity.TRAFFIC_STOP: (Activity.STREET_STOP, Activity.TAKING_SOMEONE, Activity.CHECKPOINT),
        Activity.TAKING_SOMEONE: (Activity.STREET_STOP, Activity.WAITING, Activity.LEAVING),
        Activity.WAITING: (Activity.PASSING_BY, Activity.OTHER),
        Activity.CHECKPOINT: (Activity.TRAFFIC_STOP, Activity.STREET_STOP),
        Activity.WORKPLACE: (Activity.TAKING_SOMEONE, Activity.STREET_STOP, Activity.WAITING),
        Activity.COURTHOUSE: (Activity.TAKING_SOMEONE, Activity.WAITING),
        Activity.PASSING_BY: (Activity.WAITING, Activity.LEAVING),
        Activity.LEAVING: (Activity.PASSING_BY,),
        Activity.OTHER: (Activity.WAITING, Activity.STREET_STOP),
    }
)


# How a place is told by those who were there.
_WAYS = (
    ("pin", 40), ("corner", 32), ("next_corner", 10), ("where_i_stand", 7), ("area", 7), ("wrong", 2.5), ("no", 1.5),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """A place as told: its cell at the precision that it has, in words, and whether there is one at all."""

    cell: Cell
    text: str
    is_known: bool = True


def where(dice: Dice, event: TrueEvent, place: Place, language: str) -> Where:
    """Draw how somebody who was there tells the place."""
    spot = cells.centre(event.place)
    how = dice.weigh(_WAYS)
    if how == "no":
        return nowhere(place)
    if how == "area":
        return in_area(dice, spot, place, language)
    if how == "pin":
        return _pin(dice, _off(dice, place, spot, 35.0), place, language)
    if how == "where_i_stand":
        return _pin(dice, _off(dice, place, spot, 130.0), place, language)
    if how == "wrong":
        far = place.moved(spot, dice.pick((-1, 1)) * dice.between(350, 800), dice.bell(200.0))
        return at_corner(dice, far if place.holds(far) else spot, place, language)
    step = dice.pick(((0, 1), (0, -1), (1, 0), (-1, 0))) if how == "next_corner" else (0, 0)
    return at_corner(dice, spot, place, language, step)


def at_corner(dice: Dice, spot: Point, place: Place, language: str, step: tuple[int, int] = (0, 0)) -> Where:
    """Return the corner nearest to a spot, or one some avenues and streets further, by the names of its streets."""
    there, avenue, street = place.corner_near(spot, *step)
    if not place.holds(there):
        there = spot
    precision = Precision.EXACT if dice.chance(0.7) else Precision.BLOCK
    return Where(cell_of(there, precision), wording.corner(dice, language, avenue, street))


def in_area(dice: Dice, spot: Point, place: Place, language: str) -> Where:
    """Return no more than the neighbourhood."""
    area = place.area_near(spot)
    return Where(cell_of(area.centre, Precision.NEIGHBOURHOOD), wording.vague(dice, language, area.name))


def nowhere(place: Place) -> Where:
    """Return what stands for a place that nobody could read: a district in the middle."""
    return Where(cell_of(place.middle, Precision.DISTRICT), "", is_known=False)


def _pin(dice: Dice, there: Point, place: Place, language: str) -> Where:
    _, avenue, street = place.corner_near(there)
    written = wording.corner(dice, language, avenue, street) if dice.chance(0.6) else ""
    return Where(cell_of(there), written)


def _off(dice: Dice, place: Place, spot: Point, deviation_m: float) -> Point:
    found = place.moved(spot, dice.bell(deviation_m), dice.bell(deviation_m))
    return found if place.holds(found) else spot


def seen_at(dice: Dice, true: datetime, at: datetime) -> datetime:
    """Return the time that somebody gives for what they saw: "now", or rounded as people round."""
    late = at - true
    if late <= 12 * MINUTE and dice.chance(0.7):
        return at - dice.minutes(0, 4)
    error = dice.bell(3.0 + min(late / MINUTE, 240.0) / 16.0)
    rounding = dice.weigh(((5, 4), (15, 3), (30, 2 if late > 30 * MINUTE else 1)))
    return min(at, floor_to(true + timedelta(minutes=int(error) + rounding / 2), timedelta(minutes=rounding)))


def activity(dice: Dice, true: Activity) -> Activity:
    """Return what somebody calls what was done."""
    how = dice.weigh((("so", 70), ("also", 18), ("not_told", 9), ("wrong", 3)))
    if how == "also":
        return dice.pick(_ALSO_CALLED[true])
    if how == "not_told":
        return Activity.OTHER
    return dice.pick(tuple(Activity)) if how == "wrong" else true


def agency(dice: Dice, true: Agency) -> Agency:
    """Return whose markings somebody read. Federal agents wear "POLICE" too, and fear reads "ICE" on the police."""
    if true in FEDERAL:
        return dice.weigh(
            ((true, 46), (Agency.UNKNOWN, 32), (Agency.POLICE, 13), (dice.pick(tuple(sorted(FEDERAL))), 9))
        )
    if true is Agency.UNKNOWN:
        return dice.weigh(((Agency.UNKNOWN, 62), (Agency.ICE, 28), (Agency.POLICE, 10)))
    return dice.weigh(((true, 66), (Agency.UNKNOWN, 18), (Agency.ICE, 12), (Agency.POLICE, 4)))


def number(dice: Dice, true: int, *, factor: float = 1.0) -> int | None:
    """Return how many somebody counted, or None."""
    if dice.chance(0.45):
        return None
    return max(1, min(200, int(true * factor + dice.bell(0.6 + true * 0.2) + 0.5)))


def direction(dice: Dice, true: str, told: Activity) -> str:
    """Return the direction somebody tells of what moves: mostly right, else the next one of the eight."""
    if not dice.chance(0.55 if told in {Activity.PASSING_BY, Activity.LEAVING} else 0.06):
        return ""
    turned = dice.weigh(((0, 70), (1, 13), (-1, 13), (4, 4)))
    return DIRECTIONS[(DIRECTIONS.index(true) + turned) % len(DIRECTIONS)]


def language(dice: Dice, at_home: str) -> str:
    """Return somebody's language: often that of the street, else any that is spoken in the city."""
    return at_home if dice.chance(0.35) else dice.weigh(wording.SPOKEN)


def resent(dice: Dice, picture: int) -> int:
    """Return the hash of a picture after another app has compressed it once more."""
    changed = picture & 0xFFFF_FFFF_FFFF_FFFF
    for _ in range(dice.weigh(((0, 4), (1, 3), (2, 2), (4, 1)))):
        changed ^= 1 << dice.whole(0, 63)
    return changed - (1 << 64) if changed >> 63 else changed
