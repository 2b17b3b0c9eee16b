"""In whose name messages leave. The network's name is known above this app, which registers how to ask for it."""

from collections.abc import Callable

from django.conf import settings

_sources: list[Callable[[], str]] = []


def name_the_sender(source: Callable[[], str]) -> None:
    """Register the function that returns the network's name; called once, when an app becomes ready."""
    _sources[:] = [source]


def sender_name() -> str:
    """Return the name to show as the sender, or an empty text where none is known."""
    if settings.SMTP_FROM_NAME:
        return str(settings.SMTP_FROM_NAME)
    return _sources[0]() if _sources else ""
