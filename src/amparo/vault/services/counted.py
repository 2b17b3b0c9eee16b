"""Tell an app above that a file was refused, and why: counts of what is refused are kept there, with all others."""

from collections.abc import Callable
from datetime import datetime

from amparo.vault.domain.kinds import Refusal

Listener = Callable[[Refusal, datetime], None]

_listeners: list[Listener] = []


def on_refused(listener: Listener) -> None:
    """Call a function for each file that is refused; nothing about the file or its sender is told."""
    _listeners.append(listener)


def refused(why: Refusal, now: datetime) -> None:
    """Tell of one refusal."""
    for each in _listeners:
        each(why, now)
