"""Background work of reports."""

from datetime import timedelta
from uuid import UUID

from amparo.core import jobs
from amparo.core.jobs import Payload, Run
from amparo.reports.services.take_mail import take_mail


@jobs.handler("reports.take_inbound", lease=timedelta(minutes=1))
def take_inbound(payload: Payload, run: Run) -> None:
    """Make a report of the incoming message that a notice names. Running again changes nothing."""
    take_mail(inbound_id=UUID(payload["subject"]), now=run.now)
