"""How many uploads are taken at once: the pages must answer while somebody sends a long video over a thin line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.cache import cache

from amparo.vault.domain.kinds import MediaRefused, Refusal

# Of `web`'s few threads most stay free for pages.
AT_ONCE = 2
_PATIENCE_S = 20.0
# Behind one address may be a whole neighbourhood; six files a report leave room for twenty of its reports.
MOST_UPLOADS = 120
WITHIN = timedelta(hours=1)

_uploads = threading.BoundedSemaphore(AT_ONCE)
_children = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def upload() -> Iterator[bool]:
    """Hold a place for one large body while its request lasts; yields False at once where there is none."""
    has_place = _uploads.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            _uploads.release()


def check_pace(who: str) -> None:
    """Count an upload of one visitor, and go on unless there were many lately: nobody shall fill the room alone.

    Args:
        who: the pseudonymous address of the request, kept in this process's memory only.

    Raises:
        MediaRefused: wait.
    """
    key = f"vault.uploads.{who}"
    cache.add(key, 0, timeout=WITHIN.total_seconds())
    try:
        count = cache.incr(key)
    except ValueError:
        # The count ran out between the two calls: this upload begins the next one.
        cache.set(key, 1, timeout=WITHIN.total_seconds())
        return
    if count > MOST_UPLOADS:
        raise MediaRefused(why=Refusal.BUSY)


def take_child() -> None:
    """Wait a little for a place for a child.

    Raises:
        MediaRefused: too many are at work.
    """
    if not _children.acquire(timeout=_PATIENCE_S):
        raise MediaRefused(why=Refusal.BUSY)


def give_child_back() -> None:
    """Give the place to the next."""
    _children.release()
