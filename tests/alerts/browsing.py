"""What a browser would send, and a clock that pages read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import pytest

from amparo.alerts.domain import tokens
from amparo.alerts.queries import signing
from amparo.core import clock


def composed(**changed: object) -> dict[str, object]:
    """Return the form of an alert as an editor sends it."""
    return {
        "activity": "street_stop",
        "agency": "unknown",
        "sentences": ["advice.silence", "advice.observe"],
        "precision": "7",
        "where": "",
        "lifetime": "120",
        **changed,
    }


def wished(**changed: object) -> dict[str, object]:
    """Return the form of a subscription as a person sends it."""
    return {"topics": ["confirmed"], "places": "Pico-Union", "language": "en", "website": "", **changed}


def errors(answer: object) -> object:
    """Return what a form refused, for the message of a failing test."""
    context = getattr(answer, "context", None)
    return context["form"].errors if context and "form" in context else answer


def confirm_path(subscription_id: UUID) -> str:
    """Return the path of the link in the confirmation."""
    return signing.path(subscription_id, tokens.CONFIRM)


@contextmanager
def see_at(moment: datetime) -> Iterator[None]:
    """Let pages read another clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment)
        yield
