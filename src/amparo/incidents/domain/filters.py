"""What a member wants to see of the board, as a value: the terms that the address and a saved filter hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class Flag(StrEnum):
    """What may be asked of an incident by one word."""

    CHILD_ALONE = "child_alone"
    SOMEONE_HURT = "someone_hurt"
    URGENT = "urgent"
    NEWS = "news"
    NOBODY_HAS_IT = "nobody_has_it"
    MINE = "mine"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents of a shelf are shown; what is empty asks for nothing.

    Attributes:
        area: a neighbourhood, by its slug in the gazetteer.
        first_hand: somebody saw it.
        independent: at least so many independent sources.
        older_min: it came in at least so many minutes ago.
    """

    area: str = ""
    activity: str = ""
    agency: str = ""
    flag: Flag | None = None
    first_hand: bool = False
    independent: int = 0
    older_min: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything is asked for."""
        return self != Filter()

    def terms(self) -> Mapping[str, str]:
        """Return what is asked for, as text under the names that addresses use."""
        given = {name: value for name, value in asdict(self).items() if value}
        return {name: "1" if value is True else str(value) for name, value in given.items()}
