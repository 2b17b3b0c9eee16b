"""Our end of the child that reads a recording: hand it over, wait a little, believe nothing but short bytes."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from amparo.alerts.domain.recordings import (
    LARGEST_BYTES,
    LONGEST_S,
    MOST_AAC_BYTES,
    MOST_OPUS_BYTES,
    RecordingRefused,
    Why,
)

PATIENCE_S = 60
_WAIT_S = 5.0
_HEAD_MAX_BYTES = 200
_SOURCE = Path(__file__).resolve().parents[3]
# Of `web`'s few threads most stay free for pages.
_child = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording made anew: nothing of the file is left but what is heard."""

    duration_ms: int
    opus: bytes
    aac: bytes


def read(data: bytes) -> Sound:
    """Return a recording made anew from an uploaded file.

    Raises:
        RecordingRefused: it is none, too large, too long, too short, or too hard to read.
    """
    if not data:
        raise RecordingRefused(why=Why.NOTHING_CHOSEN)
    if len(data) > LARGEST_BYTES:
        raise RecordingRefused(why=Why.TOO_LARGE)
    if not _child.acquire(timeout=_WAIT_S):
        raise RecordingRefused(why=Why.BUSY)
    try:
        return _believed(_ask(data))
    finally:
        _child.release()


def _ask(data: bytes) -> bytes:
    command = [
        sys.executable,
        "-s",
        "-B",
        "-m",
        "amparo.alerts.adapters.audio_child",
        str(settings.MEDIA_CHILD_MEMORY_BYTES),
        str(settings.MEDIA_CHILD_CPU_S),
    ]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=False,
            env={"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8"},
            cwd="/",
        )
    except subprocess.TimeoutExpired as error:
        raise RecordingRefused(why=Why.TOO_HARD) from error
    return done.stdout


def _believed(answer: bytes) -> Sound:
    """Return what a child answered, if it is what an honest one would answer."""
    head, _, body = answer.partition(b"\n")
    try:
        said = json.loads(head[:_HEAD_MAX_BYTES])
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise RecordingRefused(why=Why.TOO_HARD)
    if said.get("why") in set(Why):
        raise RecordingRefused(why=Why(said["why"]))
    duration, cut = said.get("duration_ms"), said.get("opus")
    if not isinstance(duration, int) or not isinstance(cut, int):
        raise RecordingRefused(why=Why.TOO_HARD)
    opus, aac = body[: max(cut, 0)], body[max(cut, 0) :]
    is_honest = opus.startswith(b"OggS") and aac[4:8] == b"ftyp" and 0 < duration <= (LONGEST_S + 1) * 1000
    if not is_honest or len(opus) > MOST_OPUS_BYTES or len(aac) > MOST_AAC_BYTES:
        raise RecordingRefused(why=Why.TOO_HARD)
    return Sound(duration, opus, aac)
