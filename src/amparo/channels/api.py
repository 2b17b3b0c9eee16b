"""The door to the channels: correspondents without addresses, messages, deliveries, and what came in.

No caller ever learns an address: it hands one in and gets an opaque id. Sending happens later, in the gateway.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from amparo.channels.adapters.fetching import Fetched, Known, Limits, NotFetched
from amparo.channels.domain import addresses
from amparo.channels.domain.about import About
from amparo.channels.domain.addresses import AddressRefused
from amparo.channels.domain.estimating import time_left
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.slots import ValueMissing, ValueRefused
from amparo.channels.domain.sms_parts import measure, thrifty
from amparo.channels.keys import NoPublicKey, NotTheGateway, held_for_a_while, make_keys, push_public_key
from amparo.channels.queries import (
    Locked,
    Progress,
    Sending,
    Share,
    Switch,
    Trouble,
    Undelivered,
    each_progress,
    is_locked,
    is_switched_on,
    lockdown,
    oldest_unsent,
    progress,
    reached,
    reached_after,
    recorded_bodies,
    sending,
    switch,
    troubles,
    undelivered,
    unused_kinds,
)
from amparo.channels.sender import name_the_sender
from amparo.channels.services import correspondents, inbound, messages, threads
from amparo.channels.services.correspondents import NoSuchCorrespondent, NotAnAddressChannel
from amparo.channels.services.correspondents import readdress as readdress_correspondent
from amparo.channels.services.going_out import check_fetchable, fetch
from amparo.channels.services.inbound import Inbound, NoSuchInbound, Received
from amparo.channels.services.inbound import take as take_inbound
from amparo.channels.services.lockdown import LiftNotAsked, NotLocked, SamePersonLifts
from amparo.channels.services.lockdown import ask_to_lift as ask_to_lift_lockdown
from amparo.channels.services.lockdown import lift as lift_lockdown
from amparo.channels.services.lockdown import lock as lock_down
from amparo.channels.services.messages import (
    EndsInThePast,
    MessageCancelled,
    NoSuchMessage,
    NothingToSay,
    Recipient,
    Rendering,
)
from amparo.channels.services.replaying import MessageOver, send_again
from amparo.channels.services.switching import NoSwitch, switch_off, switch_on
from amparo.channels.services.threads import hold as hold_thread
from amparo.channels.services.wishes import Join, NoSuchJoin, take_join
from amparo.core.jobs import Priority

__all__ = [
    "About",
    "AddressRefused",
    "ChannelKind",
    "EndsInThePast",
    "Fetched",
    "Inbound",
    "Join",
    "Known",
    "LiftNotAsked",
    "Limits",
    "Locked",
    "MessageCancelled",
    "MessageOver",
    "NoPublicKey",
    "NoSuchCorrespondent",
    "NoSuchInbound",
    "NoSuchJoin",
    "NoSuchMessage",
    "NoSwitch",
    "NotAnAddressChannel",
    "NotFetched",
    "NotLocked",
    "NotTheGateway",
    "NothingToSay",
    "Progress",
    "Received",
    "Recipient",
    "Rendering",
    "SamePersonLifts",
    "Sending",
    "Share",
    "Switch",
    "Trouble",
    "Undelivered",
    "ValueMissing",
    "ValueRefused",
    "ask_to_lift_lockdown",
    "cancel_message",
    "check_fetchable",
    "confirm_correspondent",
    "create_message",
    "each_progress",
    "fetch",
    "forget_correspondent",
    "held_for_a_while",
    "hold_thread",
    "is_locked",
    "is_switched_on",
    "lift_lockdown",
    "lock_down",
    "lockdown",
    "make_keys",
    "name_the_sender",
    "oldest_unsent",
    "open_thread",
    "part_with_correspondent",
    "progress",
    "push_public_key",
    "queue_deliveries",
    "reached",
    "reached_after",
    "readdress_correspondent",
    "receive_mail",
    "receive_text",
    "recorded_bodies",
    "register_correspondent",
    "same_spelling",
    "send_again",
    "sending",
    "sms_parts",
    "switch",
    "switch_off",
    "switch_on",
    "take_inbound",
    "take_join",
    "time_left",
    "troubles",
    "undelivered",
    "unused_kinds",
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


def create_message(
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

    Raises:
        NothingToSay: no rendering, or an empty one.
        EndsInThePast: it would be over before it began.
        UnknownLanguage: a language the registry does not have.
        TextRefused: a text is too long or no text.
    """
    return messages.create(
        purpose=purpose, renderings=renderings, now=now, expires_at=expires_at, about=about
    )


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


def open_thread(correspondent_id: UUID, now: datetime) -> None:
    """Have answers from a registered address find its correspondent, as for somebody who wrote first."""
    threads.ask_to_open(correspondent_id, now=now)


def part_with_correspondent(correspondent_id: UUID, now: datetime) -> None:
    """Forget an address as soon as what waits for it has left, a day on at the latest; end its thread at once.

    Raises:
        NoSuchCorrespondent: there is none; it may have been forgotten before.
    """
    threads.part_with(correspondent_id, now=now)


def sms_parts(text: str) -> int:
    """Return in how many parts a text travels by SMS, as it would be sent."""
    return measure(thrifty(text)).parts


def same_spelling(kind: ChannelKind, address: str) -> str:
    """Return what all spellings of an address share, for counting tries. Never to be stored.

    Raises:
        AddressRefused: it is no address of this kind.
    """
    return addresses.key_of(kind, addresses.normal(kind, address))
