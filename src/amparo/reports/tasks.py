"""Background work of reports."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from amparo.core import database, jobs
from amparo.core.jobs import Payload, Run
from amparo.reports.services import callbacks, converse, marking, settle, telling


@jobs.handler("reports.take_inbound", lease=timedelta(minutes=1))
def take_inbound(payload: Payload, run: Run) -> None:
    """Take the incoming message that a notice names into a conversation. Running again changes nothing."""
    converse.take(inbound_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("reports.fall_quiet")
def fall_quiet(payload: Payload, run: Run) -> None:
    """Hand in what somebody told who has gone quiet."""
    converse.fall_quiet(correspondent_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("reports.end_idle")
def end_idle(payload: Payload, run: Run) -> None:
    """Forget a conversation in which nothing was told."""
    converse.end_idle(correspondent_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("reports.fall_silent")
def fall_silent(payload: Payload, _run: Run) -> None:
    """Say nothing more to somebody who wrote STOP."""
    converse.fall_silent(correspondent_id=UUID(payload["subject"]))


@jobs.handler("reports.tell_fate")
def tell_fate(payload: Payload, run: Run) -> None:
    """Tell the sender of a report what became of it."""
    telling.tell_fate(report_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("reports.settle")
def settle_report(payload: Payload, run: Run) -> None:
    """Do what an acknowledged report still needs."""
    settle.settle(report_id=UUID(payload["subject"]), now=run.now)


@jobs.handler(settle.ERASE_JOB)
def erase_keyed_receipts(_payload: Payload, _run: Run) -> None:
    """Leave no copy of replaced receipts in the write-ahead log."""
    transaction.on_commit(database.erase_residue)


@jobs.handler(callbacks.END_JOB)
def callback_ends(payload: Payload, run: Run) -> None:
    """Give up a wish to be called that waited too long."""
    callbacks.end(callback_id=UUID(payload["callback"]), now=run.now)


@jobs.handler(callbacks.FORGET_JOB)
def forget_callback(payload: Payload, _run: Run) -> None:
    """Delete a wish to be called that ended a day ago."""
    callbacks.forget(callback_id=UUID(payload["callback"]))


@jobs.handler(marking.FORGET_JOB)
def forget_mark_keys(_payload: Payload, run: Run) -> None:
    """Delete the keys of browsers' marks whose days are over."""
    marking.forget_mark_keys(now=run.now)
