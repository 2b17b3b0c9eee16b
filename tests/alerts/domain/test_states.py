"""The table of states, and what holds for every path through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.alerts.domain import states
from amparo.alerts.domain.states import TRANSITIONS, UNSENT, Action, NotPossibleNow, State

OVER = {State.SUPERSEDED, State.ENDED, State.WITHDRAWN, State.EXPIRED}


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_stays_over(state: State) -> None:
    assert states.possible(state) == frozenset()


def test_only_a_proposal_is_released() -> None:
    assert states.sources(Action.RELEASE) == {State.PROPOSED}


def test_everything_that_is_not_over_can_be_taken_back_and_expires() -> None:
    for action in (Action.WITHDRAW, Action.EXPIRE):
        assert states.sources(action) == set(State) - OVER


@given(st.lists(st.sampled_from(Action), max_size=20))
def test_no_path_reaches_release_without_a_proposal(actions: list[Action]) -> None:
    state, was_proposed = State.DRAFT, False
    for action in actions:
        if action not in states.possible(state):
            with pytest.raises(NotPossibleNow):
                states.after(state, action)
            continue
        state = states.after(state, action)
        was_proposed = state == State.PROPOSED or (was_proposed and state not in UNSENT)
        if state == State.RELEASED:
            assert was_proposed


def test_every_state_is_reached() -> None:
    assert {State.DRAFT, *TRANSITIONS.values()} == set(State)
