"""Reads of what was asked back: for those who triage, and for whoever holds the receipt."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from amparo.channels import api as channels
from amparo.network.api import Actor, Capability
from amparo.reports.domain import conversation_state, private_marks
from amparo.reports.domain.asking import Canned, Open, OpenQuestion, QuestionView, Standing, TalkView, Way
from amparo.reports.domain.conversation_state import Stage
from amparo.reports.domain.kinds import Fate
from amparo.reports.domain.views import AdditionView
from amparo.reports.models import Conversation, Question, Report, ReportAddition


def talks(report_ids: Iterable[UUID], *, by: Actor) -> dict[UUID, TalkView]:
    """Return what was asked about these reports and whether more can be. Four queries at most, however many there are.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    reports = list(Report.objects.filter(pk__in=list(report_ids)))
    senders = [each.correspondent_id for each in reports if each.correspondent_id is not None]
    conversations = Conversation.objects.in_bulk(senders)
    questions = _questions(reports)
    found = {}
    for report in reports:
        talk = conversations.get(report.correspondent_id) if report.correspondent_id else None
        found[report.pk] = TalkView(way_of(report, talk), report.language, questions.get(report.pk, ()))
    return found


def way_of(report: Report, talk: Conversation | None) -> Way:
    """Return how the sender of a report can be asked, or why not."""
    if report.closed_at is not None or report.fate == Fate.WITHDRAWN:
        return Way.NOBODY
    if report.correspondent_id is None:
        return Way.RECEIPT if report.receipt_hash is not None else Way.NOBODY
    if talk is None:
        return Way.MESSAGE
    if talk.is_silent:
        return Way.SILENT
    is_about_this = talk.report_id == report.pk
    stage = conversation_state.from_json(talk.state).stage
    return Way.MESSAGE if is_about_this and stage is Stage.HANDED_IN else Way.TELLING_ELSE


def open_questions(report_id: UUID) -> tuple[OpenQuestion, ...]:
    """Return what waits for an answer, the oldest first, for whoever proved to hold the receipt."""
    waiting = Question.objects.filter(report=report_id, answer__isnull=True).order_by("number")
    return tuple(OpenQuestion(each.pk, _canned(each), each.words, each.language) for each in waiting)


def _questions(reports: Iterable[Report]) -> dict[UUID, tuple[QuestionView, ...]]:
    rows = list(
        Question.objects.filter(report__in=list(reports))
        .select_related("asked_by", "answer")
        .order_by("report", "number")
    )
    progress = channels.each_progress(each.message_id for each in rows if each.message_id is not None)
    found: dict[UUID, list[Question]] = {}
    for row in rows:
        found.setdefault(row.report_id, []).append(row)
    return {
        report_id: tuple(_view(each, progress, is_unsure=_is_unsure(each, asked)) for each in asked)
        for report_id, asked in found.items()
    }


def _is_unsure(row: Question, asked: Iterable[Question]) -> bool:
    """Tell whether an answer may be to another question: a message is put to the oldest, whatever it says."""
    if row.answer is None or row.message_id is None:
        return False
    return any(_open(row).meets(_open(each)) for each in asked if each.pk != row.pk)


def _open(row: Question) -> Open:
    return Open(row.asked_at, row.answer.received_at if row.answer else None)


def _view(row: Question, progress: Mapping[UUID, channels.Progress], *, is_unsure: bool) -> QuestionView:
    sent = None if row.message_id is None else progress.get(row.message_id)
    return QuestionView(
        question_id=row.pk,
        canned=_canned(row),
        words=row.words,
        language=row.language,
        asked_by_name=row.asked_by.display_name,
        asked_at=row.asked_at,
        standing=Standing.ANSWERED if row.answer is not None else _standing(sent),
        answer=None if row.answer is None else _addition(row.answer),
        answer_number=0 if row.answer is None else row.answer.number,
        is_unsure=is_unsure,
    )


def _standing(progress: channels.Progress | None) -> Standing:
    if progress is None:
        return Standing.ON_THE_PAGE
    if progress.arrived:
        return Standing.ARRIVED
    if progress.sent:
        return Standing.SENT
    return Standing.NOT_SENT if progress.is_finished else Standing.ON_ITS_WAY


def _canned(row: Question) -> Canned | None:
    return Canned(row.canned) if row.canned else None


def _addition(row: ReportAddition) -> AdditionView:
    return AdditionView(row.received_at, row.text, private_marks.from_json(row.private_marks))
