"""Slow down whoever asks too often, without knowing or storing who it is.

Counters live for an hour in this process's memory. They are keyed with a random key of this process: the client's
pseudonym and whatever was typed in leave no trace that could be read later.
"""

import hashlib
import os
from datetime import datetime

from django.core.cache import cache

from amparo.core import clock
from amparo.core.errors import AmparoError

_KEY = os.urandom(32)
_HOUR_S = 3600


class TooOften(AmparoError):
    """This was asked too often within an hour."""

    code = "TOO_OFTEN"


def count(what: str, whom: str, limit: int, now: datetime) -> None:
    """Count one more try within this hour.

    Args:
        what: the kind of try.
        whom: the client's pseudonym, or an address; only a keyed hash of it is kept, in memory.
        limit: how many an hour may have.
        now: decides the hour.

    Raises:
        TooOften: the limit is passed.
    """
    hour = clock.floor_to(now, clock.HOUR).isoformat()
    digest = hashlib.blake2b(f"{what}\0{whom}\0{hour}".encode(), key=_KEY, digest_size=16).hexdigest()
    key = f"pace:{digest}"
    cache.add(key, 0, timeout=_HOUR_S)
    if cache.incr(key) > limit:
        raise TooOften
