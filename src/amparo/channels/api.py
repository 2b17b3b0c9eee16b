"""The door to the channels: correspondents without addresses, messages, deliveries, and what came in.

No caller ever learns an address: it hands one in and gets an opaque id. Sending happens later, in the gateway.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from amparo.channels import queries
from amparo.channels.domain.about import About
from amparo.channels.domain.addresses import AddressRefused
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.slots import ValueMissing, ValueRefused
from amparo.channels.domain.sms_parts import measure, thrifty
from amparo.channels.keys import NoPublicKey, NotTheGateway, held_for_a_while, make_keys, push_public_key
from amparo.channels.queries import (
    DeadLetter,
    Progress,
    Share,
    Spread,
    Switch,
    Trouble,
    dead_letters,
    is_switched_on,
    progress_by,
    recorded_bodies,
    switch,
    troubles,
)
from amparo.channels.sender import name_the_sender
from amparo.channels.services import correspondents, inbound, messages, replaying, switching, threads, wishes
from amparo.channels.services.correspondents import NoSuchCorrespondent, NotAnAddressChannel
from amparo.channels.services.correspondents import readdress as readdress_correspondent
from amparo.channels.services.inbound import Inbound, NoSuchInbound, Received
from amparo.channels.services.messages import (
    EndsInThePast,
    MessageCancelled,
    NoSuchMessage,
    NothingToSay,
    Recipient,
    Rendering,
)
from amparo.channels.services.messages import create as create_message
from amparo.channels.services.replaying import MessageOver
from amparo.channels.services.switching import NoSwitch
from amparo.channels.services.wishes import Join, NoSuchJoin
from amparo.core.jobs import Priority

__all__ = [
    "About",
    "AddressRefused",
    "ChannelKind",
    "DeadLetter",
    "EndsInThePast",
    "Inbound",
    "Join",
    "MessageCancelled",
    "MessageOver",
    "NoPublicKey",
    "NoSuchCorrespondent",
    "NoSuchInbound",
    "NoSuchJoin",
    "NoSuchMessage",
    "NoSwitch",
    "NotAnAddressChannel",
    "NotTheGateway",
    "NothingToSay",
    "Progress",
    "Received",
    "Recipient",
    "Rendering",
    "Share",
    "Spread",
    "Switch",
    "Trouble",
    "ValueMissing",
    "ValueRefused",
    "cancel_message",
    "confirm_correspondent",
    "create_message",
    "dead_letters",
    "each_progress",
    "forget_correspondent",
    "held_for_a_while",
    "hold_thread",
    "is_switched_on",
    "make_keys",
    "name_the_sender",
    "open_thread",
    "part_with_correspondent",
    "progress",
    "progress_by",
    "push_public_key",
    "queue_deliveries",
    "reached",
    "readdress_correspondent",
    "receive_mail",
    "receive_text",
    "recorded_bodies",
    "register_correspondent",
    "replay",
    "sms_parts",
    "switch",
    "switch_off",
    "switch_on",
    "take_inbound",
    "take_join",
    "troubles",
]


def register_correspondent(*, kind: ChannelKind, address: str, language: str, now: datetime) -> UUID:
    """Seal an address to the gateway and return the opaque id that stands for it from now on.

    Registering an address twice gives two ids; they are merged when the second is confirmed.

    Raises:
        AddressRefused: it is no address; `fields["reason"]` says why.
        UnknownLanguage: the registry does not have the language.
        NotAnAddressChannel: nobody has an address there, as on `web`.
        NoPublicKey: nothing can be sealed, so nothing was stored.
    """
    return correspondents.register(kind=kind, address=address, language=language, now=now)


def confirm_correspondent(correspondent_id: UUID, now: datetime) -> None:
    """Say that the address's owner has answered from it. The gateway does the rest.

    Afterwards there is a notice `channels.correspondent_confirmed`, whose `same_as` names the correspondent who had
    the address before; messages to either go out once.

    Raises:
        NoSuchCorrespondent: there is none.
    """
    correspondents.ask_to_confirm(correspondent_id, now=now)


def forget_correspondent(correspondent_id: UUID, now: datetime) -> None:  # noqa: ARG001 — the door's common form
    """Forget an address: what waits for it is cancelled, what was sent stays counted without it.

    Raises:
        NoSuchCorrespondent: there is none; it may have been forgotten before.
    """
    correspondents.forget(correspondent_id)


def queue_deliveries(
    *, message_id: UUID, recipients: Iterable[Recipient], priority: Priority, now: datetime
) -> int:
    """Queue a message to any number of people and return how many were queued now.

    The recipients are read as a stream; each 500 commit together and start to leave at once. After a crash, call it
    again with the same recipients: whoever is queued already is passed over, and so is who was forgotten or is
    unreachable. `values` fill `{slots}`; `unsubscribe_url` also becomes the mail programs' own button.

    Raises:
        NoSuchMessage: there is none.
        MessageCancelled: it was stopped; what was queued before is stopped too.
        ValueMissing: a slot would stay empty.
        ValueRefused: a value is long, has a line break, or looks like an address.
    """
    return messages.queue(message_id=message_id, recipients=recipients, priority=priority, now=now)


def cancel_message(message_id: UUID, now: datetime) -> int:
    """Stop a message and return how many deliveries were stopped; who got it is told by `reached`.

    Raises:
        NoSuchMessage: there is none.
    """
    return messages.cancel(message_id, now=now)


def progress(message_id: UUID) -> Progress:
    """Return how far a message has come; all zero for an unknown one."""
    return queries.progress(message_id)


def each_progress(message_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """Return how far some messages have come, by one query."""
    return queries.each_progress(message_ids)


def replay(
    message_id: UUID, *, by: str, now: datetime, kind: ChannelKind | None = None, reason: str = ""
) -> int:
    """Queue again what was given up of a message: all, or by one channel or for one reason. Return how many.

    Raises:
        NoSuchMessage: there is none.
        MessageCancelled: it was stopped.
        MessageOver: it has ended.
    """
    return replaying.replay(message_id, kind=kind, reason=reason, by=by, now=now)


def reached(message_ids: Iterable[UUID]) -> Iterator[UUID]:
    """Yield once each correspondent to whom one of the messages was sent, or may have been."""
    return queries.reached(message_ids)


def receive_mail(raw: bytes, now: datetime) -> Received:
    """Take in one e-mail as it came from a mail server; say what it was. It never raises on the mail's content.

    The sender's address is sealed and every header dropped. Automatic answers are ignored; returned mail marks the
    delivery it names; anything else becomes an incoming message.

    Raises:
        NoPublicKey: nothing can be sealed, so nothing was stored.
    """
    return inbound.receive_mail(raw, now=now)


def receive_text(*, kind: ChannelKind, sender: str, text: str, event_id: str, now: datetime) -> Received:
    """Take in one message as a provider hands it over; the same `event_id` again stores nothing.

    Raises:
        AddressRefused: nobody could be answered there; nothing was stored.
        NoPublicKey: nothing can be sealed, so nothing was stored.
    """
    return inbound.receive_text(kind=kind, sender=sender, text=text, event_id=event_id, now=now)


def take_inbound(inbound_id: UUID) -> tuple[Inbound, ...]:
    """Hand over an incoming message, once, with all that its sender wrote and nobody took yet, in order.

    The texts are erased here in the caller's transaction. Two callers with messages of one sender take turns.

    Raises:
        NoSuchInbound: there is none, or it was taken before.
    """
    return inbound.take(inbound_id)


def hold_thread(correspondent_id: UUID) -> None:
    """Keep a sender's thread, so that answers find their correspondent, until `part_with_correspondent`."""
    threads.hold(correspondent_id)


def open_thread(correspondent_id: UUID, now: datetime) -> None:
    """Have answers from a registered address find its correspondent, as for somebody who wrote first."""
    threads.ask_to_open(correspondent_id, now=now)


def part_with_correspondent(correspondent_id: UUID, now: datetime) -> None:
    """Forget an address as soon as what waits for it has left, a day on at the latest; end its thread at once.

    Raises:
        NoSuchCorrespondent: there is none; it may have been forgotten before.
    """
    threads.part_with(correspondent_id, now=now)


def take_join(join_id: UUID) -> Join:
    """Hand over a wish to get alerts, once; its words are deleted here in the caller's transaction.

    Raises:
        NoSuchJoin: there is none, it was taken before, or its correspondent was forgotten meanwhile.
    """
    return wishes.take_join(join_id)


def switch_on(kind: ChannelKind, *, by: str, now: datetime) -> None:
    """Begin to use a kind of channel that shows others more than it must; on again changes nothing.

    Raises:
        NoSwitch: the kind is always on.
    """
    switching.switch_on(kind, by=by, now=now)


def switch_off(kind: ChannelKind, *, by: str, now: datetime) -> int:
    """Stop using a kind at once: what waits is cancelled, what comes in is refused. Return how many were cancelled.

    Raises:
        NoSwitch: the kind is always on.
    """
    return switching.switch_off(kind, by=by, now=now)


def sms_parts(text: str) -> int:
    """Return in how many parts a text travels by SMS, as it would be sent."""
    return measure(thrifty(text)).parts
