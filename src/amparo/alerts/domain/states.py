"""What an alert can be, and what may be done with it: one frozen table.

The table feeds the transitions, the database's constraint, the buttons of the desk and the README.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from amparo.core.errors import AmparoError


class State(StrEnum):
    """Where an alert stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Action(StrEnum):
    """What is done with an alert."""

    REVISE = "revise"
    PROPOSE = "propose"
    RELEASE = "release"
    SUPERSEDE = "supersede"
    END = "end"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


TRANSITIONS: Mapping[tuple[State, Action], State] = MappingProxyType(
    {
        (State.DRAFT, Action.REVISE): State.DRAFT,
        (State.DRAFT, Action.PROPOSE): State.PROPOSED,
        (State.DRAFT, Action.WITHDRAW): State.WITHDRAWN,
        (State.DRAFT, Action.EXPIRE): State.EXPIRED,
        (State.PROPOSED, Action.REVISE): State.DRAFT,
        (State.PROPOSED, Action.RELEASE): State.RELEASED,
        (State.PROPOSED, Action.WITHDRAW): State.WITHDRAWN,
        (State.PROPOSED, Action.EXPIRE): State.EXPIRED,
        (State.RELEASED, Action.SUPERSEDE): State.SUPERSEDED,
        (State.RELEASED, Action.END): State.ENDED,
        (State.RELEASED, Action.WITHDRAW): State.WITHDRAWN,
        (State.RELEASED, Action.EXPIRE): State.EXPIRED,
    }
)

UNSENT = frozenset({State.DRAFT, State.PROPOSED})


class NotPossibleNow(AmparoError):
    """The alert's state does not allow the action; `fields` has `state` and `action`."""

    code = "NOT_POSSIBLE_NOW"


def after(state: State, action: Action) -> State:
    """Return the state that follows.

    Raises:
        NotPossibleNow: the table has no such transition.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError as error:
        raise NotPossibleNow(state=state.value, action=action.value) from error


def possible(state: State) -> frozenset[Action]:
    """Return the actions that a state allows: the buttons of the desk."""
    return frozenset(action for each, action in TRANSITIONS if each == state)


def sources(action: Action) -> frozenset[State]:
    """Return the states from which an action is possible."""
    return frozenset(state for state, each in TRANSITIONS if each == action)
