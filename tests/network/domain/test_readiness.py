"""The next time that the clocks show, on ordinary days and on those with 23 and 25 hours."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.network.domain import readiness
from amparo.network.domain.readiness import OnDuty, OnForTooLong
from amparo.network.domain.roles import Capability, Role

ZONE = ZoneInfo("America/Los_Angeles")
EVENING = datetime(2026, 1, 10, 20, 0, tzinfo=ZONE).astimezone(UTC)
seconds = st.integers(1_700_000_000, 1_900_000_000)


def on_until(hour: int, minute: int = 0, *, now: datetime = EVENING) -> datetime:
    return readiness.next_time(time(hour, minute), now=now, zone=ZONE)


def test_a_time_that_has_passed_is_tomorrows() -> None:
    assert on_until(23) - EVENING == timedelta(hours=3)
    assert on_until(8) - EVENING == timedelta(hours=12)


@pytest.mark.parametrize("hour,minute", [(20, 0), (19, 59), (12, 1)])
def test_nobody_is_on_for_longer_than_sixteen_hours(hour: int, minute: int) -> None:
    with pytest.raises(OnForTooLong) as refused:
        on_until(hour, minute)

    assert refused.value.fields["hours"] == 16


@pytest.mark.parametrize(
    "evening,hours",
    [(datetime(2026, 3, 7, 20, tzinfo=ZONE), 11), (datetime(2026, 10, 31, 20, tzinfo=ZONE), 13)],
)
def test_a_night_in_which_clocks_are_changed_is_an_hour_off(evening: datetime, hours: int) -> None:
    now = evening.astimezone(UTC)

    assert on_until(8, now=now) - now == timedelta(hours=hours)


def test_of_a_time_that_comes_twice_the_next_is_meant() -> None:
    between_the_two = datetime(2026, 11, 1, 1, 45, tzinfo=ZONE).astimezone(UTC)

    assert on_until(1, 30, now=between_the_two) - between_the_two == timedelta(minutes=45)


@given(seconds, st.times())
def test_the_time_lies_ahead_and_is_what_the_clocks_show(second: int, wanted: time) -> None:
    now = datetime.fromtimestamp(second, UTC)
    wanted = wanted.replace(second=0, microsecond=0)

    try:
        found = readiness.next_time(wanted, now=now, zone=ZONE)
    except OnForTooLong:
        return

    assert timedelta(0) < found - now <= readiness.LONGEST
    shown = found.astimezone(ZONE).time()
    assert shown == wanted or wanted.hour == 2, (
        "only in spring a time is skipped, and it is between two and three"
    )


def test_somebody_with_two_roles_counts_for_the_tasks_of_both() -> None:
    both = OnDuty(UUID(int=1), "Vero", (Role.VERIFIER, Role.EDITOR), EVENING)
    operator = OnDuty(UUID(int=2), "Hortensia", (Role.HOTLINE_OPERATOR,), EVENING)

    assert dict(readiness.count_by_task([both, operator])) == {
        Capability.TYPE_IN_REPORT: 2,
        Capability.TRIAGE_REPORTS: 1,
        Capability.RECORD_OUTCOME: 1,
        Capability.RELEASE_ALERT: 1,
    }
