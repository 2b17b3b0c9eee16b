"""When things happen: silence at night, peaks before dawn and in the afternoon, by the city's own hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from amparo.core.clock import HOUR
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.truth import Kind

# One weight for each local hour, from midnight.
_HOURS: Mapping[Kind, tuple[float, ...]] = MappingProxyType(
    {
        Kind.ACTION: (0, 0, 0, 0, 1, 6, 9, 8, 5, 4, 3, 3, 3, 5, 7, 7, 4, 2, 1, 1, 1, 0, 0, 0),
        Kind.OTHER_AGENCY: (2, 1, 1, 0, 0, 1, 3, 4, 4, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6, 6, 6, 5, 4, 3),
        Kind.MISTAKEN: (0, 0, 0, 0, 0, 2, 5, 6, 5, 4, 4, 4, 4, 4, 5, 6, 5, 4, 4, 4, 3, 2, 1, 1),
        Kind.RUMOUR: (1, 0, 0, 0, 0, 1, 4, 6, 6, 5, 4, 4, 5, 5, 5, 6, 6, 5, 6, 7, 6, 4, 2, 1),
    }
)
# In the hour of a surge so many times more begins than usual.
_SURGE = 2.5
# Between these local hours few people write.
_ASLEEP_UNTIL = 5
_AWAKE_AT_NIGHT = 0.3


def moment(dice: Dice, kind: Kind, day: datetime, time_zone: str, *, surge: int | None) -> datetime:
    """Draw when an event of a kind begins within the 24 hours from `day`, to the minute."""
    hours = [
        (hour, weight * _SURGE if number == surge else weight)
        for number, (hour, weight) in enumerate(_weighed(kind, day, time_zone))
    ]
    return dice.weigh(hours) + dice.minutes(0, 60)


def surge(dice: Dice, day: datetime, time_zone: str) -> int:
    """Draw the hour of a day's surge, counted from `day`: when actions happen, everything else comes in too."""
    hours = _weighed(Kind.ACTION, day, time_zone)
    return dice.weigh([(number, weight) for number, (_, weight) in enumerate(hours)])


def _weighed(kind: Kind, day: datetime, time_zone: str) -> list[tuple[datetime, float]]:
    zone = ZoneInfo(time_zone)
    hours = [day + HOUR * number for number in range(24)]
    return [(hour, _HOURS[kind][hour.astimezone(zone).hour]) for hour in hours]


def told_at(dice: Dice, wanted: datetime, time_zone: str) -> datetime:
    """Return when somebody tells who would tell at a moment: at night most wait for the morning."""
    local = wanted.astimezone(ZoneInfo(time_zone))
    if local.hour >= _ASLEEP_UNTIL or dice.chance(_AWAKE_AT_NIGHT):
        return wanted
    until = timedelta(hours=_ASLEEP_UNTIL - local.hour, minutes=-local.minute)
    return wanted + until + dice.minutes(20, 200)
