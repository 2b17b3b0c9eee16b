"""Who has sent so much within a minute that answering would only make it more. In memory, under a random key.

Every message is still stored; answers alone are left out. Nothing here can be tied to a number by anybody who does not
hold this very process.
"""

import hashlib
import secrets
from collections import OrderedDict
from datetime import datetime
from threading import Lock

from amparo.channels.domain.kinds import ChannelKind
from amparo.core import clock

MOST_A_MINUTE = 20
_REMEMBERED = 10_000

_key = secrets.token_bytes(32)
_lock = Lock()
_counts: OrderedDict[bytes, tuple[datetime, int]] = OrderedDict()


def note(kind: ChannelKind, address: str, now: datetime) -> None:
    """Count one message of a sender, whose address is in stored form."""
    name = _name(kind, address)
    with _lock:
        began, count = _counts.pop(name, (now, 0))
        _counts[name] = (now, 1) if now - began >= clock.MINUTE else (began, count + 1)
        while len(_counts) > _REMEMBERED:
            _counts.popitem(last=False)


def is_flooding(kind: ChannelKind, address: str, now: datetime) -> bool:
    """Tell whether a sender is to be left without answers for the rest of the minute."""
    with _lock:
        began, count = _counts.get(_name(kind, address), (now, 0))
    return count > MOST_A_MINUTE and now - began < clock.MINUTE


def forget_senders() -> None:
    """Forget who wrote, as a new process would."""
    with _lock:
        _counts.clear()


def _name(kind: ChannelKind, address: str) -> bytes:
    return hashlib.blake2b(f"{kind.value}\0{address}".encode(), digest_size=16, key=_key).digest()
