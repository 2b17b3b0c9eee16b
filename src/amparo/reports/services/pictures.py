"""Give photos and videos to the report they came with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import journal
from amparo.reports import notices
from amparo.reports.models import Report
from amparo.reports.services.return_visit import ReportIsClosed
from amparo.vault import api as vault


def attach(*, report_id: UUID, pictures: Sequence[str | UUID], now: datetime) -> None:
    """Give what was uploaded to the report that was just submitted; doing it again changes nothing.

    Raises:
        MediaRefused: the report would have too many.
    """
    vault.attach([UUID(str(each)) for each in pictures], report_id, now)


def add(*, report_id: UUID, pictures: Sequence[UUID], now: datetime) -> None:
    """Add pictures to a report by its receipt, and tell those who look at it.

    Raises:
        ReportIsClosed: it was closed or withdrawn.
        MediaRefused: the report would have too many.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=report_id, closed_at__isnull=True).first()
        if report is None:
            raise ReportIsClosed
        count = vault.attach(pictures, report_id, now)
        # Only the news counts: what was told later is in the report's own rows.
        journal.write(notices.ADDED_TO, subject=report_id, by="reporter", now=now, number=count)
