"""What a report still needs once it is acknowledged: its private marks, and a receipt that is slow to guess.

A receipt is stored in a quick, keyed form when the report comes in, and known again by it. Within seconds that form is
replaced by a slow one, and what the database keeps of the quick one is erased. Who copied the disk *and* the key within
those seconds could try words at the speed of a plain hash.
"""

from datetime import datetime, timedelta
from uuid import UUID

from amparo.core import jobs
from amparo.reports.domain import private_marks, receipts
from amparo.reports.models import Report
from amparo.reports.queries.reports import marks_of, slow_form

ERASE_JOB = "reports.erase_keyed_receipts"
# One erasing serves all receipts that were settled meanwhile.
ERASE_AFTER = timedelta(seconds=5)


def settle(*, report_id: UUID, now: datetime) -> None:
    """Find a report's private marks and make its receipt slow. Running again changes nothing."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        return
    if report.private_marks is None:
        kept = private_marks.to_json(marks_of(report))
        # Not those of a report that was withdrawn, and so blanked, since it was read.
        Report.objects.filter(pk=report_id, private_marks__isnull=True).update(private_marks=kept)
    if report.receipt_hash is not None and receipts.is_keyed(report.receipt_hash):
        Report.objects.filter(pk=report_id).update(receipt_hash=slow_form(report.receipt_hash))
        jobs.enqueue(ERASE_JOB, {}, now=now, run_at=now + ERASE_AFTER, unique=ERASE_JOB)
