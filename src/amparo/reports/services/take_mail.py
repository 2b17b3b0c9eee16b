"""Make a report of an e-mail, once, and send the receipt back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from amparo.channels import api as channels
from amparo.core import phrases
from amparo.core.jobs import Priority
from amparo.core.places import cells
from amparo.core.places.cells import Precision
from amparo.core.places.gazetteer import gazetteer
from amparo.network.api import current_network
from amparo.reports.domain import receipts
from amparo.reports.domain.draft import ReportDraft
from amparo.reports.domain.kinds import Activity, ReportChannel
from amparo.reports.queries import places
from amparo.reports.services.submit import submit_report

REPLY_GOOD_FOR = timedelta(days=1)


def take_mail(*, inbound_id: UUID, now: datetime) -> bool:
    """Turn an incoming message into a report and queue its receipt; return False if that was done before.

    What the person saw is read by the dispatcher: the activity stays `other`, and the report counts as heard.

    Raises:
        DraftRefused: the region does not hold its own places.
    """
    network = current_network()
    token = receipts.private_token("email", str(inbound_id), secret=settings.SECRET_KEY)
    with transaction.atomic():
        try:
            inbound = channels.take_inbound(inbound_id)
        except channels.NoSuchInbound:
            return False
        draft = _draft(inbound, now)
        submitted = submit_report(
            draft=draft, token=token, channel=ReportChannel.EMAIL, language=network.default_language, now=now
        )
        if inbound.correspondent_id is not None:
            _reply(inbound.correspondent_id, submitted.receipt_code, network.default_language, now)
    return True


def _draft(inbound: channels.Inbound, now: datetime) -> ReportDraft:
    region = current_network().region
    named = gazetteer().named_in(inbound.text)
    cell = cells.cell_at(named.centre, Precision.NEIGHBOURHOOD) if named else None
    is_known = cell is not None and region.contains(cell)
    return ReportDraft(
        activity=Activity.OTHER,
        cell=cell if cell is not None and is_known else places.middle_of(region),
        place_text=named.name if named and is_known else "",
        place_is_known=is_known,
        seen_at=min(inbound.received_at, now),
        first_hand=False,
        text=inbound.text,
        correspondent_id=inbound.correspondent_id,
    )


def _reply(correspondent_id: UUID, code: str, language: str, now: datetime) -> None:
    book = phrases.book("reports")
    slots = {name: f"{{{name}}}" for name in ("receipt_code", "receipt_address")}
    renderings = {
        tag: channels.Rendering(
            subject=book.text("mail_receipt.subject", tag), body=book.text("mail_receipt.body", tag, **slots)
        )
        for tag in book.languages
    }
    message_id = channels.create_message(
        purpose="receipt", renderings=renderings, now=now, expires_at=now + REPLY_GOOD_FOR
    )
    values = {"receipt_code": code, "receipt_address": settings.PUBLIC_ORIGIN + reverse("reports:receipt")}
    recipient = channels.Recipient(correspondent_id, language, values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.ROUTINE, now=now
    )
