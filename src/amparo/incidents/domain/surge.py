"""Tell a surge from a flood, and both from an ordinary hour: numbers in, a level and its reasons out.

A surge is many people who report; a flood is many reports that nobody need believe. Both are measured against what is
usual at this hour of this weekday, so that a loud Friday evening is not an alarm every week, and a network of five
reports a day is warned as early as one of five hundred.

A level is entered at once and left slowly: below its lower mark, and only after it has stood for a while. What a
person switched stays until the end that the person set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

# How many weeks back "usual" looks; a median of eight is not moved by one wild week.
WEEKS: Final = 8
# With fewer hours of this weekday than this, every weekday's same hour of the last weeks counts.
FEWEST_HOURS: Final = 3
# Nothing below this is unusual: a new or quiet network would call its third report a surge.
USUAL_AT_LEAST: Final = 4.0

# A surge begins from this many times the usual, and ends below the second mark.
SURGE_FROM: Final = 3.0
SURGE_UNTIL: Final = 2.0
# A flood begins from this many times the usual and this share of doubtful ones, and ends below the second marks. On an
# honest day one report in twenty is doubtful; of a flood only what is seen through at once, about a third, counts.
FLOOD_FROM: Final = 6.0
FLOOD_UNTIL: Final = 4.0
DOUBTFUL_FROM: Final = 0.25
DOUBTFUL_UNTIL: Final = 0.12
# A level that was entered stands at least this long: what swings from minute to minute helps nobody.
STANDS_FOR: Final = timedelta(minutes=30)
# What a person switches ends by itself: nobody remembers at four in the morning.
LONGEST_BY_HAND: Final = timedelta(hours=12)


class Level(StrEnum):
    """How the network works at the moment."""

    NORMAL = "normal"
    SURGE = "surge"
    FLOOD = "flood"


class Why(StrEnum):
    """What brought a level about. Values are stored; they are never renamed."""

    USUAL = "usual"
    MANY = "many"
    MANY_DOUBTFUL = "many_doubtful"
    BY_HAND = "by_hand"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Load:
    """What came in within the last hour, and what is usual.

    Attributes:
        received: reports, of which `doubtful` are doubtful.
        usual: reports within this hour of this weekday, from `usual`.
    """

    received: float
    doubtful: float
    usual: float

    @property
    def times(self) -> float:
        """How many times the usual it is."""
        return self.received / self.usual

    @property
    def doubtful_share(self) -> float:
        """Which part of it is doubtful, 0 to 1."""
        return self.doubtful / self.received if self.received else 0.0


@dataclass(frozen=True, slots=True)
class Mode:
    """The level that stands.

    Attributes:
        since: when it began.
        why: what brought it about.
        by: `system`, or the reference of the member who switched it.
        until: when what a person switched ends; None where the numbers decide.
        load: what was measured when it began.
    """

    level: Level
    since: datetime
    why: Why
    by: str
    until: datetime | None = None
    load: Load = Load(0, 0, USUAL_AT_LEAST)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person holds it."""
        return self.until is not None


@dataclass(frozen=True, slots=True)
class Change:
    """A level that shall stand from now on, and why."""

    level: Level
    why: Why


def usual(same_hours: Sequence[int], other_days: Sequence[int]) -> float:
    """Return how many reports are usual.

    Args:
        same_hours: believable reports in this hour of this weekday, of the last `WEEKS`, quiet ones as 0.
        other_days: the same of this hour on all days; used where the weekday has too few.
    """
    hours = same_hours if len(same_hours) >= FEWEST_HOURS else other_days
    return max(USUAL_AT_LEAST, float(median(hours))) if hours else USUAL_AT_LEAST


def asked_for(load: Load) -> Level:
    """Return the level that numbers ask for, whatever stood before."""
    if load.times >= FLOOD_FROM and load.doubtful_share >= DOUBTFUL_FROM:
        return Level.FLOOD
    return Level.SURGE if load.times >= SURGE_FROM else Level.NORMAL


def next_change(standing: Mode, load: Load, now: datetime) -> Change | None:
    """Return what should change, or None.

    A clock that was put back changes nothing until it has caught up.
    """
    if standing.until is not None:
        if now < standing.until:
            return None
        return Change(asked_for(load), Why.HAND_OVER)
    wanted = asked_for(load)
    if _rank(wanted) > _rank(standing.level):
        return Change(wanted, _why(wanted))
    kept = _kept(standing.level, load)
    if _rank(kept) >= _rank(standing.level) or now - standing.since < STANDS_FOR:
        return None
    return Change(kept, _why(kept))


def _kept(level: Level, load: Load) -> Level:
    """Return the highest level, up to the one that stands, whose lower marks are still reached."""
    if level is Level.FLOOD and load.times >= FLOOD_UNTIL and load.doubtful_share >= DOUBTFUL_UNTIL:
        return Level.FLOOD
    return Level.SURGE if load.times >= SURGE_UNTIL and level is not Level.NORMAL else Level.NORMAL


def _rank(level: Level) -> int:
    return (Level.NORMAL, Level.SURGE, Level.FLOOD).index(level)


def _why(level: Level) -> Why:
    return {Level.NORMAL: Why.USUAL, Level.SURGE: Why.MANY, Level.FLOOD: Why.MANY_DOUBTFUL}[level]
