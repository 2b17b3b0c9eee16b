"""Honest numbers: percentiles, weeks by the network's clocks, and what nobody can work out of what is published."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.incidents.domain import numbers
from amparo.incidents.domain.numbers import Edition, Waits, Week, WeekFacts
from amparo.incidents.domain.outcomes import Outcome

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
BEIRUT = ZoneInfo("Asia/Beirut")  # its clocks are changed at midnight
KOLKATA = ZoneInfo("Asia/Kolkata")
WEEK = Week(date(2026, 1, 5))

counts = st.integers(min_value=0, max_value=40)
few = st.integers(min_value=0, max_value=4)
outcome_counts = st.fixed_dictionaries(dict.fromkeys(Outcome, counts))
waiting = st.dictionaries(st.integers(0, 5_000), st.integers(1, 9), max_size=12)
moments = st.integers(946_684_800, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, UTC))
zones = st.sampled_from([LOS_ANGELES, BEIRUT, KOLKATA, ZoneInfo("UTC"), ZoneInfo("Pacific/Apia")])


def facts(
    outcomes: Mapping[Outcome, int] | None = None,
    *,
    week: Week = WEEK,
    waited: Mapping[int, int] | None = None,
    left_open: int = 0,
) -> WeekFacts:
    return WeekFacts(week, outcomes or {}, waited or {}, waited or {}, left_open)


def figures(edition: Edition) -> tuple[object, ...]:
    """Everything that a reader can see or reckon from an edition, but for waiting times."""
    shares = tuple(edition.about_percent(outcome) for outcome in Outcome)
    return (tuple(edition.counts.items()), edition.left_open, edition.about_in_all, shares)


def test_the_median_and_the_slowest_tenth_are_times_that_somebody_waited() -> None:
    minutes = Counter([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])

    assert numbers.waits(minutes) == Waits(5, 9)
    assert numbers.waits(Counter([7])) == Waits(7, 7)
    assert numbers.waits({}) == Waits(None, None)


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=200))
def test_percentiles_lie_beside_those_of_the_standard_library(values: list[int]) -> None:
    nearest = numbers.percentile(Counter(values), 90)

    assert nearest in values
    assert sum(value <= nearest for value in values if nearest is not None) >= 0.9 * len(values)
    assert min(values) <= quantiles(values, n=10, method="inclusive")[8] <= max(values)


@given(moments, zones)
def test_every_moment_is_in_exactly_one_week(moment: datetime, zone: ZoneInfo) -> None:
    week = numbers.week_of(moment, zone)

    assert week.starts_at(zone) <= moment < week.ends_at(zone)
    assert week.monday.weekday() == 0


@given(st.dates(date(2000, 1, 1), date(2099, 12, 1)), zones)
def test_weeks_follow_each_other_without_a_gap(day: date, zone: ZoneInfo) -> None:
    weeks = [Week(day - timedelta(days=day.weekday())).plus(number) for number in range(4)]

    assert all(one.ends_at(zone) == other.starts_at(zone) for one, other in pairwise(weeks))


@pytest.mark.parametrize(
    "monday,hours", [(date(2026, 3, 2), 167), (date(2026, 10, 26), 169), (date(2026, 6, 1), 168)]
)
def test_a_week_in_which_clocks_are_changed_is_an_hour_off(monday: date, hours: int) -> None:
    week = Week(monday)

    assert week.ends_at(LOS_ANGELES) - week.starts_at(LOS_ANGELES) == timedelta(hours=hours)


def test_a_week_is_published_three_days_after_it_ended() -> None:
    settles_at = numbers.settles_at(WEEK, LOS_ANGELES)

    assert settles_at == datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    assert numbers.last_settled(settles_at, LOS_ANGELES) == WEEK
    assert numbers.last_settled(settles_at - timedelta(seconds=1), LOS_ANGELES) == WEEK.plus(-1)


@pytest.mark.parametrize(
    "count,said", [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (840, 840)]
)
def test_a_count_is_said_to_the_nearest_five_or_not_at_all(count: int, said: int | None) -> None:
    assert numbers.coarse(count) == said


@given(st.integers(0, 20_000))
def test_nobody_is_told_of_a_shorter_wait_than_there_was(minutes: int) -> None:
    said = numbers.coarse_minutes(minutes)

    assert minutes <= said < minutes + 60
    assert said % 5 == 0


def test_shares_are_of_what_is_published() -> None:
    edition = numbers.publish(
        facts(
            {Outcome.CONFIRMED: 3, Outcome.UNFOUNDED: 41, Outcome.OTHER_AGENCY: 11, Outcome.UNVERIFIABLE: 47}
        )
    )

    assert edition.about_in_all == 95
    assert [edition.about_percent(outcome) for outcome in Outcome] == [None, 40, 10, 45]


def test_waits_are_said_only_where_enough_people_stand_behind_them() -> None:
    waited = {3: 8, 12: 10, 700: 4}
    scattered = facts(dict.fromkeys(Outcome, 4), waited=waited)
    some = facts({Outcome.UNFOUNDED: 12}, waited=waited)
    many = facts({Outcome.UNFOUNDED: 23}, waited=waited)

    assert numbers.publish(scattered).looked == Waits(None, None)
    assert numbers.publish(some).looked == Waits(15, None)
    assert numbers.publish(many).decided == Waits(15, 720)


@given(outcome_counts, counts, waiting)
def test_no_count_below_five_is_ever_published(
    outcomes: dict[Outcome, int], left_open: int, waited: dict[int, int]
) -> None:
    edition = numbers.publish(facts(outcomes, waited=waited, left_open=left_open))

    told = [count for count in (*edition.counts.values(), edition.left_open) if count is not None]
    assert all(count >= numbers.FEWEST and count % numbers.STEP == 0 for count in told)
    assert all((edition.counts[each] is None) == (outcomes[each] < numbers.FEWEST) for each in Outcome)


@given(st.lists(st.tuples(outcome_counts, counts), min_size=1, max_size=6), st.data())
def test_no_set_of_weeks_lets_a_count_below_five_be_worked_out(
    weeks: Sequence[tuple[dict[Outcome, int], int]], data: st.DataObject
) -> None:
    """Whatever the suppressed counts really were, the same is published: so nothing published tells which.

    All suppressed counts of all weeks are changed at once and freely, so that no total over weeks, no difference
    between weeks and no knowledge of the rule helps either.
    """
    real = [
        facts(outcomes, week=WEEK.plus(number), left_open=left)
        for number, (outcomes, left) in enumerate(weeks)
    ]
    other = [
        replace(
            each,
            outcomes={
                outcome: data.draw(few) if count < numbers.FEWEST else count
                for outcome, count in each.outcomes.items()
            },
            left_open=data.draw(few) if each.left_open < numbers.FEWEST else each.left_open,
        )
        for each in real
    ]

    assert [figures(numbers.publish(each)) for each in real] == [
        figures(numbers.publish(each)) for each in other
    ]


@given(outcome_counts, st.data())
def test_whether_waits_are_said_tells_nothing_of_a_suppressed_count(
    outcomes: dict[Outcome, int], data: st.DataObject
) -> None:
    """Nobody outside knows what the few waited: with the same waits, others in number look the same."""
    changed = {each: data.draw(few) if count < numbers.FEWEST else count for each, count in outcomes.items()}
    one, other = (
        numbers.publish(facts(each, waited={9: sum(each.values())} if any(each.values()) else {}))
        for each in (outcomes, changed)
    )

    assert (one.looked, one.decided) == (other.looked, other.decided)


def test_the_property_would_see_a_published_total() -> None:
    """The test bites: with the exact total beside it, the suppressed count follows."""
    outcomes = {Outcome.CONFIRMED: 1, Outcome.UNFOUNDED: 10}
    other = {Outcome.CONFIRMED: 3, Outcome.UNFOUNDED: 10}

    published = [figures(numbers.publish(facts(each))) for each in (outcomes, other)]
    with_totals = [
        (*each, sum(real.values())) for each, real in zip(published, (outcomes, other), strict=True)
    ]

    assert published[0] == published[1]
    assert with_totals[0] != with_totals[1]
