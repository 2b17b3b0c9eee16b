"""How many sources an incident has, why not more, and what to ask, as its templates take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.incidents.domain.independence import Link
from amparo.incidents.domain.outcomes import ReportsInSameWords, ReportsOfOneSource
from amparo.incidents.forms import words, words_weighing
from amparo.incidents.queries import weighing as queries
from amparo.incidents.queries.detail import Detail
from amparo.incidents.views.page import Page


@dataclass(frozen=True, slots=True)
class Weighing:
    """For the partials `sources.html` and `red_flags.html`; empty for who may not read reports.

    Attributes:
        sources: how many reports and sources there are; why: what makes the second number less.
        questions: what nobody has asked yet.
    """

    sources: str = ""
    why: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def of(found: Detail, shown: Page) -> Weighing:
    """Return what one weighs, in words; a fixed number of queries."""
    if not shown.cards:
        return Weighing()
    weighed = queries.weigh([card.report_id for card in shown.cards], found.seen_before)
    letters = letters_of(shown)
    return Weighing(
        sources=words_weighing.sources(weighed.independence, len(shown.cards)),
        why=tuple(words_weighing.why(weighed.independence, letters)),
        questions=tuple(words_weighing.ask(each, letters) for each in weighed.questions),
    )


def letters_of(shown: Page) -> Mapping[UUID, str]:
    """Return the letters by which people speak of the reports on the page."""
    return {card.report_id: card.letter for card in shown.cards}


def refusal(error: AmparoError, shown: Page) -> str:
    """Return what an error says, with the reports that it names by their letters."""
    if isinstance(error, ReportsInSameWords):
        pair = cast("tuple[UUID, ...]", error.fields["report_ids"])
        return f"{words.refusal(error)} ({words_weighing.named(pair, letters_of(shown))})"
    if not isinstance(error, ReportsOfOneSource):
        return words.refusal(error)
    links = cast("tuple[Link, ...]", error.fields["links"])
    why = words_weighing.of_one_source(links, letters_of(shown))
    return f"{words.refusal(error)} {why}"
