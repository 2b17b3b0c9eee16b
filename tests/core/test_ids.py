"""Identifiers."""

from datetime import UTC, datetime, timedelta

from amparo.core import clock, ids

NOW = datetime(2026, 6, 5, 18, 47, 12, 345000, tzinfo=UTC)


def test_a_reporters_id_tells_nothing() -> None:
    assert ids.new_anonymous_id().version == 4


def test_other_ids_sort_by_time() -> None:
    earlier, later = ids.new_id(NOW), ids.new_id(NOW + timedelta(milliseconds=1))

    assert earlier < later
    assert (earlier.version, earlier.variant) == (7, "specified in RFC 4122")
    assert earlier.int >> 80 == int(NOW.timestamp() * 1000)


def test_times_are_floored() -> None:
    assert clock.floor_to(NOW, clock.HOUR) == datetime(2026, 6, 5, 18, tzinfo=UTC)
    assert clock.floor_to(NOW, timedelta(minutes=5)) == datetime(2026, 6, 5, 18, 45, tzinfo=UTC)
    assert clock.floor_to(NOW, clock.DAY) == datetime(2026, 6, 5, tzinfo=UTC)
