"""The time box: late after the first look's time, given up after half a day, kind to clocks that run ahead."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amparo.incidents.domain import time_box
from amparo.incidents.domain.time_box import TimeBox
from amparo.network.domain.policy import Policies

POLICY = Policies()
OPENED = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)


def after(minutes: float, *, has_look: bool = False, seen: float | None = None) -> TimeBox:
    last_seen_at = None if seen is None else OPENED + timedelta(minutes=seen)
    now = OPENED + timedelta(minutes=minutes)
    return time_box.state(OPENED, now, POLICY, has_look=has_look, last_seen_at=last_seen_at)


def test_an_incident_is_late_from_the_fifteenth_minute_without_a_look() -> None:
    assert after(14.9) is TimeBox.IN_TIME
    assert after(15) is TimeBox.LATE
    assert after(600) is TimeBox.LATE


def test_a_look_ends_the_lateness() -> None:
    assert after(15, has_look=True) is TimeBox.IN_TIME


def test_after_twelve_hours_it_is_given_up_looked_at_or_not() -> None:
    assert after(719, has_look=True) is TimeBox.IN_TIME
    assert after(720) is TimeBox.GIVE_UP
    assert after(720, has_look=True) is TimeBox.GIVE_UP


def test_a_fresh_sighting_begins_the_time_to_give_up_anew() -> None:
    assert after(800, seen=700) is TimeBox.LATE
    assert after(1420, seen=700) is TimeBox.GIVE_UP


def test_a_clock_that_ran_ahead_counts_no_minutes() -> None:
    waited = time_box.waited(OPENED + timedelta(hours=1), OPENED, POLICY)

    assert waited.minutes == 0
    assert waited.box is TimeBox.IN_TIME


@given(minutes=st.integers(-60, 5000), more=st.integers(0, 5000), has_look=st.booleans())
def test_time_only_ever_moves_an_incident_on(minutes: int, more: int, *, has_look: bool) -> None:
    order = list(TimeBox)

    assert order.index(after(minutes, has_look=has_look)) <= order.index(
        after(minutes + more, has_look=has_look)
    )
