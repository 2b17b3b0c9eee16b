"""Write the feeds as ready-made files that any web server may serve: CAP, Atom, JSON, each with its `.gz` beside it.

A file is replaced by renaming, so a reader sees the old one or the new one. A lock is held from reading the database to
the last rename, so that an older state never overwrites a newer one. `valid-until` says until when the files are right:
a server of ours writes them anew when it is past, also if the worker is dead.
"""

import fcntl
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from amparo.alerts.queries import feeds

FOLDER = "feeds"
VALID_UNTIL = "valid-until"
LONGEST_VALIDITY = timedelta(hours=1)


def folder() -> Path:
    """Return the folder of the feeds."""
    return Path(settings.PUBLIC_FILES) / FOLDER


def publish(now: datetime) -> int:
    """Write every feed as it should be now, and remove what has ended; return how many alerts are in them."""
    root = folder()
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        entries = feeds.current(now)
        wanted = feeds.files(entries, now)
        for name, body in wanted.items():
            _write(root / name, body)
        _remove_others(root / "cap", {Path(name).name for name in wanted if name.startswith("cap/")})
        _remove_others(root / "atom", {Path(name).name for name in wanted if name.startswith("atom/")})
        ends = [entry.expires_at for entry in entries]
        until = min([now + LONGEST_VALIDITY, *ends])
        _write(root / VALID_UNTIL, until.isoformat().encode(), compress=False)
    return len(entries)


def is_stale(now: datetime) -> bool:
    """Tell whether the files are missing or say something that has ended."""
    path = folder() / VALID_UNTIL
    try:
        known = path.stat()
        return now >= _valid_until(path, known.st_mtime_ns, known.st_ino)
    except FileNotFoundError:
        return True


@lru_cache(maxsize=1)
def _valid_until(path: Path, _changed_ns: int, _inode: int) -> datetime:
    return datetime.fromisoformat(path.read_text(encoding="ascii"))


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, body: bytes, *, compress: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == body:
        return
    if compress:
        _replace(path.with_name(f"{path.name}.gz"), gzip.compress(body, mtime=0))
    _replace(path, body)


def _replace(path: Path, body: bytes) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with scratch.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    scratch.chmod(0o644)
    scratch.replace(path)


def _remove_others(root: Path, wanted: set[str]) -> None:
    if not root.is_dir():
        return
    for path in root.iterdir():
        if path.name.removesuffix(".gz") not in wanted:
            path.unlink()
