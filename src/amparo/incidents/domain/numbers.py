"""The network's own numbers: exact for its members, coarse and frozen for everybody.

What the public reads must let nobody work out a count below five, not from a total, not from two editions laid side by
side. The usual way, to publish totals and then to suppress a second cell, can be undone by whoever knows the rule: that
a cell *had* to be suppressed tells how small the first one was. So no total is published at all: every figure of an
edition is either one count, made coarse by itself, or made from counts that are published. What a suppressed count
really is (0, 1, 2, 3 or 4) changes no count, share or total of any edition, which a test tries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from amparo.incidents.domain.outcomes import Outcome

FEWEST: Final = 5
STEP: Final = 5
# A suppressed count stands in shares and totals with the middle of what it can be.
INSTEAD_OF_FEW: Final = 2
# The slowest tenth is somebody's own evening unless many stand behind it.
FEWEST_FOR_SLOWEST_TENTH: Final = 20
# What was recorded in a hurry on Sunday night can be corrected before the week is published.
SETTLES_FOR: Final = timedelta(days=3)
# Waiting times are said in steps of so many minutes, up to so many minutes; beyond the last, in whole hours.
_MINUTE_STEPS: Final = ((60, 5), (240, 15))
_HOUR: Final = 60

Minutes = Mapping[int, int]
"""How many waited how many minutes."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """From one Monday, 00:00 on the network's clocks, to the next: 167 to 169 hours where clocks are changed."""

    monday: date

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """Return the first moment, in UTC."""
        return datetime.combine(self.monday, time(), zone).astimezone(UTC)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """Return the first moment of the next week, in UTC."""
        return self.plus(1).starts_at(zone)

    def plus(self, weeks: int) -> "Week":
        """Return the week so many weeks later, or earlier."""
        return Week(self.monday + timedelta(weeks=weeks))


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """What happened in a week, exactly.

    Attributes:
        outcomes: incidents that got their first outcome in this week, by the outcome that stands now. A corrected one
            counts once, here.
        looked: how many of them waited how many minutes for somebody to look.
        decided: how many of them waited how many minutes for their outcome.
        left_open: incidents without an outcome when the week ended.
    """

    week: Week
    outcomes: Mapping[Outcome, int]
    looked: Minutes
    decided: Minutes
    left_open: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How long half of them waited at most, and nine of ten; None where it is not said."""

    half: int | None
    nine_tenths: int | None


@dataclass(frozen=True, slots=True)
class Edition:
    """What everybody may read of a week. A count is a multiple of `STEP`, or None: fewer than `FEWEST`."""

    week: Week
    counts: Mapping[Outcome, int | None]
    left_open: int | None
    looked: Waits
    decided: Waits

    @property
    def about_in_all(self) -> int | None:
        """The outcomes in all, as far as the published counts tell; None where every one of them is too small."""
        if not any(self.counts.values()):
            return None
        return _nearest(sum(_stands_for(count) for count in self.counts.values()), STEP)

    def about_percent(self, outcome: Outcome) -> int | None:
        """Return an outcome's share in steps of five percent; None where its count is suppressed."""
        count = self.counts[outcome]
        if count is None:
            return None
        return _nearest(100 * count / sum(_stands_for(each) for each in self.counts.values()), STEP)


def week_of(moment: datetime, zone: ZoneInfo) -> Week:
    """Return the week in which a moment falls on the network's clocks."""
    day = moment.astimezone(zone).date()
    return Week(day - timedelta(days=day.weekday()))


def last_settled(now: datetime, zone: ZoneInfo) -> Week:
    """Return the last week that is over and had its days for corrections."""
    return week_of(now - SETTLES_FOR, zone).plus(-1)


def settles_at(week: Week, zone: ZoneInfo) -> datetime:
    """Return the moment from which a week can be published."""
    return week.ends_at(zone) + SETTLES_FOR


def percentile(minutes: Minutes, percent: int) -> int | None:
    """Return the smallest number of minutes that so many percent did not exceed (nearest rank); None of nobody."""
    rank = -(-sum(minutes.values()) * percent // 100)
    reached = 0
    for each in sorted(minutes):
        reached += minutes[each]
        if reached >= rank > 0:
            return each
    return None


def waits(minutes: Minutes) -> Waits:
    """Return the exact median and 90th percentile."""
    return Waits(percentile(minutes, 50), percentile(minutes, 90))


def publish(facts: WeekFacts) -> Edition:
    """Return what everybody may read of a week."""
    counts = {outcome: coarse(facts.outcomes.get(outcome, 0)) for outcome in Outcome}
    return Edition(
        week=facts.week,
        counts=counts,
        left_open=coarse(facts.left_open),
        looked=_coarse_waits(waits(facts.looked), surely=_surely(counts)),
        decided=_coarse_waits(waits(facts.decided), surely=_surely(counts)),
    )


def coarse(count: int) -> int | None:
    """Return a count to the nearest five, or None where it is below five."""
    return None if count < FEWEST else max(FEWEST, _nearest(count, STEP))


def coarse_minutes(minutes: int) -> int:
    """Return minutes rounded up, so that nobody is told of a shorter wait than there was."""
    step = next((step for limit, step in _MINUTE_STEPS if minutes <= limit), _HOUR)
    return -(-minutes // step) * step


def _coarse_waits(exact: Waits, *, surely: int) -> Waits:
    """Say waits only where the published counts alone show that enough people stand behind them."""
    return Waits(
        _if_enough(exact.half, surely, FEWEST),
        _if_enough(exact.nine_tenths, surely, FEWEST_FOR_SLOWEST_TENTH),
    )


def _if_enough(minutes: int | None, surely: int, needed: int) -> int | None:
    return None if minutes is None or surely < needed else coarse_minutes(minutes)


def _surely(counts: Mapping[Outcome, int | None]) -> int:
    return sum(max(FEWEST, count - STEP // 2) for count in counts.values() if count is not None)


def _stands_for(count: int | None) -> int:
    return INSTEAD_OF_FEW if count is None else count


def _nearest(value: float, step: int) -> int:
    return step * int(value / step + 0.5)
