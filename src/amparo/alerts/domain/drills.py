"""Drills: exercises that look like alerts, say in every text that they are none, and never meet them.

A drill says what a confirmed message would say, from the same reviewed sentences, with the fixed word before it. It
gives no advice and no address of a live page: whoever reads half of it shall not act on it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from amparo.alerts.domain.composing import HEADLINE_LIMIT, HeadlineTooLong
from amparo.alerts.domain.content import Text
from amparo.core.errors import AmparoError

# Drills have codes that no alert can have: neither letter is in the alphabet of codes.
CODE_PREFIX = "D-"


class DrillNotPossibleNow(AmparoError):
    """The drill was released, stopped, or its proposal is too old; `fields["state"]`."""

    code = "DRILL_NOT_POSSIBLE_NOW"


class Sentences(Protocol):
    """Sentences in languages, as `core.phrases` has them."""

    def text(self, phrase_id: str, language: str, **slots: str) -> str:
        """Return a sentence with its slots filled."""
        ...


def state_of(
    *,
    released_at: datetime | None,
    expires_at: datetime | None,
    stopped_at: datetime | None,
    proposal_ends_at: datetime,
    now: datetime,
) -> str:
    """Return where a drill stands: `waiting`, `running`, `over`, `stopped` or `too_old`."""
    if stopped_at is not None:
        return "stopped"
    if released_at is None:
        return "too_old" if proposal_ends_at <= now else "waiting"
    return "running" if expires_at is not None and expires_at > now else "over"


def as_drill(text: Text, book: Sentences, *, network: str, code: str, address: str) -> Text:
    """Return a text as a drill says it.

    Raises:
        HeadlineTooLong: with the word before it, the headline exceeds the limit of CAP's readers.
    """
    tag = text.language
    headline = book.text("drill.headline", tag, headline=text.headline)
    if len(headline) > HEADLINE_LIMIT:
        raise HeadlineTooLong(language=tag)
    return replace(
        text,
        headline=headline,
        description=f"{book.text('drill.first', tag)}\n{text.description}",
        instruction="",
        closing=book.text("drill.last", tag, network=network, code=code, drill_address=address),
        short=book.text("drill.short", tag, network=network, code=code),
    )
