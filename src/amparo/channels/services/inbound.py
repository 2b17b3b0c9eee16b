"""What comes in: stored with its sender sealed, sorted by the gateway, handed once to the app that asks for it.

What one sender writes is sorted and taken in the order of its coming: whoever does a message does all that came
before it as well, so it does not matter which job is quicker, or which is tried again.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amparo.channels import notices
from amparo.channels.domain import addresses
from amparo.channels.domain.keywords import Keyword, Wish, recognise
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import WAITING, DeliveryState, InboundState
from amparo.channels.email.incoming import IncomingMail, MailUnreadable, read_mail
from amparo.channels.email.returned import Bounce
from amparo.channels.models import Correspondent, Delivery, InboundMessage
from amparo.channels.services import correspondents, delivery_reports, threads, wishes
from amparo.core import clock, ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.privacy.seal import DoesNotOpen, Keyring

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
MOST_CHARS = 10_000
MOST_LINES = 200
# Stands where a text was longer than what is read of one message.
CUT_OFF = " […]"


class NoSuchInbound(AmparoError):
    """No incoming message waits under this id."""

    code = "NO_SUCH_INBOUND"


class ReceivedAs(StrEnum):
    """What an incoming message turned out to be."""

    MESSAGE = "message"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    AUTOMATIC = "automatic"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one incoming message; `inbound_id` is set when it was stored."""

    what: ReceivedAs
    inbound_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """An incoming message as another app gets it.

    Attributes:
        inbound_id: its id; a token for doing its work once.
        kind: the channel it came by.
        text: what the person wrote: subject and body, cleaned, at most 10,300 characters.
        correspondent_id: stands for the sender, to answer to; the same one while a thread lives. Whoever takes the
            message must part with it in the end. None where there was no usable address.
        received_at: to the minute.
    """

    inbound_id: UUID
    kind: ChannelKind
    text: str
    correspondent_id: UUID | None
    received_at: datetime


def receive_text(*, kind: ChannelKind, sender: str, text: str, event_id: str, now: datetime) -> Received:
    """Take in one message as a provider hands it over; with an event that was seen before, store nothing.

    Args:
        kind: the channel.
        sender: the address or number as the provider writes it.
        text: what the person wrote, decoded. What exceeds 10,000 characters or 200 lines is cut off, visibly.
        event_id: the provider's name of this message, the same when it hands it over again.
        now: aware.

    Raises:
        AddressRefused: nobody could be answered there; nothing was stored.
        NoPublicKey: nothing can be sealed, so nothing was stored.
    """
    address = addresses.normal(kind, sender)
    kept = readable(text)
    if not kept:
        return Received(ReceivedAs.EMPTY)
    fingerprint = _fingerprint(f"{kind.value}\0{event_id}".encode("utf-8", "replace"))
    return _store(kind, address, kept, recognise(kept), fingerprint=fingerprint, now=now)


def readable(text: str) -> str:
    """Return text without control characters and lone surrogates, within the limits of one message."""
    valid = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in valid if char.isprintable() or char.isspace() or char in "\u200c\u200d")
    lines = [" ".join(line.split()) for line in kept.strip().split("\n")]
    cut = "\n".join(lines[:MOST_LINES])[:MOST_CHARS]
    is_whole = len(lines) <= MOST_LINES and len(cut) == len("\n".join(lines))
    return cut if is_whole else cut + CUT_OFF


def receive_mail(raw: bytes, *, now: datetime) -> Received:
    """Take in one e-mail as it came from a mail server.

    Raises:
        NoPublicKey: nothing can be sealed, so nothing was stored.
    """
    try:
        mail = read_mail(raw)
    except MailUnreadable:
        return Received(ReceivedAs.UNREADABLE)
    if mail.bounce is not None:
        record_bounce(mail.bounce, now=now)
        return Received(ReceivedAs.COMPLAINT if mail.bounce.is_complaint else ReceivedAs.BOUNCE)
    if mail.is_automatic:
        return Received(ReceivedAs.AUTOMATIC)
    wish = recognise(mail.text, subject=mail.subject)
    # A wish is kept as it was written: its language is the answer's.
    text = _report_text(mail) if wish is None else mail.text or mail.subject
    if not text:
        return Received(ReceivedAs.EMPTY)
    return _store(ChannelKind.EMAIL, mail.sender, text, wish, fingerprint=_fingerprint(raw), now=now)


def _report_text(mail: IncomingMail) -> str:
    subject = "" if mail.subject.lower().startswith(("re:", "rv:", "aw:")) else mail.subject
    return "\n".join(part for part in (subject, mail.text) if part) or mail.subject


def _fingerprint(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16, person=b"amparo inbound").digest()


@transaction.atomic
def _store(
    kind: ChannelKind, sender: str | None, text: str, wish: Wish | None, *, fingerprint: bytes, now: datetime
) -> Received:
    if InboundMessage.objects.filter(fingerprint=fingerprint).exists():
        return Received(ReceivedAs.DUPLICATE)
    received_at = clock.floor_to(now, clock.MINUTE)
    newest = InboundMessage.objects.aggregate(newest=Max("arrival"))["newest"] or 0
    inbound = InboundMessage.objects.create(
        id=ids.new_anonymous_id(),
        arrival=newest + 1,
        kind=kind,
        received_at=received_at,
        expires_at=received_at + KEPT,
        state=InboundState.READY if sender is None else InboundState.RECEIVED,
        fingerprint=fingerprint,
        sealed_sender=None if sender is None else correspondents.seal_address(sender),
        keyword="" if wish is None else wish.keyword,
        text=text,
    )
    if sender is None:
        _tell(inbound, now)
    else:
        jobs.enqueue(
            "channels.sort_inbound", {"inbound": str(inbound.pk)}, now=now, priority=jobs.Priority.URGENT
        )
    return Received(ReceivedAs.MESSAGE, inbound.pk)


def sort(inbound_id: UUID, *, keyring: Keyring, now: datetime) -> None:
    """Open the senders' addresses of a message and of all that came before it: act on wishes, make the rest ready.

    A reporter gets a correspondent of their own, never one that a subscription uses: the two must not be linked,
    and forgetting the one must not end the other. One sender keeps it while the thread lives.

    Raises:
        DoesNotOpen: the sender was sealed to another key.
    """
    wanted = InboundMessage.objects.filter(pk=inbound_id, state=InboundState.RECEIVED).first()
    if wanted is None:
        return
    waiting = InboundMessage.objects.filter(state=InboundState.RECEIVED, arrival__lte=wanted.arrival)
    for pk in list(waiting.order_by("arrival", "pk").values_list("pk", flat=True)):
        try:
            _sort_one(pk, keyring, now)
        except DoesNotOpen:
            if pk == inbound_id:
                raise
            log.warning("An incoming message was sealed to another key, and is passed over.")


def _sort_one(inbound_id: UUID, keyring: Keyring, now: datetime) -> None:
    inbound = InboundMessage.objects.filter(pk=inbound_id, state=InboundState.RECEIVED).first()
    if inbound is None or inbound.sealed_sender is None:
        return
    address = correspondents.open_sealed_address(keyring, bytes(inbound.sealed_sender))
    wish = recognise(inbound.text) if inbound.keyword else None
    if wish is None:
        _make_ready(inbound_id, address, keyring, now)
        return
    # Outside a transaction, as the answer goes over the net; a wish that is carried out twice is carried out.
    kind = ChannelKind(inbound.kind)
    wishes.act_on(wish=wish, kind=kind, address=address, keyring=keyring, now=now)
    thread = threads.find(kind=kind, address=address, keyring=keyring)
    with transaction.atomic():
        InboundMessage.objects.filter(pk=inbound_id).update(
            state=InboundState.TAKEN, sealed_sender=None, text=""
        )
        # A mail's sender can be forged: nobody else may end a conversation by one.
        is_theirs = kind is not ChannelKind.EMAIL
        if wish.keyword == Keyword.STOP and is_theirs and thread is not None:
            stopped = thread.correspondent_id
            journal.write(notices.STOP_REQUESTED, subject=stopped, by="reporter", now=now, channel=kind.value)


@transaction.atomic
def _make_ready(inbound_id: UUID, address: str, keyring: Keyring, now: datetime) -> None:
    waiting = InboundMessage.objects.select_for_update().filter(pk=inbound_id, state=InboundState.RECEIVED)
    inbound = waiting.first()
    if inbound is None or inbound.sealed_sender is None:
        return
    inbound.correspondent = threads.correspondent_for(
        kind=ChannelKind(inbound.kind),
        address=address,
        sealed=bytes(inbound.sealed_sender),
        keyring=keyring,
        now=now,
    )
    inbound.sealed_sender = None
    inbound.state = InboundState.READY
    inbound.save()
    _tell(inbound, now)


def _tell(inbound: InboundMessage, now: datetime) -> None:
    journal.write(notices.INBOUND_RECEIVED, subject=inbound.pk, by="reporter", now=now, channel=inbound.kind)


@transaction.atomic
def take(inbound_id: UUID) -> tuple[Inbound, ...]:
    """Hand over an incoming message, once, with all that its sender wrote and nobody took, in order; erase the texts.

    Raises:
        NoSuchInbound: there is none, it is not ready, or it was taken before.
    """
    ready = InboundMessage.objects.filter(state=InboundState.READY)
    wanted = ready.filter(pk=inbound_id).first()
    if wanted is None:
        raise NoSuchInbound
    theirs = ready.filter(pk=inbound_id)
    if wanted.correspondent_id is not None:
        # Two who take messages of one sender take turns; the second looks at what the first has left.
        Correspondent.objects.select_for_update(no_key=True).filter(pk=wanted.correspondent_id).first()
        threads.lock(wanted.correspondent_id)
        theirs = ready.filter(correspondent_id=wanted.correspondent_id)
    rows = list(theirs.select_for_update().order_by("arrival", "pk"))
    if all(row.pk != inbound_id for row in rows):
        raise NoSuchInbound
    taken = tuple(
        Inbound(row.pk, ChannelKind(row.kind), row.text, row.correspondent_id, row.received_at)
        for row in rows
    )
    InboundMessage.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=InboundState.TAKEN, text="", correspondent=None
    )
    return taken


@transaction.atomic
def record_bounce(bounce: Bounce, *, now: datetime) -> None:
    """Record what a server reports of a mail: it arrived, it never will, or its reader complains of it.

    The key is known to us and to who got the mail: nobody can have another person's address marked. A complaint ends
    what goes to the address, as a STOP does: whoever presses "spam" has said it.
    """
    if bounce.is_complaint:
        _end_after_complaint(bounce.key, now=now)
        return
    if bounce.has_arrived:
        delivery_reports.record_arrival(bounce.key)
        return
    if not bounce.permanent:
        return
    delivery = Delivery.objects.filter(idempotency_key=bounce.key, state=DeliveryState.SENT).first()
    if delivery is None:
        return
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DEAD, reason="returned", values={})
    if delivery.correspondent_id is not None:
        correspondents.mark_unreachable(delivery.correspondent_id, reason="returned", now=now)


def _end_after_complaint(key: str, *, now: datetime) -> None:
    delivery = Delivery.objects.filter(idempotency_key=key).first()
    if delivery is None or delivery.correspondent_id is None:
        return
    waiting = Delivery.objects.filter(correspondent_id=delivery.correspondent_id, state__in=sorted(WAITING))
    waiting.update(state=DeliveryState.CANCELLED, reason="complaint", values={})
    correspondents.mark_unreachable(delivery.correspondent_id, reason="complaint", now=now)
