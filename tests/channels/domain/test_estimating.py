from datetime import timedelta

import pytest

from amparo.channels.domain.estimating import time_left

SECOND = timedelta(seconds=1)


def test_what_is_due_takes_as_long_as_what_was_done() -> None:
    assert time_left(done=500, due=1_500, elapsed=10 * SECOND) == 30 * SECOND


@pytest.mark.parametrize(
    "done, due, elapsed",
    [
        pytest.param(500, 0, 10 * SECOND, id="nothing is due"),
        pytest.param(3, 500, 10 * SECOND, id="too few were sent to know"),
        pytest.param(500, 500, SECOND, id="too short a time to know"),
        pytest.param(20, 500_000, 24 * 60 * 60 * SECOND, id="longer than any message stands"),
    ],
)
def test_nothing_is_guessed_from_too_little(done: int, due: int, elapsed: timedelta) -> None:
    assert time_left(done=done, due=due, elapsed=elapsed) is None
