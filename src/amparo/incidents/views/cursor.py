"""The cursor of the board's live parts: the newest entry seen, the minute, and who looked at what.

The minute stands in it because the texts say how long ago; who looks, because nothing of that is in the journal.
"""

from datetime import datetime

from amparo.core import journal
from amparo.incidents import notices

_MINUTE_S = 60
# People come and go all the time: only so often does that alone renew what is shown.
_LOOKING_S = 5
_LONGEST_NUMBER = 18  # digits; what is longer is no cursor of ours


def latest(*, now: datetime, looking: str = "") -> str:
    """Return the cursor of what stands now; read it before the page, so that news is shown twice rather than never.

    Args:
        looking: a digest of who looks at what is shown, where that is shown.
    """
    return f"{journal.latest_cursor()}-{_number(now, _MINUTE_S)}-{_number(now, _LOOKING_S)}-{looking}"


def entry_of(cursor: str) -> int:
    """Return the newest entry that a cursor of ours has seen."""
    return int(cursor.partition("-")[0])


def is_current(cursor: str, *, now: datetime, looking: str = "") -> bool:
    """Tell whether nothing about incidents is newer than a cursor; what is no cursor is not."""
    entry, _, rest = cursor.partition("-")
    minute, _, rest = rest.partition("-")
    moment, _, seen = rest.partition("-")
    if not (entry.isascii() and entry.isdigit() and len(entry) <= _LONGEST_NUMBER):
        return False
    if minute != str(_number(now, _MINUTE_S)):
        return False
    if seen != looking and moment != str(_number(now, _LOOKING_S)):
        return False
    return not journal.after(int(entry), kinds=notices.ALL, limit=1)


def _number(now: datetime, length_s: int) -> int:
    return int(now.timestamp()) // length_s
