"""What a reporter may do with the receipt code: add something, or withdraw."""

from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import clock, database, ids, journal
from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.reports import notices
from amparo.reports.domain import limits, private_marks
from amparo.reports.domain.danger import NO_DANGER, Danger
from amparo.reports.domain.draft import DraftRefused, clean_field
from amparo.reports.domain.kinds import Agency, Answer, Fate, PaperShown
from amparo.reports.models import Conversation, Report, ReportAddition
from amparo.reports.services import answering
from amparo.reports.services.fate import forget
from amparo.vault import api as vault


class NothingToAdd(DraftRefused):
    """Nothing was written, and no danger named."""

    code = "NOTHING_TO_ADD"


class NoMoreAdditions(DraftRefused):
    """The report has as many additions as it may have; `fields` has `limit`."""

    code = "NO_MORE_ADDITIONS"


class ReportIsClosed(AmparoError):
    """The report was closed or withdrawn, or is gone: nothing can be added."""

    code = "REPORT_IS_CLOSED"


class AlreadyWithdrawn(AmparoError):
    """The report was withdrawn before, or its time is over and it is gone."""

    code = "ALREADY_WITHDRAWN"


def add_to_report(
    *,
    report_id: UUID,
    text: str,
    now: datetime,
    danger: Danger = NO_DANGER,
    question_id: UUID | None = None,
) -> bool:
    """Append something the reporter wants to add; return False if it was the last addition already.

    Args:
        report_id: the report.
        text: what to add.
        now: aware.
        danger: what it says of danger.
        question_id: the open question that it answers; another report's, or an answered one, counts for nothing.

    Raises:
        DraftRefused: empty, too long, unreadable, or too many additions.
        ReportIsClosed: the report was closed or withdrawn.
    """
    kept = clean_field("text", text, max_chars=limits.ADDITION_MAX_CHARS, max_lines=limits.ADDITION_MAX_LINES)
    if not kept and danger == NO_DANGER:
        raise NothingToAdd(field="text")
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=report_id, closed_at__isnull=True).first()
        if report is None:
            raise ReportIsClosed
        last = report.additions.order_by("-number").first()
        if last is not None and _is_said(last, kept, danger) and not answering.is_open(report, question_id):
            return False
        number = last.number + 1 if last else 1
        if number > limits.ADDITIONS_MAX:
            raise NoMoreAdditions(field="text", limit=limits.ADDITIONS_MAX)
        addition = ReportAddition.objects.create(
            id=ids.new_anonymous_id(),
            report=report,
            number=number,
            received_at=clock.floor_to(now, clock.MINUTE),
            text=kept,
            private_marks=private_marks.to_json(private_marks.find({"text": kept})),
            **asdict(danger),
        )
        answering.answered(report, question_id, addition)
        journal.write(notices.ADDED_TO, subject=report_id, by="reporter", now=now, number=number)
    return True


def _is_said(last: ReportAddition, text: str, danger: Danger) -> bool:
    """Tell whether the last addition says the same, or more."""
    told = Danger(**{each.name: getattr(last, each.name) for each in fields(Danger)})
    return last.text == text and told | danger == told


def withdraw_report(*, report_id: UUID, now: datetime) -> None:
    """Blank a report: what stays is that there was one, in which district, in which hour, and that it was withdrawn.

    Raises:
        AlreadyWithdrawn: it was withdrawn before.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=report_id).exclude(fate=Fate.WITHDRAWN).first()
        if report is None:
            raise AlreadyWithdrawn
        _let_go(report, now)
        report.questions.all().delete()
        report.additions.all().delete()
        vault.erase_report(report_id)
        _blank(report, now)
        report.save()
        journal.write(notices.WITHDRAWN, subject=report_id, by="reporter", now=now)
        transaction.on_commit(database.erase_residue)


def _let_go(report: Report, now: datetime) -> None:
    """Forget who sent it, and what was said about it in messages; not an address that another open report needs."""
    Conversation.objects.filter(report=report).delete()
    others = Report.objects.filter(correspondent_id=report.correspondent_id, closed_at__isnull=True)
    if report.correspondent_id is not None and not others.exclude(pk=report.pk).exists():
        forget(report.correspondent_id, now)


def _blank(report: Report, now: datetime) -> None:
    report.fate = Fate.WITHDRAWN
    report.text = report.place_text = report.markings = report.vehicles = ""
    report.private_marks = []
    report.browser_mark = ""
    report.correspondent_id = None
    report.statement_id = None
    report.cell = cells.coarsest(Cell(report.cell), Precision.DISTRICT)
    report.how_many = None
    report.agency = Agency.UNKNOWN
    report.paper_shown = PaperShown.UNKNOWN
    report.being_taken = Answer.UNKNOWN
    report.child_alone = report.someone_hurt = False
    report.seen_at = clock.floor_to(report.seen_at, clock.HOUR)
    report.received_at = clock.floor_to(report.received_at, clock.HOUR)
    report.closed_at = report.closed_at or clock.floor_to(now, clock.HOUR)
