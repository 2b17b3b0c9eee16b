"""A bounded memory for what never changes: when it is full, what came first is forgotten (first in, first out)."""

from collections.abc import Mapping
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class FifoCache(Generic[Key, Value]):
    """Up to `most` values by their keys, for the threads of one process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Key, Value] = {}
        self._lock = Lock()

    def __contains__(self, key: Key) -> bool:
        return key in self._kept

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key, or None."""
        return self._kept.get(key)

    def update(self, found: Mapping[Key, Value]) -> None:
        """Keep some more, and forget what came first where there is no room."""
        with self._lock:
            self._kept.update(found)
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]

    def drop(self, key: Key) -> None:
        """Forget one, if it is kept."""
        with self._lock:
            self._kept.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
