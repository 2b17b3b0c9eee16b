"""A request to look on the spot: what it may ask for, what may be answered, and its life as one frozen table.

An observer looks, and says what was there. Nothing here asks anybody to follow, to go closer, or to speak to anyone.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from amparo.core.errors import AmparoError

LONGEST_WORDS: Final = 200  # characters: a sentence beside the answer
MOST_OPEN: Final = 5  # requests that wait or are on their way, for one incident


class LookFor(StrEnum):
    """What to look for; the order is that of the form."""

    ANYBODY_THERE = "anybody_there"
    WHICH_AGENCY = "which_agency"
    WHAT_THEY_DO = "what_they_do"
    HOW_MANY = "how_many"
    STILL_THERE = "still_there"


class Answer(StrEnum):
    """What an observer found."""

    SAW_IT = "saw_it"
    NOTHING_THERE = "nothing_there"
    OTHER_AGENCY = "other_agency"
    COULD_NOT_LOOK = "could_not_look"


class RequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class RequestStep(StrEnum):
    """What can happen to a request."""

    ACCEPT = "accept"
    DECLINE = "decline"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


class RequestStepNotPossible(AmparoError):
    """The request is not in a state from which this can happen; `fields` has `state` and `step`."""

    code = "REQUEST_STEP_NOT_POSSIBLE"


OPEN: Final = frozenset({RequestState.ASKED, RequestState.ACCEPTED})
# Answers on which an outcome may rest, if a person says so.
FINDINGS: Final = frozenset({Answer.SAW_IT, Answer.NOTHING_THERE, Answer.OTHER_AGENCY})

TABLE: Final[Mapping[tuple[RequestState, RequestStep], RequestState]] = MappingProxyType(
    {
        (RequestState.ASKED, RequestStep.ACCEPT): RequestState.ACCEPTED,
        (RequestState.ASKED, RequestStep.DECLINE): RequestState.DECLINED,
        (RequestState.ACCEPTED, RequestStep.DECLINE): RequestState.DECLINED,
        (RequestState.ACCEPTED, RequestStep.GIVE_BACK): RequestState.ASKED,
        (RequestState.ACCEPTED, RequestStep.ANSWER): RequestState.ANSWERED,
        (RequestState.ASKED, RequestStep.WITHDRAW): RequestState.WITHDRAWN,
        (RequestState.ACCEPTED, RequestStep.WITHDRAW): RequestState.WITHDRAWN,
    }
)


def after(state: RequestState, step: RequestStep) -> RequestState:
    """Return the state that a step leads to.

    Raises:
        RequestStepNotPossible: the table has no such transition.
    """
    try:
        return TABLE[state, step]
    except KeyError as error:
        raise RequestStepNotPossible(state=state, step=step) from error
