"""Go to partners' hosts, in the gateway: it fetches bytes and looks at none of them. The worker reads (`taking.py`)."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from amparo.alerts.domain.partners import index
from amparo.alerts.models import DocumentState, Partner, PartnerDocument, PartnerState
from amparo.channels import api as channels
from amparo.core import jobs
from amparo.core.jobs import Priority

LARGEST_INDEX_BYTES = 1024 * 1024
LARGEST_MESSAGE_BYTES = 512 * 1024
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = 6


def poll(now: datetime) -> None:
    """Ask for the index of every partner whose turn it is, and come back. Idempotent."""
    active = Partner.objects.filter(state=PartnerState.ACTIVE)
    if not active.exists():
        return
    jobs.enqueue(
        "alerts.poll_partners", {}, now=now, run_at=now + settings.PARTNER_POLL, unique="alerts.poll_partners"
    )
    for partner in active.filter(next_at__lte=now):
        document, _ = PartnerDocument.objects.get_or_create(
            partner=partner, address=partner.address, defaults={"is_index": True, "named_at": now}
        )
        ask_for(document, now=now)


def ask_for(document: PartnerDocument, *, now: datetime, after: timedelta = timedelta(0)) -> None:
    """Let the gateway fetch a document; behind everything else that it does."""
    jobs.enqueue(
        "alerts.fetch_document",
        {"document": document.pk},
        now=now,
        run_at=now + after,
        priority=Priority.DIGEST,
        unique=f"alerts.fetch:{document.pk}",
    )


def fetch(document_id: int, now: datetime) -> None:
    """Fetch one document, in the gateway, and hand its bytes to the worker. A failure is data, not an error.

    Raises:
        NotTheGateway: this process may not go out.
    """
    document = PartnerDocument.objects.select_related("partner").filter(pk=document_id).first()
    if document is None or document.partner.state != PartnerState.ACTIVE:
        return
    limits = channels.Limits(
        most_bytes=LARGEST_INDEX_BYTES if document.is_index else LARGEST_MESSAGE_BYTES,
        timeout=settings.PARTNER_TIMEOUT,
        may_be_here=settings.PARTNERS_MAY_BE_HERE,
    )
    known = channels.Known(document.etag, document.last_modified) if document.is_index else channels.Known()
    try:
        _check_allowed(document)
        found = channels.fetch(document.address, known=known, limits=limits)
    except channels.NotFetched as error:
        _failed(document, error, now)
        return
    _fetched(document, found, now)


def pause_after(failures: int) -> timedelta:
    """Return how long a host that failed so often in a row is left alone."""
    wait: timedelta = settings.PARTNER_POLL * 2 ** min(failures, 10)
    return min(wait, LONGEST_PAUSE)


def _check_allowed(document: PartnerDocument) -> None:
    """Go on only to the host that two coordinators let in and, where the operator listed hosts, to one of those."""
    if not index.is_beside(document.address, document.partner.address):
        raise channels.NotFetched("another_host")
    if settings.PARTNER_HOSTS and urlsplit(document.address).hostname not in settings.PARTNER_HOSTS:
        raise channels.NotFetched("host_not_listed")


def _failed(document: PartnerDocument, error: channels.NotFetched, now: datetime) -> None:
    if document.is_index:
        note_fault(document.partner, error.reason, now, at_least=error.retry_after)
        return
    with transaction.atomic():
        tries = document.tries + 1
        is_lost = tries >= MOST_TRIES
        PartnerDocument.objects.filter(pk=document.pk).update(
            tries=tries,
            fault=error.reason,
            state=DocumentState.LOST if is_lost else DocumentState.WANTED,
        )
        if not is_lost:
            ask_for(document, now=now, after=max(pause_after(tries), error.retry_after or timedelta(0)))


def note_fault(partner: Partner, reason: str, now: datetime, *, at_least: timedelta | None = None) -> None:
    """Remember that a partner's index could not be read, and leave its host alone for a growing while."""
    failures = partner.failures + 1
    wait = max(pause_after(failures), at_least or timedelta(0))
    Partner.objects.filter(pk=partner.pk).update(failures=failures, fault=reason[:32], next_at=now + wait)


def _fetched(document: PartnerDocument, found: channels.Fetched, now: datetime) -> None:
    with transaction.atomic():
        if found.body is None:
            note_read(document.partner, now)
            return
        PartnerDocument.objects.filter(pk=document.pk).update(
            body=found.body,
            # What is said with an index is believed once the index was read: see `taking.py`.
            state=DocumentState.FETCHED,
            etag=found.known.etag if not document.is_index else "",
            last_modified="",
        )
        payload = {
            "document": document.pk,
            "etag": found.known.etag,
            "last_modified": found.known.last_modified,
        }
        jobs.enqueue("alerts.take_document", payload, now=now)


def note_read(partner: Partner, now: datetime) -> None:
    """Remember that a partner's index was read whole, or had not changed."""
    Partner.objects.filter(pk=partner.pk).update(
        failures=0, fault="", read_at=now, next_at=now + settings.PARTNER_POLL
    )
