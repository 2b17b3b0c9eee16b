"""An alert as an SMS says it: who, what, where, when, and where to read the rest, in as few parts as its words allow.

The same reviewed sentences in shorter form. Of the ways to say it, from the fullest to the barest, the first that costs
no more parts than the barest is taken: more is said only where it is free.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from amparo.alerts.domain.content import Content
from amparo.alerts.domain.kinds import RELAYED_OUTCOME, Kind

# How much of the network's name stays where each letter counts.
NAME_LENGTHS = (24, 14)


class Sentences(Protocol):
    """Sentences in languages, as `core.phrases` has them."""

    def text(self, phrase_id: str, language: str, **slots: str) -> str:
        """Return a sentence with its slots filled."""
        ...


@dataclass(frozen=True, slots=True)
class Short:
    """How short texts are made in this installation.

    Attributes:
        link: the shortest address of the alert's page.
        is_test: outside production, and says so.
        parts: counts in how many parts a text travels.
    """

    link: str
    is_test: bool
    parts: Callable[[str], int]


def phrase_ids(content: Content) -> tuple[str, ...]:
    """Return the ids of the phrases from which a content's short text is made."""
    return (
        f"short.{content.kind}",
        f"short_activity.{content.facts.activity}",
        f"short_agency.{content.facts.agency}",
        *_verdict_ids(content),
        "short.test",
        "short.stop",
    )


def _verdict_ids(content: Content) -> tuple[str, ...]:
    """Return the phrase for what was found; nothing of ours was where a partner's statement is passed on."""
    outcome = content.facts.outcome
    return () if outcome == RELAYED_OUTCOME else (f"short_verdict.{outcome}",)


def short_text(content: Content, book: Sentences, language: str, slots: Mapping[str, str], how: Short) -> str:
    """Return what an SMS says, on one line; `slots` are those of the long text's sentences."""
    ways = list(_ways(content, book, language, slots, how))
    fewest = min(how.parts(way) for way in ways)
    return next(way for way in ways if how.parts(way) == fewest)


def _ways(
    content: Content, book: Sentences, language: str, slots: Mapping[str, str], how: Short
) -> Iterator[str]:
    verdict = "".join(book.text(each, language) for each in _verdict_ids(content))
    fullest = {**slots, "verdict": verdict}
    shorter = {
        **fullest,
        "activity": book.text(f"short_activity.{content.facts.activity}", language),
        "agency": book.text(f"short_agency.{content.facts.agency}", language),
    }
    barer = [{**shorter, "network": _cut(slots["network"], length)} for length in NAME_LENGTHS]
    mark = book.text("short.test", language) if how.is_test else ""
    stop = "" if content.kind == Kind.WITHDRAWAL else book.text("short.stop", language)
    for given in (fullest, shorter, *barer):
        said = book.text(f"short.{content.kind}", language, **given)
        for end in (stop, ""):
            yield " ".join(part for part in (mark, said, how.link, end) if part)


def _cut(name: str, length: int) -> str:
    """Return a network's name of at most so many letters, whole words where there is one."""
    if len(name) <= length:
        return name
    return name[: length + 1].rsplit(" ", 1)[0][:length]
