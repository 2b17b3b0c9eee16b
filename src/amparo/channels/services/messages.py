"""Making messages, queueing their deliveries, cancelling them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from amparo.channels import notices
from amparo.channels.domain.about import About
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.slots import check_values, slots_of
from amparo.channels.domain.states import WAITING, CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery, Message
from amparo.channels.models import Rendering as RenderingRow
from amparo.channels.services.waking import idempotency_key, wake
from amparo.core import ids, journal, languages
from amparo.core.errors import AmparoError
from amparo.core.inserting import insert
from amparo.core.jobs import Priority
from amparo.core.privacy.text import clean

CHUNK = 500
LONGEST_SUBJECT = 200
LONGEST_BODY = 20_000
MOST_BODY_LINES = 400
LONGEST_SHORT = 1_000
MOST_SHORT_LINES = 20


class NoSuchMessage(AmparoError):
    """No message has this id."""

    code = "NO_SUCH_MESSAGE"


class NothingToSay(AmparoError):
    """A message without a rendering, or a rendering without subject or body."""

    code = "NOTHING_TO_SAY"


class EndsInThePast(AmparoError):
    """A message must end after now, or nobody would get it."""

    code = "ENDS_IN_THE_PAST"


class MessageCancelled(AmparoError):
    """The message was cancelled: nothing more is queued for it."""

    code = "MESSAGE_CANCELLED"


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a message says in one language; `{slots}` are filled for each receiver.

    `short` is what is said where each part costs, as by SMS; where it is empty, the body is. `brief` is what a
    notification says below the subject; where it is empty, `short` is.
    """

    subject: str
    body: str
    short: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message, in which language, with which values for the slots.

    Attributes:
        correspondent_id: the address by which they want it first.
        language: a tag.
        values: for the slots of the renderings.
        fallbacks: the same person's correspondents on other channels, in their order of preference; used one after
            the other when a channel fails.
        not_before: when their quiet hours end; None: at once.
    """

    correspondent_id: UUID
    language: str
    values: Mapping[str, str]
    fallbacks: tuple[UUID, ...] = ()
    not_before: datetime | None = None


@transaction.atomic
def create(
    *,
    purpose: str,
    renderings: Mapping[str, Rendering],
    now: datetime,
    expires_at: datetime,
    about: About | None = None,
) -> UUID:
    """Store what is to be said, by language tag; nothing of it leaves at or after `expires_at`.

    Args:
        purpose: for counts and the demonstration's outbox: `alert`, `confirmation`, …
        renderings: at least one. A receiver whose language is missing gets English, else the first.
        now: when it was made.
        expires_at: when it is too late to send.
        about: what it replaces where receivers can do that, and its page.

    Whoever speaks none of its languages gets the first rendering.

    Raises:
        NothingToSay: no rendering, or an empty one.
        EndsInThePast: it would be over before it began.
        UnknownLanguage: a language the registry does not have.
        TextRefused: a text is too long or no text.
    """
    if not renderings:
        raise NothingToSay
    if expires_at <= now:
        raise EndsInThePast
    message = Message.objects.create(
        id=ids.new_id(now),
        purpose=purpose,
        created_at=now,
        expires_at=expires_at,
        about=about.to_json() if about else {},
    )
    RenderingRow.objects.bulk_create(
        [_row(message, language, rendering) for language, rendering in renderings.items()]
    )
    return message.pk


def _row(message: Message, language: str, rendering: Rendering) -> RenderingRow:
    subject = clean(rendering.subject, max_chars=LONGEST_SUBJECT)
    body = clean(rendering.body, max_chars=LONGEST_BODY, max_lines=MOST_BODY_LINES)
    short = clean(rendering.short, max_chars=LONGEST_SHORT, max_lines=MOST_SHORT_LINES)
    brief = clean(rendering.brief, max_chars=LONGEST_BODY, max_lines=MOST_BODY_LINES)
    if not subject or not body:
        raise NothingToSay(language=language)
    tag = languages.get(language).tag
    return RenderingRow(message=message, language=tag, subject=subject, body=body, short=short, brief=brief)


def queue(*, message_id: UUID, recipients: Iterable[Recipient], priority: Priority, now: datetime) -> int:
    """Queue a message to any number of people, in chunks that each commit; return how many were queued now.

    After a crash, call it again with the same recipients: whoever is queued already is passed over. So is who was
    forgotten or can't be reached. Two correspondents of one address get the message once.

    Raises:
        NoSuchMessage, MessageCancelled: checked at every chunk; what was queued before is cancelled too.
        ValueMissing, ValueRefused: of a receiver in the chunk; nothing of that chunk is queued.
    """
    queued = 0
    rest = iter(recipients)
    while chunk := list(islice(rest, CHUNK)):
        with transaction.atomic():
            queued += _queue_chunk(message_id, chunk, priority, now)
    return queued


@dataclass(frozen=True, slots=True)
class _Content:
    """What a chunk needs to know of its message: which languages there are, and the slots of each."""

    message: Message
    slots: Mapping[str, frozenset[str]]

    def language_for(self, wanted: str) -> str:
        """Return the language a person gets: theirs, or else that of the first rendering, which is the network's."""
        return languages.choose([wanted], list(self.slots))


def _content(message_id: UUID) -> _Content:
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NoSuchMessage
    if message.cancelled_at is not None:
        raise MessageCancelled
    slots = {
        row.language: slots_of(row.subject, row.body, row.short, row.brief)
        for row in message.renderings.order_by("pk")
    }
    return _Content(message, slots)


def _queue_chunk(message_id: UUID, chunk: list[Recipient], priority: Priority, now: datetime) -> int:
    content = _content(message_id)
    reachable = _reachable({way for recipient in chunk for way in _ways(recipient)})
    rows = list(_rows(content, chunk, reachable, priority, now))
    queued = Delivery.objects.filter(message_id=message_id)
    known = queued.filter(correspondent_id__in=[row.correspondent_id for row in rows])
    before = set(known.values_list("correspondent_id", flat=True))
    new = [row for row in rows if row.correspondent_id not in before]
    insert(new)  # nobody else queues for this message meanwhile: its row is locked
    for kind in {row.kind for row in rows}:
        wake(ChannelKind(kind), priority=priority, now=now)
    return len(new)


def _reachable(wanted: set[UUID]) -> dict[UUID, Correspondent]:
    """Return the row that stands for each wanted one: itself, or what it was merged into."""
    found = Correspondent.objects.filter(pk__in=wanted).select_related("merged_into")
    rows = {
        row.pk: row.merged_into or row
        for row in found.defer("sealed_address", "contact", "lookup")
        if not row.is_released
    }
    return {key: row for key, row in rows.items() if row.state != CorrespondentState.UNREACHABLE}


def _ways(recipient: Recipient) -> tuple[UUID, ...]:
    return (recipient.correspondent_id, *recipient.fallbacks)


def _first_of(
    ways: list[UUID], reachable: Mapping[UUID, Correspondent]
) -> tuple[Correspondent | None, list[UUID]]:
    """Return who is written to first, and which ways remain."""
    return (reachable[ways[0]], ways[1:]) if ways else (None, [])


def _rows(
    content: _Content,
    chunk: list[Recipient],
    reachable: Mapping[UUID, Correspondent],
    priority: Priority,
    now: datetime,
) -> Iterator[Delivery]:
    seen: set[UUID] = set()
    spoken = {wanted: content.language_for(wanted) for wanted in {each.language for each in chunk}}
    for recipient in chunk:
        # Of a person whose first address was given up a moment ago, the next is used at once.
        correspondent, further = _first_of([way for way in _ways(recipient) if way in reachable], reachable)
        if correspondent is None or correspondent.pk in seen:
            continue
        seen.add(correspondent.pk)
        language = spoken[recipient.language]
        check_values(content.slots[language], recipient.values)
        yield Delivery(
            message_id=content.message.pk,
            correspondent_id=correspondent.pk,
            kind=correspondent.kind,
            language=language,
            values=dict(recipient.values),
            state=DeliveryState.QUEUED,
            priority=priority,
            run_at=now if recipient.not_before is None else max(now, recipient.not_before),
            fallbacks=",".join(each.hex for each in further),
            expires_at=content.message.expires_at,
            idempotency_key=idempotency_key(content.message.pk, correspondent.pk),
        )


@transaction.atomic
def cancel(message_id: UUID, *, now: datetime) -> int:
    """Stop a message and return how many deliveries were stopped; only what is on the wire still leaves.

    Cancelling again changes nothing.

    Raises:
        NoSuchMessage: there is none.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NoSuchMessage
    if message.cancelled_at is None:
        Message.objects.filter(pk=message_id).update(cancelled_at=now)
    waiting = Delivery.objects.filter(message_id=message_id, state__in=sorted(WAITING))
    stopped = waiting.update(state=DeliveryState.CANCELLED, reason="cancelled", values={}, fallbacks="")
    if message.cancelled_at is None:
        journal.write(notices.MESSAGE_CANCELLED, subject=message_id, by="system", now=now, cancelled=stopped)
    return stopped
