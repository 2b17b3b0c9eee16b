"""One incident's page as its template takes it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.core.languages import get as language
from amparo.core.languages import is_known
from amparo.incidents.domain.looking import Answer
from amparo.incidents.domain.outcomes import Basis
from amparo.incidents.domain.states import State, Step
from amparo.incidents.forms import times, words, words_beside, words_regroup
from amparo.incidents.forms.decide import Choice
from amparo.incidents.queries.detail import Detail, Moment, OutcomeView
from amparo.incidents.views import facts, pictures
from amparo.incidents.views.pictures import Pictures
from amparo.incidents.views.screen import Item, Setting, item, one_line
from amparo.network.api import Actor, Capability
from amparo.reports.api import AdditionView, PrivateMark, ReportView


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `mark` says what in it leads to a person, or is empty."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Card:
    """One report beside the others, under a letter by which people speak of it."""

    report_id: UUID
    letter: str
    is_first_hand: bool
    seen_ago: str
    seen_at: str
    facts: tuple[facts.Fact, ...]
    text: tuple[Part, ...]
    language: str
    direction: str
    additions: tuple[tuple[Part, ...], ...]
    marks: str
    needs: tuple[str, ...]
    can_be_answered: bool
    pictures: Pictures


@dataclass(frozen=True, slots=True)
class Finding:
    """One recorded outcome in words."""

    outcome_id: UUID
    state: str
    text: str
    by_name: str
    at: str
    bases: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on an incident's page, and which of its forms the actor has."""

    item: Item
    cards: tuple[Card, ...]
    finding: Finding | None
    earlier: tuple[Finding, ...]
    ended_at: str
    merged_href: str
    timeline: tuple[tuple[str, str, str], ...]
    may_claim: bool
    may_put_back: bool
    may_read_news: bool
    may_record: bool
    may_end: bool
    may_compose: bool
    may_split: bool
    may_merge: bool
    is_correction: bool
    may_read: bool


def page_of(detail: Detail, setting: Setting, *, by: Actor) -> Page:
    """Return an incident's page in words for an actor."""
    triages, records = by.can(Capability.TRIAGE_REPORTS), by.can(Capability.RECORD_OUTCOME)
    cards = tuple(_cards(detail, setting))
    letters = {card.report_id: card.letter for card in cards}
    findings = [_finding(each, setting, letters) for each in detail.outcomes]
    state = detail.row.state
    return Page(
        item=item(detail.row, setting, selected=detail.row.incident_id),
        cards=cards,
        finding=findings[0] if findings else None,
        earlier=tuple(findings[1:]),
        ended_at=setting.clock(detail.ended_at) if detail.ended_at else "",
        merged_href=setting.href(detail.merged_into) if detail.merged_into else "",
        timeline=tuple(_timeline(detail.timeline, setting)),
        may_claim=triages and Step.CLAIM in detail.steps,
        may_read_news=triages and detail.row.has_news,
        may_put_back=triages and Step.PUT_BACK in detail.steps,
        may_record=records and any(step.startswith(("record_", "correct_to_")) for step in detail.steps),
        may_end=records and Step.END in detail.steps,
        may_compose=bool(findings) and by.can(Capability.COMPOSE_ALERT),
        may_split=triages and len(cards) > 1,
        may_merge=triages and Step.MERGE_AWAY in detail.steps and bool(detail.mergeable),
        is_correction=bool(findings),
        may_read=triages or records or state is State.MERGED,
    )


def report_choices(page: Page) -> list[Choice]:
    """Return the incident's reports as choices, by their letters."""
    return [(str(card.report_id), f"{card.letter} · {_kind(card)} · {card.seen_at}") for card in page.cards]


def first_hand_choices(page: Page) -> list[Choice]:
    """Return only the reports that can be independent ones."""
    first_hand = {str(card.report_id) for card in page.cards if card.is_first_hand}
    return [choice for choice in report_choices(page) if choice[0] in first_hand]


def merge_choices(detail: Detail, setting: Setting) -> list[Choice]:
    """Return the incidents near by as choices."""
    return [(str(row.incident_id), one_line(row, setting)) for row in detail.mergeable]


def _kind(card: Card) -> str:
    return facts.first_hand_text(is_first_hand=card.is_first_hand)


def _cards(detail: Detail, setting: Setting) -> Iterator[Card]:
    for number, view in enumerate(detail.reports):
        known = bool(view.language) and is_known(view.language)
        yield Card(
            report_id=view.report_id,
            letter=_letter(number),
            pictures=pictures.of_report(view.report_id, _letter(number), detail.pictures, detail.seen_before),
            is_first_hand=view.first_hand,
            seen_ago=setting.ago(view.seen_at),
            seen_at=setting.clock(view.seen_at),
            facts=facts.facts_of(view),
            text=_parts(view.text, view.private_marks, "text"),
            language=view.language if known else "",
            direction=language(view.language).direction if known else "auto",
            additions=tuple(_addition(each) for each in view.additions),
            marks=_marks(view),
            needs=facts.needs_of(view),
            can_be_answered=view.can_be_answered,
        )


def _letter(number: int) -> str:
    """Return A to Z, then A2 to Z2, and so on."""
    round_, place = divmod(number, 26)
    return chr(ord("A") + place) + (str(round_ + 1) if round_ else "")


def parts_of(text: str, marks: Iterable[PrivateMark]) -> tuple[Part, ...]:
    """Return what a reporter wrote, cut at what in it leads to a person."""
    return _parts(text, marks, "text")


def _addition(addition: AdditionView) -> tuple[Part, ...]:
    return _parts(addition.text, addition.private_marks, "text")


def _marks(view: ReportView) -> str:
    found = [*view.private_marks, *(mark for each in view.additions for mark in each.private_marks)]
    return ", ".join(sorted({str(words.MARKS[mark.kind]) for mark in found}))


def _parts(text: str, marks: Iterable[PrivateMark], field: str) -> tuple[Part, ...]:
    """Return a text cut at its private marks; of marks that overlap the first has the place."""
    parts, done = [], 0
    for mark in sorted((each for each in marks if each.field == field), key=lambda each: each.start):
        if mark.start < done:
            continue
        parts += [
            Part(text[done : mark.start], ""),
            Part(text[mark.start : mark.end], str(words.MARKS[mark.kind])),
        ]
        done = mark.end
    return tuple(part for part in (*parts, Part(text[done:], "")) if part.text)


def _finding(view: OutcomeView, setting: Setting, letters: dict[UUID, str]) -> Finding:
    bases = tuple(_basis(each, letters) for each in view.bases)
    return Finding(
        outcome_id=view.outcome_id,
        state=view.outcome.value,
        text=str(words.STATES[State(view.outcome)]),
        by_name=view.by_name,
        at=setting.clock(view.at),
        bases=bases or tuple((str(words.BASES[kind]), "", "") for kind in view.kinds),
    )


def _basis(basis: Basis, letters: dict[UUID, str]) -> tuple[str, str, str]:
    named = ", ".join(letters.get(report_id, "–") for report_id in basis.report_ids)
    return str(words.BASES[basis.kind]), basis.how_judged, named


def _timeline(moments: Iterable[Moment], setting: Setting) -> Iterator[tuple[str, str, str]]:
    for moment in moments:
        text = str(words.MOMENTS[moment.kind])
        if moment.answer:
            text = f"{text}: {words_beside.ANSWERS[Answer(moment.answer)]}"
        if moment.reason:
            text = f"{text}: {words_regroup.reason(moment.reason)}"
        if moment.outcome:
            text = f"{text}: {words.STATES[State(moment.outcome)]}"
        yield text, _when(moment.at, setting, is_rough=not moment.by_name), moment.by_name


def _when(at: datetime, setting: Setting, *, is_rough: bool) -> str:
    if is_rough:
        return times.hour_of(at, now=setting.now, zone=setting.network.time_zone)
    return setting.clock(at)
