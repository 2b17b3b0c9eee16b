"""What stands beside an incident's facts, as its templates take it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.core import clock, languages
from amparo.incidents.domain import looking
from amparo.incidents.domain.outcomes import LONGEST_HOW_JUDGED
from amparo.incidents.forms import words_beside as words
from amparo.incidents.forms.beside import AskForm, LookForm, NoteForm
from amparo.incidents.queries import beside as queries
from amparo.incidents.queries.beside import Beside
from amparo.incidents.queries.detail import Detail
from amparo.incidents.queries.requests import RequestView
from amparo.incidents.views.page import Card, Page, Part, parts_of
from amparo.incidents.views.screen import Setting
from amparo.network.api import Actor, Capability
from amparo.reports.api import AdditionView, QuestionView, ReportView, TalkView, Way

_NOBODY = TalkView(Way.NOBODY, "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One turn of a conversation: what the person told later, or what they were asked and what they said to it.

    Attributes:
        question: what was asked; empty for what was told unasked.
        language, direction: of the question's words; the answer's are the report's.
        is_unsure: another question waited too, so that the answer may be to either.
    """

    question: str
    language: str
    direction: str
    asked: str
    standing: str
    standing_text: str
    told: tuple[Part, ...]
    told_at: str
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """One report with the conversation about it."""

    card: Card
    entries: tuple[Entry, ...]
    way: str
    can_be_asked: bool
    form: AskForm | None


@dataclass(frozen=True, slots=True)
class Note:
    """One note in words."""

    text: str
    line: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request to look in words."""

    request_id: UUID
    state: str
    state_text: str
    to: str
    line: str
    look_for: tuple[str, ...]
    answer: str
    words: str
    may_withdraw: bool


def context(
    found: Detail, shown: Page, setting: Setting, actor: Actor, *, again: AskForm | None = None
) -> dict[str, Any]:
    """Return what the parts of the page beside the facts need; `again` stands where it was typed."""
    by_report = {view.report_id: view for view in found.reports}
    stands = queries.beside(found.row.incident_id, by_report, by=actor, now=setting.now)
    may_add = shown.may_read and actor.can(Capability.TRIAGE_REPORTS) and not shown.merged_href
    observers = [(str(member_id), name) for member_id, name in stands.observers]
    return {
        "talks": [
            _talk(card, by_report[card.report_id], stands, setting, may_add=may_add, again=again)
            for card in shown.cards
        ],
        "notes": [Note(each.text, f"{each.by_name} · {setting.clock(each.at)}") for each in stands.notes],
        "requests": [_request(each, setting, may_add=may_add) for each in stands.requests],
        "may_add": may_add,
        "may_look": may_add and found.row.place_is_known,
        "note_form": NoteForm(),
        "look_form": LookForm(observers=observers, on=stands.on),
        "observer_basis": _basis(stands, actor),
    }


def _basis(stands: Beside, actor: Actor) -> dict[str, str]:
    """Return the basis that observers' answers offer, as the outcome's form begins: a person takes it or clears it."""
    if not stands.carrying or not actor.can(Capability.RECORD_OUTCOME):
        return {}
    answer = stands.carrying[0].answer
    told = [view.words for view in stands.carrying if view.words]
    count = len(stands.carrying)
    line = ngettext("Looked on request: %(answer)s.", "%(count)d looked on request: %(answer)s.", count) % {
        "answer": str(words.ANSWERS[answer]) if answer else "",
        "count": count,
    }
    return {"observer_how": " ".join([line, *told])[:LONGEST_HOW_JUDGED], "observers": str(count)}


def _talk(
    card: Card, view: ReportView, stands: Beside, setting: Setting, *, may_add: bool, again: AskForm | None
) -> Talk:
    talk = stands.talks.get(card.report_id, _NOBODY)
    form = None
    if again is not None and again.report_id == card.report_id:
        form = again
    elif may_add and talk.may_ask:
        default = setting.network.default_language
        form = AskForm(report_id=card.report_id, language=talk.language, default=default)
    return Talk(
        card=card,
        entries=tuple(_entries(view, talk, setting)),
        way=str(words.WAYS[talk.way]),
        can_be_asked=talk.way in {Way.MESSAGE, Way.RECEIPT},
        form=form,
    )


def _entries(view: ReportView, talk: TalkView, setting: Setting) -> Iterator[Entry]:
    answers = {question.answer_number for question in talk.questions}
    told = [each for number, each in enumerate(view.additions, 1) if number not in answers]
    turns: list[tuple[datetime, Entry]] = [
        (clock.floor_to(question.asked_at, clock.MINUTE), _asked(question, setting))
        for question in talk.questions
    ]
    turns += [(each.received_at, _told(each, setting)) for each in told]
    yield from (entry for _moment, entry in sorted(turns, key=lambda turn: turn[0]))


def _told(addition: AdditionView, setting: Setting) -> Entry:
    told = parts_of(addition.text, addition.private_marks)
    return Entry("", "", "", "", "", "", told, setting.clock(addition.received_at))


def _asked(question: QuestionView, setting: Setting) -> Entry:
    answer = question.answer
    return Entry(
        question=str(words.QUESTIONS[question.canned]) if question.canned else question.words,
        language="" if question.canned else question.language,
        direction="auto" if question.canned else languages.get(question.language).direction,
        asked=f"{question.asked_by_name} · {setting.clock(question.asked_at)}",
        standing=question.standing.value,
        standing_text=str(words.STANDINGS[question.standing]),
        told=parts_of(answer.text, answer.private_marks) if answer else (),
        told_at=setting.clock(answer.received_at) if answer else "",
        is_unsure=question.is_unsure,
    )


def _request(view: RequestView, setting: Setting, *, may_add: bool) -> Request:
    to = view.taken_by_name or view.to_name or _("whoever is on")
    return Request(
        request_id=view.request_id,
        state=view.state.value,
        state_text=str(words.REQUESTS[view.state]),
        to=to,
        line=f"{view.asked_by_name} · {setting.clock(view.asked_at)}",
        look_for=tuple(str(words.LOOK_FOR[each]) for each in view.look_for),
        answer=str(words.ANSWERS[view.answer]) if view.answer else "",
        words=view.words,
        may_withdraw=may_add and view.state in looking.OPEN,
    )
