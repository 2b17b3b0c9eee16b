"""What is asked of whoever sends a report."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.reports.domain import effort
from amparo.reports.domain.effort import Counts, Limits

LIMITS = Limits(network=10, everybody=300)
MOMENT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
COUNTS = st.floats(min_value=0, max_value=1e9)


@pytest.mark.parametrize(
    "network, everybody, level",
    [
        (0, 0, 0),
        (9.9, 299, 0),
        (10, 10, 1),
        (20, 20, 2),
        (40, 40, 3),
        (10**6, 10**6, 6),
        (0, 300, 1),
        (0, 10**6, 3),
    ],
)
def test_the_work_rises_with_the_flood(network: float, everybody: float, level: int) -> None:
    assert effort.level_asked(Counts(network, everybody), LIMITS) == level


def test_a_limit_of_nothing_never_asks() -> None:
    assert effort.level_asked(Counts(10**6, 10**6), Limits(0, 0)) == effort.NOTHING


@given(COUNTS, COUNTS, COUNTS)
def test_more_reports_never_ask_for_less(network: float, more: float, everybody: float) -> None:
    fewer = effort.level_asked(Counts(min(network, more), everybody), LIMITS)

    assert fewer <= effort.level_asked(Counts(max(network, more), everybody), LIMITS) <= effort.HARDEST


@given(st.integers(min_value=-5, max_value=50))
def test_a_harder_level_has_more_tries_and_an_end(level: int) -> None:
    here = effort.tries(level)

    assert here.start >= effort.EASIEST_TRIES[0]
    assert here.stop <= effort.EASIEST_TRIES[1] * 2 ** (effort.HARDEST - 1)
    assert effort.tries(level + 1).start >= here.start


def test_a_proof_made_while_the_flood_grew_still_serves() -> None:
    assert effort.is_enough(1, 2)
    assert not effort.is_enough(1, 3)
    assert not effort.is_enough(0, 1)


def test_waiting_is_a_minute() -> None:
    assert not effort.has_waited(MOMENT, MOMENT + timedelta(seconds=59))
    assert effort.has_waited(MOMENT, MOMENT + timedelta(seconds=60))
    assert not effort.has_waited(MOMENT, MOMENT - timedelta(hours=5))
