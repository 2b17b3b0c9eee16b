"""How well two words for one thing agree, 0 to 1: neighbours name the same act, uniform and direction differently."""

from typing import Final

# Two activities or agencies that differ but go together: steps of one action, federal agencies.
KINDRED: Final = 0.75
# One of them was not told: neither for nor against.
NOT_TOLD: Final = 0.5

_STEPS_OF_ONE_ACTION: Final = frozenset(
    {"at_a_door", "inside_a_home", "taking_someone", "waiting", "leaving"}
)
_ON_THE_STREET: Final = frozenset(
    {"street_stop", "traffic_stop", "checkpoint", "taking_someone", "waiting", "passing_by", "leaving"}
)
_AT_A_PLACE: Final = frozenset({"workplace", "courthouse", "taking_someone", "waiting", "leaving"})
_KINDRED_ACTIVITIES: Final = (_STEPS_OF_ONE_ACTION, _ON_THE_STREET, _AT_A_PLACE)
_KINDRED_AGENCIES: Final = (
    frozenset({"ice", "hsi", "border_patrol", "other_federal", "military"}),
    frozenset({"police", "sheriff"}),
)
_ACTIVITY_NOT_TOLD: Final = frozenset({"other", ""})
_AGENCY_NOT_TOLD: Final = frozenset({"unknown", "other", ""})
_COMPASS: Final = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_HALF_ROUND: Final = len(_COMPASS) // 2


def activities(one: str, other: str) -> float:
    """Return how well two activities agree."""
    return _agreement(one, other, _ACTIVITY_NOT_TOLD, _KINDRED_ACTIVITIES)


def agencies(one: str, other: str) -> float:
    """Return how well two agencies agree."""
    return _agreement(one, other, _AGENCY_NOT_TOLD, _KINDRED_AGENCIES)


def directions(one: str, other: str) -> float:
    """Return how well two directions agree: 1 for the same, 0 for opposite ones."""
    if one not in _COMPASS or other not in _COMPASS:
        return NOT_TOLD
    steps = abs(_COMPASS.index(one) - _COMPASS.index(other))
    return 1 - min(steps, len(_COMPASS) - steps) / _HALF_ROUND


def _agreement(
    one: str,
    other: str,
    not_told: frozenset[str],
    kindred: tuple[frozenset[str], ...],
) -> float:
    if one in not_told or other in not_told:
        return NOT_TOLD
    if one == other:
        return 1.0
    return KINDRED if any(one in family and other in family for family in kindred) else 0.0


def is_activity_told(activity: str) -> bool:
    """Tell whether an activity says what was done."""
    return activity not in _ACTIVITY_NOT_TOLD
