"""How the fate of a report may move. An outcome can be corrected; a withdrawal is final."""

from collections.abc import Mapping
from types import MappingProxyType

from amparo.reports.domain.kinds import Fate

OUTCOMES = frozenset({Fate.CONFIRMED, Fate.UNFOUNDED, Fate.OTHER_AGENCY, Fate.UNVERIFIABLE})
_LATER = OUTCOMES | {Fate.BEING_CHECKED, Fate.WITHDRAWN}

MOVES: Mapping[Fate, frozenset[Fate]] = MappingProxyType(
    {
        Fate.RECEIVED: _LATER,
        Fate.BEING_CHECKED: _LATER,
        Fate.CONFIRMED: _LATER,
        Fate.UNFOUNDED: _LATER,
        Fate.OTHER_AGENCY: _LATER,
        Fate.UNVERIFIABLE: _LATER,
        Fate.WITHDRAWN: frozenset(),
    }
)


def fates_that_may_become(fate: Fate) -> frozenset[Fate]:
    """Return the fates from which a report may move to `fate`."""
    return frozenset(before for before, after in MOVES.items() if fate in after)
