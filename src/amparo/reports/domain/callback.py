"""The states of a wish to be called: who waits, who was told that it is their turn, and how it ended.

Nobody of ours sees a number: when it is somebody's turn they are told by SMS to call, and say a word by which whoever
picks up knows them.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final

# So long a person is expected to call after they were told that it is their turn.
TURN: Final = timedelta(minutes=15)
# So often they are told; a missed message is nobody's fault.
MOST_TURNS: Final = 2
# Who was not reached in this time is told so, and forgotten.
WAITS_AT_MOST: Final = timedelta(hours=12)
# How many may wait: more would wait for nothing, and are told other ways.
MOST_WAITING: Final = 200
LONGEST_WORD: Final = 16


class CallState(StrEnum):
    """Where a wish to be called stands. Values are stored; they are never renamed."""

    WAITING = "waiting"
    INVITED = "invited"
    REACHED = "reached"
    GIVEN_UP = "given_up"


# What may follow what; the two last are ends.
FOLLOWS: Final = {
    CallState.WAITING: frozenset({CallState.INVITED, CallState.GIVEN_UP}),
    CallState.INVITED: frozenset({CallState.WAITING, CallState.REACHED, CallState.GIVEN_UP}),
    CallState.REACHED: frozenset[CallState](),
    CallState.GIVEN_UP: frozenset[CallState](),
}
OPEN: Final = frozenset({CallState.WAITING, CallState.INVITED})


def may_follow(state: CallState, wanted: CallState) -> bool:
    """Tell whether one state may follow another."""
    return wanted in FOLLOWS[state]
