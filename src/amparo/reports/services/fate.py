"""What became of reports, pushed down by whoever found out; and the closing that blurs their times."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import TruncHour

from amparo.channels import api as channels
from amparo.core import clock, journal
from amparo.core.errors import AmparoError
from amparo.reports import notices
from amparo.reports.domain.kinds import Fate
from amparo.reports.domain.states import OUTCOMES, fates_that_may_become
from amparo.reports.models import Conversation, Question, Report, ReportAddition
from amparo.reports.services import telling
from amparo.vault import api as vault


class FateNotRecordable(AmparoError):
    """Reports are received by submitting and withdrawn by their senders, not by recording it."""

    code = "FATE_NOT_RECORDABLE"


def record_fate(
    *, report_ids: Iterable[UUID], fate: Fate, statement_id: UUID | None = None, now: datetime
) -> tuple[UUID, ...]:
    """Record what became of reports; withdrawn ones and those where nothing changes are passed over.

    With an outcome, the marks of the browsers are erased: who asks then whether two were one has an answer already.

    Args:
        report_ids: the reports of an incident.
        fate: what their senders shall read.
        statement_id: the public statement to which the receipt may lead; None keeps one of the same fate.
        now: aware.

    Returns:
        The ids of the reports that changed.

    Raises:
        FateNotRecordable: `received` or `withdrawn` was given.
    """
    if fate in {Fate.RECEIVED, Fate.WITHDRAWN}:
        raise FateNotRecordable(fate=fate)
    is_other = Q(fate__in=fates_that_may_become(fate) - {fate})
    if statement_id is not None:
        is_other |= Q(fate=fate) & (Q(statement_id__isnull=True) | ~Q(statement_id=statement_id))
    with transaction.atomic():
        changing = Report.objects.filter(is_other, pk__in=list(report_ids)).order_by("pk")
        changed = tuple(changing.select_for_update().values_list("pk", flat=True))
        Report.objects.filter(pk__in=changed).update(fate=fate, statement_id=statement_id)
        if fate in OUTCOMES:
            Report.objects.filter(pk__in=changed).exclude(browser_mark="").update(browser_mark="")
        for report_id in changed:
            journal.write(notices.FATE_RECORDED, subject=report_id, by="system", now=now, fate=fate.value)
    return changed


def close_reports(*, report_ids: Iterable[UUID], now: datetime) -> int:
    """Close reports: truncate times to the hour, forget senders and browsers, erase their working copies.

    A sender who was not told yet what became of it is told first; the address goes when that has left.

    Returns:
        How many were open until now.
    """
    with transaction.atomic():
        open_ones = Report.objects.filter(pk__in=list(report_ids), closed_at__isnull=True)
        closing = {report.pk: report.correspondent_id for report in open_ones.select_for_update()}
        for report_id in closing:
            telling.tell_fate(report_id=report_id, now=now)  # if its job has not come to it yet
        Report.objects.filter(pk__in=closing).update(
            closed_at=clock.floor_to(now, clock.HOUR),
            correspondent_id=None,
            browser_mark="",
            seen_at=TruncHour("seen_at", tzinfo=UTC),
            received_at=TruncHour("received_at", tzinfo=UTC),
        )
        Question.objects.filter(report__in=closing).delete()
        end_conversations(closing)
        part_with((each for each in closing.values() if each is not None), now)
        vault.drop_working_copies(closing, now)
        for report_id in closing:
            journal.write(notices.CLOSED, subject=report_id, by="system", now=now)
        ReportAddition.objects.filter(report__in=closing).update(
            received_at=TruncHour("received_at", tzinfo=UTC)
        )
    return len(closing)


def end_conversations(report_ids: Iterable[UUID]) -> None:
    """Delete the conversations about reports that were closed or withdrawn, with whatever they still held."""
    Conversation.objects.filter(report_id__in=list(report_ids)).delete()


def part_with(correspondent_ids: Iterable[UUID], now: datetime) -> None:
    """Have senders' addresses forgotten once their last answer has left, unless another open report needs them."""
    for correspondent_id in set(correspondent_ids):
        if Report.objects.filter(correspondent_id=correspondent_id, closed_at__isnull=True).exists():
            continue
        try:
            channels.part_with_correspondent(correspondent_id, now)
        except channels.NoSuchCorrespondent:
            # It asked to be forgotten itself, or its time was over.
            continue


def forget(correspondent_id: UUID, now: datetime) -> None:
    """Have a sender's address forgotten at once; one that is gone already is as good."""
    try:
        channels.forget_correspondent(correspondent_id, now)
    except channels.NoSuchCorrespondent:
        # It asked to be forgotten itself, or its time was over.
        return
