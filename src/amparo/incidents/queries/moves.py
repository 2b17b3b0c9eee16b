"""Which moving of reports can still be taken back: the last one, while nothing has happened that rests on it."""

from collections.abc import Iterable
from typing import Final

from amparo.core.models import JournalEntry
from amparo.incidents import notices

# What can be taken back.
MOVES: Final = frozenset({notices.JOINED, notices.SPLIT, notices.TOOK_IN})
# After these the incident is another one than the move left behind. Notes and questions do not count among them.
_AFTER_WHICH_NOTHING_IS_TAKEN_BACK: Final = MOVES | {
    notices.MERGED,
    notices.REPORT_LEFT,
    notices.UNDONE,
    notices.BROUGHT_BACK,
    notices.OUTCOME_RECORDED,
    notices.ENDED,
}


def last_move(entries: Iterable[JournalEntry]) -> JournalEntry | None:
    """Return the entry of an incident's last move if it can still be taken back.

    Of an incident that was split off, its own forming stands for the split.

    Args:
        entries: all about one incident, oldest first.
    """
    last = None
    for entry in entries:
        is_split_off = entry.kind == notices.FORMED and "split_from" in entry.payload
        if is_split_off or entry.kind in _AFTER_WHICH_NOTHING_IS_TAKEN_BACK:
            last = entry
    if last is None or (last.kind not in MOVES and last.kind != notices.FORMED):
        return None
    return last


def since(entries: Iterable[JournalEntry], entry_id: int) -> str:
    """Return the kind of the first thing after an entry that forbids to take it back, or nothing."""
    later = (each for each in entries if each.pk > entry_id)
    return next((each.kind for each in later if each.kind in _AFTER_WHICH_NOTHING_IS_TAKEN_BACK), "")
