"""Times as people read them: a day is said once, and an hour is said from when to when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from amparo.incidents.forms import times

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 30, 23, 57, tzinfo=UTC)
YESTERDAY = datetime(2026, 11, 29, 16, 25, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def span(first: datetime, last: datetime) -> str:
    return times.span(first, last, now=NOW, zone=LOS_ANGELES)


def hour_of(moment: datetime) -> str:
    return times.hour_of(moment, now=NOW, zone=LOS_ANGELES)


def test_a_span_within_another_day_names_the_day_once() -> None:
    assert span(YESTERDAY, YESTERDAY + 10 * MINUTE) == "yesterday, 8:25 a.m. to 8:35 a.m."
    with translation.override("es"):
        assert span(YESTERDAY, YESTERDAY + 10 * MINUTE) == "ayer, de 08:25 a 08:35"


def test_a_day_before_yesterday_is_named() -> None:
    assert span(YESTERDAY - timedelta(days=1), YESTERDAY - timedelta(days=1)) == "November 28, 8:25 a.m."


def test_a_span_over_midnight_names_what_is_not_today() -> None:
    midnight = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)

    assert span(midnight - 10 * MINUTE, midnight + 5 * MINUTE) == "yesterday, 11:50 p.m. to 12:05 a.m."
    assert span(midnight, midnight) == "midnight"


def test_what_is_known_to_the_hour_is_said_from_when_to_when() -> None:
    assert hour_of(NOW) == "between 3 p.m. and 4 p.m."
    assert hour_of(YESTERDAY) == "yesterday, between 8 a.m. and 9 a.m."
    with translation.override("es"):
        assert hour_of(YESTERDAY) == "ayer, entre las 08:00 y las 09:00"


def test_an_hour_that_comes_twice_is_said_alike_both_times() -> None:
    first_time = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)

    assert hour_of(first_time) == "November 1, between 1 a.m. and 2 a.m."
    assert hour_of(first_time + timedelta(hours=1)) == hour_of(first_time)
