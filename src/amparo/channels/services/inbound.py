"""What comes in: stored with its sender sealed, sorted by the gateway, handed once to the app that asks for it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from amparo.channels import notices
from amparo.channels.domain.keywords import Keyword, recognise
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import CorrespondentState, DeliveryState, InboundState
from amparo.channels.email.incoming import Bounce, IncomingMail, MailUnreadable, read_mail
from amparo.channels.models import Correspondent, Delivery, InboundMessage
from amparo.channels.services import correspondents
from amparo.core import clock, ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.privacy.seal import Keyring

KEPT = timedelta(days=7)
_UNKNOWN_LANGUAGE = "en"


class NoSuchInbound(AmparoError):
    """No incoming message waits under this id."""

    code = "NO_SUCH_INBOUND"


class ReceivedAs(StrEnum):
    """What an e-mail turned out to be."""

    MESSAGE = "message"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one e-mail; `inbound_id` is set when it was stored."""

    what: ReceivedAs
    inbound_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """An incoming message as another app gets it.

    Attributes:
        inbound_id: its id; a token for doing its work once.
        kind: the channel it came by.
        text: what the person wrote: subject and body, cleaned, at most 10,300 characters.
        correspondent_id: stands for the sender, to answer to; whoever takes it must have it forgotten in the end.
            None where there was no usable address.
        received_at: to the minute.
    """

    inbound_id: UUID
    kind: ChannelKind
    text: str
    correspondent_id: UUID | None
    received_at: datetime


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
        return Received(ReceivedAs.BOUNCE)
    if mail.is_automatic:
        return Received(ReceivedAs.AUTOMATIC)
    keyword = recognise(mail.text, subject=mail.subject)
    # A keyword is kept as it was written: its language is the answer's.
    text = _report_text(mail) if keyword is None else mail.text or mail.subject
    if not text:
        return Received(ReceivedAs.EMPTY)
    return _store(raw, mail, text, keyword, now)


def _report_text(mail: IncomingMail) -> str:
    subject = "" if mail.subject.lower().startswith(("re:", "rv:", "aw:")) else mail.subject
    return "\n".join(part for part in (subject, mail.text) if part) or mail.subject


@transaction.atomic
def _store(raw: bytes, mail: IncomingMail, text: str, keyword: Keyword | None, now: datetime) -> Received:
    fingerprint = hashlib.blake2b(raw, digest_size=16, person=b"amparo inbound").digest()
    if InboundMessage.objects.filter(fingerprint=fingerprint).exists():
        return Received(ReceivedAs.DUPLICATE)
    received_at = clock.floor_to(now, clock.MINUTE)
    is_anonymous = mail.sender is None
    inbound = InboundMessage.objects.create(
        id=ids.new_anonymous_id(),
        kind=ChannelKind.EMAIL,
        received_at=received_at,
        expires_at=received_at + KEPT,
        state=InboundState.READY if is_anonymous else InboundState.RECEIVED,
        fingerprint=fingerprint,
        sealed_sender=None if mail.sender is None else correspondents.seal_address(mail.sender),
        keyword=keyword or "",
        text=text,
    )
    if is_anonymous:
        _tell(inbound, now)
    else:
        jobs.enqueue(
            "channels.sort_inbound", {"inbound": str(inbound.pk)}, now=now, priority=jobs.Priority.URGENT
        )
    return Received(ReceivedAs.MESSAGE, inbound.pk)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What the gateway found: a keyword to answer, and to whom."""

    keyword: Keyword
    address: str
    text: str


@transaction.atomic
def sort(inbound_id: UUID, *, keyring: Keyring, now: datetime) -> Sorted | None:
    """Open the sender's address: act on a keyword, else make the message ready to be taken. For the gateway.

    A reporter gets a correspondent of their own, never one that a subscription uses: the two must not be linked,
    and forgetting the one must not end the other.

    Raises:
        DoesNotOpen: the sender was sealed to another key.
    """
    inbound = InboundMessage.objects.select_for_update().filter(pk=inbound_id).first()
    if inbound is None or inbound.state != InboundState.RECEIVED or inbound.sealed_sender is None:
        return None
    sealed = bytes(inbound.sealed_sender)
    address = correspondents.open_sealed_address(keyring, sealed)
    if inbound.keyword:
        if inbound.keyword == Keyword.STOP:
            _stop(ChannelKind(inbound.kind), address, keyring, now)
        InboundMessage.objects.filter(pk=inbound.pk).update(
            state=InboundState.TAKEN, sealed_sender=None, text=""
        )
        return Sorted(Keyword(inbound.keyword), address, inbound.text)
    inbound.correspondent = Correspondent.objects.create(
        id=ids.new_anonymous_id(),
        kind=inbound.kind,
        language=_UNKNOWN_LANGUAGE,
        state=CorrespondentState.UNCONFIRMED,
        sealed_address=sealed,
        registered_on=now.date(),
    )
    inbound.sealed_sender = None
    inbound.state = InboundState.READY
    inbound.save()
    _tell(inbound, now)
    return None


def _stop(kind: ChannelKind, address: str, keyring: Keyring, now: datetime) -> None:
    lookup = correspondents.lookup_of(keyring, kind, address)
    found = Correspondent.objects.filter(kind=kind, lookup=lookup).first()
    if found is None:
        return
    for correspondent_id in (found.pk, *found.merged.values_list("pk", flat=True)):
        journal.write(
            notices.STOP_REQUESTED, subject=correspondent_id, by="subscriber", now=now, channel=kind.value
        )


def _tell(inbound: InboundMessage, now: datetime) -> None:
    journal.write(notices.INBOUND_RECEIVED, subject=inbound.pk, by="reporter", now=now, channel=inbound.kind)


@transaction.atomic
def take(inbound_id: UUID) -> Inbound:
    """Hand over an incoming message, once; its text is erased here.

    Raises:
        NoSuchInbound: there is none, it is not ready, or it was taken before.
    """
    inbound = (
        InboundMessage.objects.select_for_update().filter(pk=inbound_id, state=InboundState.READY).first()
    )
    if inbound is None:
        raise NoSuchInbound
    taken = Inbound(
        inbound.pk, ChannelKind(inbound.kind), inbound.text, inbound.correspondent_id, inbound.received_at
    )
    InboundMessage.objects.filter(pk=inbound_id).update(state=InboundState.TAKEN, text="", correspondent=None)
    return taken


@transaction.atomic
def record_bounce(bounce: Bounce, *, now: datetime) -> None:
    """Record returned mail: a delivery that was sent did not arrive; the address is marked when it never will.

    The key is known to us and to who got the mail: nobody can have another person's address marked.
    """
    if not bounce.permanent:
        return
    delivery = Delivery.objects.filter(idempotency_key=bounce.key, state=DeliveryState.SENT).first()
    if delivery is None:
        return
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DEAD, reason="returned", values={})
    if delivery.correspondent_id is not None:
        correspondents.mark_unreachable(delivery.correspondent_id, reason="returned", now=now)
