"""The ways to a person, and who goes first: what interrupts, then mail, then other systems."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final

MOST_WAYS: Final = 4


class Urgency(IntEnum):
    """Who goes first of those who watch the same place. Stored: a value never changes its meaning."""

    INTERRUPTING = 0
    MAIL = 1
    SYSTEM = 2


_OF: Final[Mapping[str, Urgency]] = MappingProxyType(
    {"email": Urgency.MAIL, "web": Urgency.SYSTEM, "hook": Urgency.SYSTEM, "apprise": Urgency.SYSTEM}
)


def urgency_of(channel: str) -> Urgency:
    """Return when somebody's turn is by their first way: texts, pushes and chats show on a telephone at once."""
    return _OF.get(channel, Urgency.INTERRUPTING)
