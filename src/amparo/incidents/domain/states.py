"""The life of an incident as one frozen table.

The transition function, the database's constraint, the buttons on the board and the table in the app's README are
all made from it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from amparo.core.errors import AmparoError


class State(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    CHECKING = "checking"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    OTHER_AGENCY = "other_agency"
    UNVERIFIABLE = "unverifiable"
    ENDED = "ended"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can happen to an incident."""

    CLAIM = "claim"
    PUT_BACK = "put_back"
    RECORD_CONFIRMED = "record_confirmed"
    RECORD_UNFOUNDED = "record_unfounded"
    RECORD_OTHER_AGENCY = "record_other_agency"
    RECORD_UNVERIFIABLE = "record_unverifiable"
    CORRECT_TO_CONFIRMED = "correct_to_confirmed"
    CORRECT_TO_UNFOUNDED = "correct_to_unfounded"
    CORRECT_TO_OTHER_AGENCY = "correct_to_other_agency"
    CORRECT_TO_UNVERIFIABLE = "correct_to_unverifiable"
    END = "end"
    MERGE_AWAY = "merge_away"
    BRING_BACK = "bring_back"
    LOSE_LAST_REPORT = "lose_last_report"


class StepNotPossible(AmparoError):
    """The incident is not in a state from which this can happen; `fields` has `state` and `step`."""

    code = "STEP_NOT_POSSIBLE"


OUTCOME_STATES: Final = frozenset(
    {State.CONFIRMED, State.UNFOUNDED, State.OTHER_AGENCY, State.UNVERIFIABLE},
)
UNDECIDED: Final = frozenset({State.OPEN, State.CHECKING})
# Something is or was really going on there: these can be over.
CAN_END: Final = frozenset({State.CONFIRMED, State.OTHER_AGENCY})
# Nobody needs to do anything more, unless news comes in.
CLOSED: Final = frozenset({State.UNFOUNDED, State.OTHER_AGENCY, State.UNVERIFIABLE, State.ENDED})
# The incident holds no reports any more. A merged one does again if the merging is taken back.
GONE: Final = frozenset({State.MERGED, State.WITHDRAWN})


def _table() -> dict[tuple[State, Step], State]:
    table = {
        (State.OPEN, Step.CLAIM): State.CHECKING,
        (State.CHECKING, Step.PUT_BACK): State.OPEN,
    }
    for outcome in OUTCOME_STATES:
        for undecided in UNDECIDED:
            table[undecided, Step(f"record_{outcome}")] = outcome
        # A correction may keep the outcome and mend its basis; what has ended may still prove false.
        for decided in OUTCOME_STATES | {State.ENDED}:
            table[decided, Step(f"correct_to_{outcome}")] = outcome
    table[State.MERGED, Step.BRING_BACK] = State.OPEN
    for state in CAN_END:
        table[state, Step.END] = State.ENDED
    for state in UNDECIDED:
        table[state, Step.MERGE_AWAY] = State.MERGED
        table[state, Step.LOSE_LAST_REPORT] = State.WITHDRAWN
    return table


TABLE: Final[Mapping[tuple[State, Step], State]] = MappingProxyType(_table())


def after(state: State, step: Step) -> State:
    """Return the state that a step leads to.

    Raises:
        StepNotPossible: the table has no such transition.
    """
    try:
        return TABLE[state, step]
    except KeyError as error:
        raise StepNotPossible(state=state, step=step) from error


def steps_from(state: State) -> frozenset[Step]:
    """Return what can happen to an incident in a state: the buttons of its page."""
    return frozenset(step for from_state, step in TABLE if from_state == state)


def can(state: State, step: Step) -> bool:
    """Tell whether the table has a transition."""
    return (state, step) in TABLE
