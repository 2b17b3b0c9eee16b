"""Sealed originals as files: written whole or not at all, readable by their owner only, their times blurred to the day.

A file that is being written lies in `incoming/` and has no meaning; under its final name it is complete.
"""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amparo.core import clock
from amparo.core.errors import AmparoError

# No upload takes longer; what is older was left by a process that died.
STALE_AFTER_S = 6 * 3600


class NoRoom(AmparoError):
    """The disk is nearly full: the database needs what is left, for reports in words are still taken."""

    code = "NO_ROOM"


class Incoming:
    """A sealed original while it is being written. `keep` it, or `drop` it."""

    def __init__(self, original_id: UUID) -> None:
        """Begin the file.

        Raises:
            NoRoom: the disk is nearly full.
        """
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = _folder() / "incoming"
        folder.mkdir(mode=0o700, exist_ok=True)
        check_room(folder)
        self.original_id = original_id
        self._path = folder / f"{original_id}.part"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self.file = os.fdopen(descriptor, "wb")
        self._is_kept = False

    def check_room(self) -> None:
        """Go on while the disk has room for more than what was written.

        Raises:
            NoRoom: the disk is nearly full by now.
        """
        check_room(self._path.parent)

    def keep(self, now: datetime) -> int:
        """Make the file durable under its final name; return its size."""
        with self.file as file:
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        day = clock.floor_to(now, clock.DAY).timestamp()
        os.utime(self._path, (day, day))
        self._path.replace(path_of(self.original_id))
        _sync(_folder())
        self._is_kept = True
        return size

    def drop(self) -> None:
        """Remove the file, unless it was kept."""
        if not self._is_kept:
            self.file.close()
            self._path.unlink(missing_ok=True)


def check_room(folder: Path) -> None:
    """Go on unless so little is left of the disk that reports in words need it.

    Raises:
        NoRoom: the disk is nearly full.
    """
    if shutil.disk_usage(folder).free < settings.LEAST_FREE_DISK_BYTES:
        raise NoRoom


def path_of(original_id: UUID) -> Path:
    """Return where a sealed original lies."""
    return _folder() / f"{original_id}.age"


def remove(original_id: UUID) -> None:
    """Remove a sealed original; one that is gone is as good."""
    path_of(original_id).unlink(missing_ok=True)


def sweep_incoming() -> int:
    """Remove what processes that died left unfinished; return how many."""
    found = [path for path in (_folder() / "incoming").glob("*.part") if _is_stale(path)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def stale() -> Iterator[UUID]:
    """Yield the ids of complete files that are no longer new: each should have its row by now."""
    for path in _folder().glob("*.age"):
        if _is_stale(path):
            yield UUID(path.stem)


def _is_stale(path: Path) -> bool:
    # The file system's own change time: the others are blurred to the day.
    try:
        return time.time() - path.stat().st_ctime > STALE_AFTER_S
    except FileNotFoundError:
        return False


def _folder() -> Path:
    return Path(settings.VAULT_FOLDER)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
