"""Background work of reports."""

from datetime import timedelta
from uuid import UUID

from amparo.core import database, jobs
from amparo.core.jobs import Payload, Run
from amparo.reports.services import settle
from amparo.reports.services.take_mail import take_mail


@jobs.handler("reports.take_inbound", lease=timedelta(minutes=1))
def take_inbound(payload: Payload, run: Run) -> None:
    """Make a report of the incoming message that a notice names. Running again changes nothing."""
    take_mail(inbound_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("reports.settle")
def settle_report(payload: Payload, run: Run) -> None:
    """Do what an acknowledged report still needs."""
    settle.settle(report_id=UUID(payload["subject"]), now=run.now)


@jobs.handler(settle.ERASE_JOB)
def erase_keyed_receipts(_payload: Payload, _run: Run) -> None:
    """Leave no copy of replaced receipts in the write-ahead log."""
    database.erase_residue()
