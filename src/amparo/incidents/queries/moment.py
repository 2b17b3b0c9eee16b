"""A page of the board, read once for the many boards that ask for it at the same moment.

Thirty open boards ask within a second for what one change made new. Nobody waits for news by it: the key holds the
newest entry of the journal that the asker has seen.
"""

import time
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.queries import board
from amparo.incidents.queries.board import BoardPage
from amparo.incidents.queries.shelves import Shelf
from amparo.network.api import Actor, Capability

_MOMENT_S: Final = 1.0
_MOST_KEPT: Final = 32

_Key = tuple[int, bool, Shelf, int, Filter, UUID | None]
_kept: dict[_Key, tuple[float, BoardPage]] = {}


def forget() -> None:
    """Read anew the next time: a measurement wants to know what that costs."""
    _kept.clear()


def page(*, entry: int, by: Actor, now: datetime, shelf: Shelf, number: int, wanted: Filter) -> BoardPage:
    """Return a page of the board as `board.page` does, at most a second old and never older than an entry.

    Inside a transaction it is read anew, since the transaction may have changed it itself.

    Args:
        entry: the newest entry of the journal, read before.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    own = by.member_id if wanted.flag is Flag.MINE else None
    key = (entry, board.is_exact_reader(by), shelf, number, wanted, own)
    kept = _kept.get(key)
    if kept is not None and time.monotonic() < kept[0] and not connection.in_atomic_block:
        return kept[1]
    read = board.page(by=by, now=now, shelf=shelf, number=number, wanted=wanted)
    while len(_kept) >= _MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = (time.monotonic() + _MOMENT_S, read)
    return read
