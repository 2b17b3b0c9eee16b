"""The fixed answers to keywords. They are sent at once and at most once, and few to one address."""

import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import uuid4

from amparo.channels import queries
from amparo.channels.adapter import DeliveryFailed, Outgoing, ProviderDown, adapter_for, send_one
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.sender import marked, sender_name
from amparo.channels.services.correspondents import lookup_of
from amparo.core import phrases
from amparo.core.privacy.seal import Keyring

log = logging.getLogger(__name__)

_REMEMBERED = 10_000

_recent: OrderedDict[tuple[bytes, str], list[datetime]] = OrderedDict()


def answer(
    name: str,
    *,
    kind: ChannelKind,
    address: str,
    language: str,
    keyring: Keyring,
    most_a_day: int,
    now: datetime,
) -> bool:
    """Answer with the phrases `<name>_subject`, `_body`, `_short`; return whether the answer left.

    An answer that fails is not tried again: the wish itself was carried out before. Two machines that answer each
    other stop after a few.
    """
    if not queries.is_switched_on(kind) or not may(name, kind, address, most_a_day, keyring=keyring, now=now):
        return False
    book, network = phrases.book("channels"), sender_name()
    body = book.render(f"{name}_body", language)
    outgoing = Outgoing(
        address=address,
        key=uuid4().hex,
        language=body.language,
        subject=marked(book.text(f"{name}_subject", language)),
        body=body.text,
        short=book.text(f"{name}_short", language, network=network),
        sender_name=network,
        unsubscribe_url="",
        at=now,
    )
    try:
        result = send_one(adapter_for(kind), outgoing)
    except ProviderDown as down:
        log.warning("An answer to a keyword could not leave: %s", down.reason)
        return False
    return not isinstance(result, DeliveryFailed)


def forget_answers() -> None:
    """Forget who was answered, as a new process would."""
    _recent.clear()


def may(
    what: str, kind: ChannelKind, address: str, most_a_day: int, *, keyring: Keyring, now: datetime
) -> bool:
    """Count one more of something for an address; tell whether it is within the number of a day."""
    key = (lookup_of(keyring, kind, address), what)
    day_ago = now - timedelta(days=1)
    recent = [moment for moment in _recent.pop(key, []) if moment > day_ago]
    is_allowed = len(recent) < most_a_day
    _recent[key] = [*recent, now] if is_allowed else recent
    while len(_recent) > _REMEMBERED:
        _recent.popitem(last=False)
    return is_allowed
