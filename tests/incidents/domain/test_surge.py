"""A surge, a flood, and an ordinary hour: told apart by numbers, and without flapping."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.incidents.domain import surge
from amparo.incidents.domain.surge import Level, Load, Mode, Why

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=5)


def standing(level: Level, *, since: datetime = LONG_AGO, until: datetime | None = None) -> Mode:
    return Mode(level, since, Why.BY_HAND if until else Why.MANY, "system", until)


def load(received: float, doubtful: float = 0, usual: float = 10) -> Load:
    return Load(received, doubtful, usual)


def test_a_quiet_network_does_not_call_its_third_report_a_surge() -> None:
    assert surge.usual([0, 0, 0, 0], []) == surge.USUAL_AT_LEAST
    assert surge.next_change(standing(Level.NORMAL), load(3, usual=surge.usual([0] * 8, [])), NOW) is None


def test_one_wild_week_is_not_the_usual() -> None:
    assert surge.usual([12, 10, 400, 11, 9, 12, 10, 11], []) == 11


def test_with_few_weeks_the_same_hour_of_other_days_serves() -> None:
    assert surge.usual([30], [8, 9, 7, 8]) == 8
    assert surge.usual([], []) == surge.USUAL_AT_LEAST


def test_many_believable_reports_are_a_surge_and_many_doubtful_ones_a_flood() -> None:
    surged = surge.next_change(standing(Level.NORMAL), load(60, doubtful=5), NOW)
    flooded = surge.next_change(standing(Level.NORMAL), load(60, doubtful=40), NOW)

    assert surged is not None
    assert flooded is not None
    assert (surged.level, surged.why) == (Level.SURGE, Why.MANY)
    assert (flooded.level, flooded.why) == (Level.FLOOD, Why.MANY_DOUBTFUL)


def test_it_does_not_swing_around_a_threshold() -> None:
    mode = standing(Level.NORMAL)
    changes = 0
    for minute in range(180):
        received = 10 * surge.SURGE_FROM + (1 if minute % 2 else -1)
        change = surge.next_change(mode, load(received), NOW + timedelta(minutes=minute))
        if change is not None:
            changes += 1
            mode = Mode(change.level, NOW + timedelta(minutes=minute), change.why, "system")

    assert changes == 1


def test_it_falls_only_after_it_stood_for_a_while() -> None:
    mode = standing(Level.FLOOD, since=NOW)

    assert surge.next_change(mode, load(1), NOW + surge.STANDS_FOR - timedelta(minutes=1)) is None
    fallen = surge.next_change(mode, load(1), NOW + surge.STANDS_FOR)
    assert fallen is not None
    assert fallen.level is Level.NORMAL


def test_a_flood_that_thins_becomes_a_surge_first() -> None:
    change = surge.next_change(standing(Level.FLOOD), load(50, doubtful=5), NOW)

    assert change is not None
    assert change.level is Level.SURGE


def test_what_a_person_switched_stays_until_its_end_whatever_the_numbers_say() -> None:
    until = NOW + timedelta(hours=1)
    mode = standing(Level.NORMAL, until=until)

    assert surge.next_change(mode, load(1000, doubtful=1000), NOW) is None
    handed_over = surge.next_change(mode, load(1000, doubtful=1000), until)
    assert handed_over is not None
    assert (handed_over.level, handed_over.why) == (Level.FLOOD, Why.HAND_OVER)


def test_a_clock_that_was_put_back_lets_nothing_fall() -> None:
    mode = standing(Level.SURGE, since=NOW + timedelta(hours=1))

    assert surge.next_change(mode, load(1), NOW) is None


@pytest.mark.timeout(60)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(Level),
    st.floats(0, 10_000),
    st.floats(0, 1),
    st.integers(0, 500),
)
def test_a_change_is_always_to_another_level(
    level: Level, received: float, share: float, minutes: int
) -> None:
    mode = standing(level, since=NOW)
    told = load(received, doubtful=received * share)

    change = surge.next_change(mode, told, NOW + timedelta(minutes=minutes))

    assert change is None or change.level is not level
