"""The cursor of the board's live parts: the newest entry seen, and the minute, as the texts say how long ago."""

from datetime import datetime

from amparo.core import journal
from amparo.incidents import notices

_MINUTE_S = 60
_LONGEST_NUMBER = 18  # digits; what is longer is no cursor of ours


def latest(*, now: datetime) -> str:
    """Return the cursor of what stands now; read it before the page, so that news is shown twice rather than never."""
    return f"{journal.latest_cursor()}-{_minute(now)}"


def is_current(cursor: str, *, now: datetime) -> bool:
    """Tell whether nothing about incidents is newer than a cursor; what is no cursor is not."""
    entry, _, minute = cursor.partition("-")
    if not (entry.isascii() and entry.isdigit() and len(entry) <= _LONGEST_NUMBER):
        return False
    return minute == str(_minute(now)) and not journal.after(int(entry), kinds=notices.ALL, limit=1)


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // _MINUTE_S
