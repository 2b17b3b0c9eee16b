"""Take in what the gateway fetched of partners, in the worker, which goes nowhere and holds no keys to anybody.

A message is believed only as far as its signature under the pinned certificate covers it, and read from those bytes.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.partners import area, index, message
from amparo.alerts.domain.partners.message import Expected, PartnerMessage
from amparo.alerts.domain.partners.reading import PartnerRefused
from amparo.alerts.domain.xml_signature import CertificateUnusable, SignatureWrong
from amparo.alerts.models import DocumentState, Partner, PartnerDocument, PartnerState, PartnerStatement
from amparo.alerts.services import polling
from amparo.channels.api import Known
from amparo.core import ids, journal
from amparo.core.places.cells import Cell
from amparo.network import api as network

DOCUMENTS_KEPT = timedelta(days=3)
# Of three days: whoever names more is broken, or wants to fill our disk.
MOST_DOCUMENTS = 2000
STATEMENTS_KEPT = timedelta(days=30)


def take(document_id: int, known: Known, now: datetime) -> None:
    """Read what was fetched. What is refused is remembered with its reason, and not asked for again."""
    with transaction.atomic():
        document = PartnerDocument.objects.select_for_update().filter(pk=document_id).first()
        if document is None or document.body is None or document.partner.state != PartnerState.ACTIVE:
            return
        body = bytes(document.body)
        if document.is_index:
            _take_index(document, body, known, now)
        else:
            _take_message(document, body, now)


def forget(now: datetime) -> None:
    """Delete what nobody names any more, and statements that ended a month ago."""
    PartnerDocument.objects.filter(is_index=False, named_at__lte=now - DOCUMENTS_KEPT).delete()
    PartnerStatement.objects.filter(expires_at__lte=now - STATEMENTS_KEPT).delete()


def _take_index(document: PartnerDocument, body: bytes, known: Known, now: datetime) -> None:
    partner = document.partner
    document.body = None
    try:
        named = _named(partner, body)
    except PartnerRefused as error:
        document.state, document.fault = DocumentState.REFUSED, error.why
        document.save()
        polling.note_fault(partner, error.why, now)
        return
    document.state, document.fault = DocumentState.TAKEN, ""
    document.etag, document.last_modified = known.etag, known.last_modified
    document.save()
    there = set(partner.documents.filter(is_index=False).values_list("address", flat=True))
    partner.documents.filter(address__in=named).update(named_at=now)
    for address in named:
        if address not in there and address != partner.address:
            wanted = PartnerDocument.objects.create(
                partner=partner, address=address, absent_at=partner.read_at, named_at=now
            )
            polling.ask_for(wanted, now=now)
    polling.note_read(partner, now)
    forget(now)


def _named(partner: Partner, body: bytes) -> tuple[str, ...]:
    """Return the addresses that an index names, if they are not more than anybody publishes in three days."""
    named = index.addresses(body, partner.address)
    if partner.documents.exclude(address__in=named).count() + len(named) > MOST_DOCUMENTS:
        raise PartnerRefused("too_many_messages")
    return named


def _take_message(document: PartnerDocument, body: bytes, now: datetime) -> None:
    document.body = None
    try:
        _believe(document, body, now)
        document.state, document.fault = DocumentState.TAKEN, ""
    except PartnerRefused as error:
        document.state, document.fault = DocumentState.REFUSED, error.why
    except SignatureWrong as error:
        document.state, document.fault = (
            DocumentState.REFUSED,
            f"signature_{error.fields.get('why', '')}"[:32],
        )
    except CertificateUnusable as error:
        document.state, document.fault = DocumentState.REFUSED, error.code.lower()
    document.save()


def _believe(document: PartnerDocument, body: bytes, now: datetime) -> None:
    partner = document.partner
    signed = xml_signature.verify(body, partner.certificate.encode(), at=now)
    expected = Expected(settings.CAP_STATUS, now, document.absent_at)
    found = message.read(signed, expected)
    earlier = PartnerStatement.objects.filter(partner=partner, identifier=found.identifier).first()
    if earlier is not None:
        if hashlib.sha256(bytes(earlier.body)).digest() != hashlib.sha256(signed).digest():
            raise PartnerRefused("identifier_used_twice")
        return
    cells = _ours(found)
    row = PartnerStatement.objects.create(
        id=ids.new_id(now),
        partner=partner,
        identifier=found.identifier,
        sender=found.sender,
        sent=found.sent,
        expires_at=found.expires_at,
        received_at=now,
        message_type=found.message_type,
        says=found.says,
        references=list(found.references),
        words=message.to_json(found.words),
        area=found.area,
        cells=cells,
        is_relay=found.is_relay,
        body=signed,
    )
    journal.write(notices.PARTNER_STATED, subject=row.pk, by="system", now=now, says=found.says.value)


def _ours(found: PartnerMessage) -> list[Cell]:
    """Return the neighbourhoods of our region that a message concerns; none where its area means nothing to us."""
    try:
        touched = area.cells_of(found.polygons, found.circles)
    except PartnerRefused:
        return []
    region = network.current_network().region
    return sorted(cell for cell in touched if region.contains(cell))
