"""The table of an incident's life: what it must and must never allow."""

import itertools

import pytest

from amparo.incidents.domain import states
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.states import State, Step, StepNotPossible


def reachable() -> set[State]:
    found = {State.OPEN}
    while True:
        more = {to for (start, _), to in states.TABLE.items() if start in found} - found
        if not more:
            return found
        found |= more


def test_every_state_can_be_reached_and_every_step_happens() -> None:
    assert reachable() == set(State)
    assert {step for _, step in states.TABLE} == set(Step)


def test_every_outcome_is_a_state_with_its_steps() -> None:
    assert {str(each) for each in Outcome} == {str(each) for each in states.OUTCOME_STATES}


def test_what_is_gone_stays_gone_but_for_a_merging_that_is_taken_back() -> None:
    assert states.steps_from(State.WITHDRAWN) == frozenset()
    assert states.steps_from(State.MERGED) == {Step.BRING_BACK}
    assert states.after(State.MERGED, Step.BRING_BACK) in states.UNDECIDED


def test_only_what_was_found_to_be_going_on_can_end() -> None:
    can_end = {state for state in State if states.can(state, Step.END)}

    assert can_end == {State.CONFIRMED, State.OTHER_AGENCY}


def test_an_outcome_never_becomes_undecided_again() -> None:
    decided = states.OUTCOME_STATES | {State.ENDED}

    for start, step in itertools.product(decided, states.Step):
        if states.can(start, step):
            assert states.after(start, step) in decided


def test_a_step_outside_the_table_says_so() -> None:
    with pytest.raises(StepNotPossible) as refused:
        states.after(State.UNFOUNDED, Step.END)

    assert refused.value.fields == {"state": State.UNFOUNDED, "step": Step.END}
