"""Reads of reports: for triage, and for whoever holds a receipt code."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell
from amparo.network.api import Actor, Capability
from amparo.reports.domain import limits, private_marks, receipts
from amparo.reports.domain.danger import Danger
from amparo.reports.domain.kinds import Activity, Agency, Answer, Fate, PaperShown, PlaceKind, ReportChannel
from amparo.reports.domain.views import AdditionView, ReceiptView, ReportView
from amparo.reports.keys import receipt_key
from amparo.reports.models import Report, ReportAddition


class NoSuchReceipt(AmparoError):
    """No open receipt has this code: it was never given out, or its time is over. The two are not told apart."""

    code = "NO_SUCH_RECEIPT"


def slow_form(keyed: str) -> str:
    """Return the slow form of a receipt's keyed one. Takes tens of milliseconds: keep it out of transactions."""
    cost = receipts.Cost(settings.RECEIPT_PASSES, settings.RECEIPT_MEMORY_BYTES)
    return receipts.slow_form(keyed, receipt_key(), cost)


def for_triage(report_ids: Iterable[UUID], *, by: Actor) -> tuple[ReportView, ...]:
    """Return these reports whole, the newest sighting first. Two queries.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    reports = Report.objects.filter(pk__in=list(report_ids)).prefetch_related("additions")
    return tuple(_view(report) for report in reports.order_by("-seen_at", "-received_at", "pk"))


def find_receipt(code: str, *, now: datetime) -> ReceiptView:
    """Return what a receipt code shows. Costs one slow hash and one query, whether it finds anything or not.

    Raises:
        ReceiptNotUnderstood: it is not six words of our lists.
        NoSuchReceipt: no open receipt has this code.
    """
    keyed = [receipts.keyed_form(number, receipt_key()) for number in receipts.numbers_in(code)]
    forms = [*keyed, *(slow_form(each) for each in keyed)]
    return _receipt(Report.objects.filter(receipt_hash__in=forms).first(), now)


def receipt_of(report_id: UUID, *, now: datetime) -> ReceiptView:
    """Return what the receipt of a report shows, for somebody who proved to hold it a moment ago.

    Raises:
        NoSuchReceipt: the receipt's time is over.
    """
    return _receipt(Report.objects.filter(pk=report_id, receipt_hash__isnull=False).first(), now)


def _receipt(report: Report | None, now: datetime) -> ReceiptView:
    if report is None or (report.closed_at and report.closed_at + limits.RECEIPT_LIFE <= now):
        raise NoSuchReceipt
    if report.closed_at is not None:
        return ReceiptView(report_id=report.pk, fate=Fate(report.fate), is_closed=True)
    additions = ReportAddition.objects.filter(report=report).count()
    return ReceiptView(
        report_id=report.pk,
        fate=Fate(report.fate),
        is_closed=False,
        received_at=report.received_at,
        additions_left=limits.ADDITIONS_MAX - additions,
        statement_id=report.statement_id,
    )


def _danger(report: Report) -> Danger:
    """Return what a report and all that was added to it say of danger."""
    said = [Danger(child_alone=report.child_alone, someone_hurt=report.someone_hurt)]
    said += [
        Danger(being_taken=each.being_taken, child_alone=each.child_alone, someone_hurt=each.someone_hurt)
        for each in report.additions.all()
    ]
    return reduce(or_, said)


def _view(report: Report) -> ReportView:
    danger = _danger(report)
    return ReportView(
        report_id=report.pk,
        channel=ReportChannel(report.channel),
        language=report.language,
        activity=Activity(report.activity),
        agency=Agency(report.agency),
        cell=Cell(report.cell),
        place_text=report.place_text,
        place_kind=PlaceKind(report.place_kind),
        place_is_known=report.place_is_known,
        seen_at=report.seen_at,
        received_at=report.received_at,
        first_hand=report.first_hand,
        how_many=report.how_many,
        markings=report.markings,
        vehicles=report.vehicles,
        paper_shown=PaperShown(report.paper_shown),
        being_taken=Answer.YES if danger.being_taken else Answer(report.being_taken),
        child_alone=danger.child_alone,
        someone_hurt=danger.someone_hurt,
        text=report.text,
        private_marks=marks_of(report),
        additions=tuple(_addition(addition) for addition in report.additions.all()),
        can_be_answered=report.correspondent_id is not None,
        fate=Fate(report.fate),
        is_closed=report.closed_at is not None,
    )


def marks_of(report: Report) -> tuple[private_marks.PrivateMark, ...]:
    """Return a report's private marks: those kept beside it, or found now where the worker has not come to it yet."""
    if report.private_marks is not None:
        return private_marks.from_json(report.private_marks)
    return private_marks.find(
        {
            "text": report.text,
            "place_text": report.place_text,
            "markings": report.markings,
            "vehicles": report.vehicles,
        }
    )


def _addition(addition: ReportAddition) -> AdditionView:
    return AdditionView(
        received_at=addition.received_at,
        text=addition.text,
        private_marks=private_marks.from_json(addition.private_marks),
    )
