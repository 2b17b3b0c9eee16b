"""The kinds of alert, and which recorded outcome each may say."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from amparo.core.errors import AmparoError


class Kind(StrEnum):
    """What an alert says."""

    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    OTHER_AGENCY = "other_agency"
    UNVERIFIABLE = "unverifiable"
    UPDATE = "update"
    ALL_CLEAR = "all_clear"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    RELAYED = "relayed"
    RELAYED_OVER = "relayed_over"


class Topic(StrEnum):
    """What a subscriber can wish to hear of."""

    CONFIRMED = "confirmed"
    FOUND_FALSE = "found_false"


OUTCOMES = frozenset({"confirmed", "unfounded", "other_agency", "unverifiable"})

FIRST_KINDS = frozenset({Kind.CONFIRMED, Kind.UNFOUNDED, Kind.OTHER_AGENCY, Kind.UNVERIFIABLE})
FOLLOW_UP_KINDS = frozenset({Kind.UPDATE, Kind.ALL_CLEAR, Kind.CORRECTION})
# What a partner states, passed on as its statement: it rests on that, never on an outcome of ours.
RELAY_KINDS = frozenset({Kind.RELAYED, Kind.RELAYED_OVER})
# Stands where an outcome would: nothing can take a partner's statement for one that a person of ours recorded.
RELAYED_OUTCOME = "relayed"
# What is said in prepared sentences only, without a word of the editor's own.
PREPARED_KINDS = frozenset({Kind.ALL_CLEAR, Kind.CORRECTION})

TOPICS: Mapping[Kind, Topic] = MappingProxyType(
    {
        Kind.CONFIRMED: Topic.CONFIRMED,
        Kind.UNFOUNDED: Topic.FOUND_FALSE,
        Kind.OTHER_AGENCY: Topic.FOUND_FALSE,
        Kind.UNVERIFIABLE: Topic.FOUND_FALSE,
        Kind.RELAYED: Topic.CONFIRMED,
    }
)

# The outcome a kind may be composed from. A correction says whatever is recorded now.
_SAYS: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.CONFIRMED: frozenset({"confirmed"}),
        Kind.UNFOUNDED: frozenset({"unfounded"}),
        Kind.OTHER_AGENCY: frozenset({"other_agency"}),
        Kind.UNVERIFIABLE: frozenset({"unverifiable"}),
        Kind.UPDATE: frozenset({"confirmed"}),
        Kind.ALL_CLEAR: frozenset({"confirmed"}),
        Kind.CORRECTION: OUTCOMES,
    }
)


class OutcomeDoesNotSayThis(AmparoError):
    """No person recorded an outcome that this kind of alert could say; `fields` has `kind` and `outcome`."""

    code = "OUTCOME_DOES_NOT_SAY_THIS"


class NotOverYet(AmparoError):
    """An all-clear needs an incident that was recorded as ended."""

    code = "NOT_OVER_YET"


def check_says(kind: Kind, *, outcome: str | None, is_over: bool) -> None:
    """Let a kind of alert through only if a recorded outcome says it.

    A partner's statement is relayed without any: `services/relaying.py` asks what that rests on.

    Raises:
        OutcomeDoesNotSayThis: there is no outcome, or it is another.
        NotOverYet: an all-clear for something that goes on.
    """
    if outcome is None or outcome not in _SAYS.get(kind, frozenset()):
        raise OutcomeDoesNotSayThis(kind=kind.value, outcome=outcome)
    if kind == Kind.ALL_CLEAR and not is_over:
        raise NotOverYet


def first_kind_of(outcome: str) -> Kind:
    """Return the kind of a first alert for an outcome.

    Raises:
        OutcomeDoesNotSayThis: the outcome is unknown.
    """
    try:
        return Kind(outcome) if outcome in OUTCOMES else Kind("")
    except ValueError as error:
        raise OutcomeDoesNotSayThis(kind="", outcome=outcome) from error
