"""The fixed answers to STOP and HELP. They are sent at once and at most once, and few to one address."""

import logging
from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import uuid4

from amparo.channels.adapter import DeliveryFailed, Outgoing, ProviderDown, adapter_for
from amparo.channels.domain.keywords import language_of
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.sender import marked, sender_name
from amparo.channels.services.correspondents import lookup_of
from amparo.channels.services.inbound import Sorted
from amparo.core import phrases
from amparo.core.privacy.seal import Keyring

log = logging.getLogger(__name__)

# Two machines that answer each other stop after a few; a person asks twice at most.
MOST_A_DAY = 3
_REMEMBERED = 10_000

_recent: OrderedDict[bytes, list[datetime]] = OrderedDict()


def answer(found: Sorted, *, keyring: Keyring, now: datetime) -> bool:
    """Answer a keyword by mail; return whether an answer left.

    An answer that fails is not tried again: the wish itself was carried out before.
    """
    kind = ChannelKind.EMAIL
    if not _may_answer(lookup_of(keyring, kind, found.address), now):
        return False
    language = language_of(found.text)
    book = phrases.book("channels")
    group = f"keyword.{found.keyword.value}"
    outgoing = Outgoing(
        address=found.address,
        key=uuid4().hex,
        language=language,
        subject=marked(book.text(f"{group}_subject", language)),
        body=book.text(f"{group}_body", language),
        sender_name=sender_name(),
        unsubscribe_url="",
        at=now,
    )
    try:
        with adapter_for(kind).connect() as connection:
            result = connection.send(outgoing)
    except ProviderDown as down:
        log.warning("An answer to a keyword could not leave: %s", down.reason)
        return False
    return not isinstance(result, DeliveryFailed)


def forget_answers() -> None:
    """Forget who was answered, as a new process would."""
    _recent.clear()


def _may_answer(lookup: bytes, now: datetime) -> bool:
    day_ago = now - timedelta(days=1)
    recent = [moment for moment in _recent.pop(lookup, []) if moment > day_ago]
    is_allowed = len(recent) < MOST_A_DAY
    _recent[lookup] = [*recent, now] if is_allowed else recent
    while len(_recent) > _REMEMBERED:
        _recent.popitem(last=False)
    return is_allowed
