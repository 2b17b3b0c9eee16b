"""Write the feeds as ready-made files that any web server may serve, each with its `.gz` and `.br` beside it.

A file is replaced by renaming, so a reader sees the old one or the new one. A lock is held from reading the database to
the last rename, so that an older state never overwrites a newer one. `valid-until` says until when the files are right:
a server of ours writes them anew when it is past, also if the worker is dead. No file is forced to the disk:
so many would take longer than an alert may, and what a power failure leaves broken the next beat mends.

JSON gets its signature as a file beside it, `<name>.sig`. A process that holds no key leaves the signature of what it
did not change and takes away that of what it did: no signature rather than a wrong one, until the next who can signs.
"""

import fcntl
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders

from amparo.alerts.domain.feeds.entry import BEAT, beat_of
from amparo.alerts.queries import feeds
from amparo.alerts.services import feed_signing

FOLDER = "feeds"
VALID_UNTIL = "valid-until"
WIDGET = "widget.js"
KEYS = "keys.json"
# A beat is the worker's. Who serves pages helps out when it is this late; what has ended goes at once.
BEAT_MAY_BE_LATE = timedelta(minutes=1)
# An alert must be everywhere within a second, also among two hundred in thirty languages: small, not smallest.
GZIP_LEVEL = 6
BROTLI_QUALITY = 5
SIGNED = (".json", ".geojson")
_FOLDERS = ("cap", "atom", "json", "frame")
_BESIDE = (".gz", ".br", ".sig")


def folder() -> Path:
    """Return the folder of the feeds."""
    return Path(settings.PUBLIC_FILES) / FOLDER


def publish(now: datetime) -> int:
    """Write every feed as it should be now, and remove what has ended; return how many alerts are in them."""
    root = folder()
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        entries = feeds.current(now)
        wanted = feeds.files(entries, now) | _widget() | {KEYS: feeds.keys_file()}
        for name, body in wanted.items():
            _write(root / name, body)
        for each in _FOLDERS:
            _remove_others(root / each, {Path(name).name for name in wanted if name.startswith(f"{each}/")})
        ends = [entry.expires_at for entry in entries]
        until = min([next_beat(now) + BEAT_MAY_BE_LATE, *ends])
        _replace(root / VALID_UNTIL, until.isoformat().encode())
    return len(entries)


def next_beat(now: datetime) -> datetime:
    """Return when the files are to be written next, though nothing happens."""
    return beat_of(now) + BEAT


def is_stale(now: datetime) -> bool:
    """Tell whether the files are missing or say something that has ended."""
    path = folder() / VALID_UNTIL
    try:
        known = path.stat()
        return now >= _valid_until(path, known.st_mtime_ns, known.st_ino)
    except (FileNotFoundError, ValueError):
        return True


@lru_cache(maxsize=1)
def _valid_until(path: Path, _changed_ns: int, _inode: int) -> datetime:
    return datetime.fromisoformat(path.read_text(encoding="ascii"))


def _widget() -> dict[str, bytes]:
    """Return the widget's script, so that it too is there while only the files are served."""
    found = finders.find(f"built/{WIDGET}")
    return {WIDGET: feeds.widget(Path(found).read_bytes())} if isinstance(found, str) else {}


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_changed = not path.exists() or path.read_bytes() != body
    beside = path.with_name(f"{path.name}.sig")
    if path.suffix in SIGNED and (is_changed or not beside.exists()):
        signature = feed_signing.signature_of(body, beside.read_bytes() if beside.exists() else b"")
        if signature is not None:
            _replace(beside, signature)
        elif is_changed:
            beside.unlink(missing_ok=True)
    if not is_changed:
        return
    _replace(path.with_name(f"{path.name}.gz"), gzip.compress(body, GZIP_LEVEL, mtime=0))
    _replace(path.with_name(f"{path.name}.br"), brotli.compress(body, quality=BROTLI_QUALITY))
    _replace(path, body)


def _replace(path: Path, body: bytes) -> None:
    """Put a file in the place of another; its time is a later second, for those who ask by it."""
    before = int(path.stat().st_mtime) if path.exists() else 0
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_bytes(body)
    scratch.chmod(0o644)
    written = int(scratch.stat().st_mtime)
    if written <= before:
        os.utime(scratch, (before + 1, before + 1))
    scratch.replace(path)


def _remove_others(root: Path, wanted: set[str]) -> None:
    if not root.is_dir():
        return
    for path in root.iterdir():
        if _plain_name(path.name) not in wanted:
            path.unlink()


def _plain_name(name: str) -> str:
    suffix = next((each for each in _BESIDE if name.endswith(each)), "")
    return name.removesuffix(suffix)
