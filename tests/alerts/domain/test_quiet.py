"""Quiet hours, over midnight and over changes of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.alerts.domain import quiet
from amparo.alerts.domain.quiet import QuietHours, QuietHoursUnclear

ZONE = ZoneInfo("America/Los_Angeles")
NIGHT = QuietHours(time(22), time(7))
QUARTERS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def local(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    "now, ends",
    [
        ("2026-11-24T21:59:59", None),
        ("2026-11-24T22:00", "2026-11-25T07:00"),
        ("2026-11-25T00:00", "2026-11-25T07:00"),
        ("2026-11-25T06:59:59", "2026-11-25T07:00"),
        ("2026-11-25T07:00", None),
        # The clock goes forward at 2 on 2026-03-08, and back at 2 on 2026-11-01.
        ("2026-03-07T23:00", "2026-03-08T07:00"),
        ("2026-10-31T23:00", "2026-11-01T07:00"),
    ],
)
def test_a_night_ends_in_the_morning_by_the_clock_on_the_wall(now: str, ends: str | None) -> None:
    assert NIGHT.end_after(local(now), ZONE) == (local(ends) if ends else None)


def test_a_night_is_as_long_as_the_clock_makes_it() -> None:
    forward = NIGHT.end_after(local("2026-03-07T22:00"), ZONE)
    back = NIGHT.end_after(local("2026-10-31T22:00"), ZONE)

    assert forward == local("2026-03-07T22:00") + timedelta(hours=8)
    assert back == local("2026-10-31T22:00") + timedelta(hours=10)


def test_quiet_hours_within_a_day_do_not_touch_the_night() -> None:
    noon = QuietHours(time(12), time(14))

    assert noon.end_after(local("2026-11-24T13:00"), ZONE) == local("2026-11-24T14:00")
    assert noon.end_after(local("2026-11-24T23:00"), ZONE) is None


def test_an_end_in_the_hour_that_is_skipped_comes_in_the_hour_after() -> None:
    assert QuietHours(time(22), time(2, 30)).end_after(local("2026-03-08T01:00"), ZONE) == local(
        "2026-03-08T03:30"
    )


def test_an_end_in_the_hour_that_comes_twice_is_the_first() -> None:
    hours = QuietHours(time(22), time(1, 30))

    assert hours.end_after(local("2026-11-01T00:30"), ZONE) == local("2026-11-01T01:30")
    assert hours.end_after(local("2026-11-01T01:30", fold=1), ZONE) is None


@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Antarctica/Troll"]
)
@given(
    begin=QUARTERS,
    end=QUARTERS,
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 — Hypothesis adds the zone
)
def test_quiet_hours_always_end_within_a_day_and_are_then_over(
    zone: str, begin: time, end: time, now: datetime
) -> None:
    if begin == end:
        return
    hours, place = QuietHours(begin, end), ZoneInfo(zone)

    ends = hours.end_after(now, place)

    if ends is not None:
        assert now < ends <= now + timedelta(hours=26)
        assert hours.end_after(ends, place) is None
        assert ends.astimezone(place).time().minute == end.minute


@given(begin=QUARTERS, end=QUARTERS, minutes=st.integers(0, 24 * 60 - 1))
def test_on_a_usual_day_it_is_quiet_exactly_between_the_two_times(
    begin: time, end: time, minutes: int
) -> None:
    if begin == end:
        return
    now = local("2026-06-10T00:00") + timedelta(minutes=minutes)
    wall = now.astimezone(ZONE).time()
    is_quiet = begin <= wall < end if begin < end else (wall >= begin or wall < end)

    assert (QuietHours(begin, end).end_after(now, ZONE) is not None) == is_quiet


def test_quiet_hours_without_a_length_are_refused() -> None:
    with pytest.raises(QuietHoursUnclear):
        QuietHours(time(7), time(7))


@pytest.mark.parametrize(
    "hours, lasts_h, is_own_place, follows, goes",
    [
        (None, 2, True, False, "now"),
        (NIGHT, 2, True, False, "never"),
        (NIGHT, 12, True, False, "morning"),
        (NIGHT, 8, True, False, "never"),
        (QuietHours(time(22), time(7), wakes=True), 2, True, False, "now"),
        (QuietHours(time(22), time(7), wakes=True), 12, False, False, "morning"),
        (QuietHours(time(22), time(7), wakes=True), 2, False, False, "never"),
        (NIGHT, 12, True, True, "morning"),
        (NIGHT, 2, True, True, "now"),
    ],
)
def test_when_an_alert_goes_out(
    hours: QuietHours | None, lasts_h: int, *, is_own_place: bool, follows: bool, goes: str
) -> None:
    now = local("2026-11-24T23:00")

    at = quiet.goes_out_at(
        hours,
        now=now,
        zone=ZONE,
        expires_at=now + timedelta(hours=lasts_h),
        is_own_place=is_own_place,
        follows=follows,
    )

    assert at == {"now": now, "never": None, "morning": local("2026-11-25T07:00")}[goes]
