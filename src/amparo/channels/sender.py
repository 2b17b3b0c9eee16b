"""In whose name messages leave, and the mark of a demonstration.

The network's name is known in an app above this one, which registers how to ask for it.
"""

from collections.abc import Callable

from django.conf import settings

# Every message of a demonstration begins with it, whatever it says.
DEMONSTRATION_MARK = "[DEMONSTRATION / DEMOSTRACIÓN]"

_sources: list[Callable[[], str]] = []


def name_the_sender(source: Callable[[], str]) -> None:
    """Register the function that returns the network's name; called once, when an app becomes ready."""
    _sources[:] = [source]


def sender_name() -> str:
    """Return the name to show as the sender, or an empty text where none is known."""
    if settings.SMTP_FROM_NAME:
        return str(settings.SMTP_FROM_NAME)
    return _sources[0]() if _sources else ""


def marked(subject: str) -> str:
    """Return a subject as it leaves: in a demonstration it says so first."""
    return f"{DEMONSTRATION_MARK} {subject}" if settings.IS_DEMO else subject
