"""How many uploads are taken at once: the pages must answer while somebody sends a long video over a thin line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from amparo.vault.domain.kinds import MediaRefused, Refusal

# Of `web`'s four threads two stay free for pages.
AT_ONCE = 2
_PATIENCE_S = 20.0

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
