"""Addresses as people type them, brought to the one form that is stored and compared.

E-mail (RFC 5321, section 4.1.2; RFC 6531 for letters beyond ASCII): dot-atoms only. Quoted local parts and address
literals are legal and in practice only ever attacks or mistakes: they are refused with a reason.

Telephone numbers (SMS): ITU-T E.164 with the plus sign. What has no country is taken for North America. A short code
or a name in letters is nobody one could answer.

Hooks: whatever the other system calls the person, as one short line.

Web push: a browser's subscription (`push_subscriptions.py`).

Telegram: the number of a private chat with the bot, which only the bot learns, when somebody writes to it. Signal: a
telephone number, or the account's UUID where the number is hidden. WhatsApp: a telephone number. ntfy: a topic.
Apprise: the name that an operator gave a destination in the settings; an address of it is never taken from anybody.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import phonenumbers

from amparo.channels.domain import push_subscriptions
from amparo.channels.domain.kinds import ChannelKind
from amparo.core.errors import AmparoError

Reason = Literal[
    "empty", "too_long", "no_at_sign", "bad_local_part", "bad_domain", "not_a_number", "unprintable",
    "not_a_chat", "not_a_topic", "not_a_name", "other_country",
    "not_a_subscription", "bad_endpoint", "bad_keys", "unknown_push_service",
]  # fmt: skip

LONGEST_ADDRESS = 254
LONGEST_NUMBER = 40
LEAST_DIGITS, MOST_DIGITS = 8, 15  # ITU-T E.164, with the country code
COUNTRY_OF_SHORT_NUMBERS = "US"
LONGEST_LOCAL_PART = 64
_LOCAL_PART = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+)*"
)
_NUMBER = re.compile(r"\+?[0-9 ().-]+", re.ASCII)
# A private chat has its person's number, which is positive; groups and channels are negative.
_CHAT = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# What ntfy keeps for itself (server/server.go).
_NO_TOPICS = frozenset(
    {"docs", "static", "file", "app", "metrics", "account", "settings", "signup", "login", "v1"}
)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SPACES_AND_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})


class AddressRefused(AmparoError):
    """The text is not an address that we can send to; `fields` has `reason`, never the text."""

    code = "ADDRESS_REFUSED"


def normal(kind: ChannelKind, text: str) -> str:
    """Return an address of a kind in its stored form.

    Raises:
        AddressRefused: with the reason.
    """
    return _NORMAL.get(kind, normal_email)(text)


def key_of(kind: ChannelKind, address: str) -> str:
    """Return what two spellings of one address in stored form share: the keyed hash is taken of this."""
    return key_of_email(address) if kind is ChannelKind.EMAIL else address


def normal_number(text: str) -> str:
    """Return a telephone number as E.164: `+12135550123`.

    Raises:
        AddressRefused: with the reason.
    """
    written = text.strip()
    if not written:
        raise _refused("empty")
    if len(written) > LONGEST_NUMBER:
        raise _refused("too_long")
    if not _NUMBER.fullmatch(written):
        raise _refused("not_a_number")
    try:
        number = phonenumbers.parse(written, COUNTRY_OF_SHORT_NUMBERS)
    except phonenumbers.NumberParseException as error:
        raise _refused("not_a_number") from error
    # Numbering plans change (Mexico's mobile "1"), and networks hand on what is out of date: a country code is enough.
    is_whole = written.startswith("+") and LEAST_DIGITS <= sum(map(str.isdigit, written)) <= MOST_DIGITS
    if number.extension or not (is_whole or phonenumbers.is_possible_number(number)):
        raise _refused("not_a_number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_push(text: str) -> str:
    """Return a browser's subscription in its stored form.

    Raises:
        AddressRefused: with the reason.
    """
    try:
        return push_subscriptions.read(text).to_text()
    except push_subscriptions.SubscriptionRefused as error:
        raise AddressRefused(reason=error.reason) from error


def normal_chat(text: str) -> str:
    """Return the number of a private Telegram chat.

    Raises:
        AddressRefused: with the reason; groups and channels are nobody who could consent.
    """
    return _matched(_CHAT, text.strip(), "not_a_chat")


def normal_signal(text: str) -> str:
    """Return a Signal account: its UUID in lower case, or a telephone number as E.164.

    Raises:
        AddressRefused: with the reason.
    """
    account = text.strip().lower()
    return account if _UUID.fullmatch(account) else normal_number(text)


def normal_topic(text: str) -> str:
    """Return a topic of the network's ntfy server; case counts.

    Raises:
        AddressRefused: with the reason.
    """
    topic = _matched(_TOPIC, text.strip(), "not_a_topic")
    if topic in _NO_TOPICS:
        raise _refused("not_a_topic")
    return topic


def normal_name(text: str) -> str:
    """Return the name of a destination that an operator set up.

    Raises:
        AddressRefused: with the reason; an address with a scheme is none.
    """
    return _matched(_NAME, text.strip().lower(), "not_a_name")


def _matched(pattern: re.Pattern[str], text: str, reason: Reason) -> str:
    if pattern.fullmatch(text) is None:
        raise _refused(reason if text else "empty")
    return text


def normal_hook(text: str) -> str:
    """Return what another system calls a person.

    Raises:
        AddressRefused: with the reason.
    """
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise _refused("empty")
    if len(name.encode("utf-8", "replace")) > LONGEST_ADDRESS:
        raise _refused("too_long")
    if not name.isprintable():
        raise _refused("unprintable")
    return name


def normal_email(text: str) -> str:
    """Return an e-mail address in its stored form: NFC, the domain in lower-case ASCII (IDNA).

    The local part keeps its case and its letters: only the receiving server may judge them.

    Raises:
        AddressRefused: with the reason.
    """
    address = unicodedata.normalize("NFC", text.strip().strip("\u200e\u200f\ufeff"))
    if not address:
        raise _refused("empty")
    if len(address) > LONGEST_ADDRESS:
        raise _refused("too_long")
    local_part, at_sign, domain = address.rpartition("@")
    if not at_sign:
        raise _refused("no_at_sign")
    if not _is_local_part(local_part):
        raise _refused("bad_local_part")
    return f"{local_part}@{_ascii_domain(domain)}"


def key_of_email(address: str) -> str:
    """Return what two spellings of one mailbox share: the keyed hash is taken of this, mail goes to the address."""
    return address.casefold()


def needs_smtputf8(address: str) -> bool:
    """Tell whether only a server that speaks SMTPUTF8 (RFC 6531) can take the address."""
    return not address.isascii()


def masked(address: str) -> str:
    """Return an address that shows its kind but not its owner: `m•••@e•••`."""
    local_part, at_sign, domain = address.rpartition("@")
    return f"{local_part[:1]}•••@{domain[:1]}•••" if at_sign else f"{address[:1]}•••"


def _is_local_part(text: str) -> bool:
    if not 0 < len(text.encode()) <= LONGEST_LOCAL_PART or _LOCAL_PART.fullmatch(text) is None:
        return False
    return not any(unicodedata.category(char) in _SPACES_AND_CONTROLS for char in text)


def _ascii_domain(text: str) -> str:
    try:
        domain = text.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _refused("bad_domain") from error
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise _refused("bad_domain")
    return domain


def _refused(reason: Reason) -> AddressRefused:
    return AddressRefused(reason=reason)


_NORMAL: Mapping[ChannelKind, Callable[[str], str]] = MappingProxyType(
    {
        ChannelKind.EMAIL: normal_email,
        ChannelKind.SMS: normal_number,
        ChannelKind.HOOK: normal_hook,
        ChannelKind.TELEGRAM: normal_chat,
        ChannelKind.SIGNAL: normal_signal,
        ChannelKind.WHATSAPP: normal_number,
        ChannelKind.NTFY: normal_topic,
        ChannelKind.APPRISE: normal_name,
        ChannelKind.WEB_PUSH: normal_push,
    }
)
