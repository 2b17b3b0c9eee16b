"""Our end of the child that reads a picture of a code: hand it over, wait a little, believe nothing but short texts."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings

from amparo.core.errors import AmparoError

LARGEST_BYTES = 12 * 1024 * 1024
PATIENCE_S = 12
CPU_S = 8
# Of `web`'s few threads most stay free for pages.
AT_ONCE = 2
_WAIT_S = 5.0
_ANSWER_MAX_BYTES = 16 * 1024
_SOURCE = Path(__file__).resolve().parents[3]
_children = threading.BoundedSemaphore(AT_ONCE)


class PictureNotRead(AmparoError):
    """The picture holds no code that could be read; `fields["why"]`.

    One of: `not_a_picture`, `too_many_pixels`, `too_large`, `no_code`, `busy`.
    """

    code = "PICTURE_NOT_READ"


def texts_in(picture: bytes) -> tuple[str, ...]:
    """Return the texts of the QR codes in a picture. Nothing of it is kept.

    Raises:
        PictureNotRead: there is none, or it is no picture, or too large.
    """
    if len(picture) > LARGEST_BYTES:
        raise PictureNotRead(why="too_large")
    if not _children.acquire(timeout=_WAIT_S):
        raise PictureNotRead(why="busy")
    try:
        answer = _ask(picture)
    finally:
        _children.release()
    texts = answer.get("texts")
    if not isinstance(texts, list):
        raise PictureNotRead(why=str(answer.get("why", "not_a_picture")))
    found = tuple(each for each in texts if isinstance(each, str) and each)
    if not found:
        raise PictureNotRead(why="no_code")
    return found


def _ask(picture: bytes) -> dict[str, object]:
    command = [
        sys.executable,
        "-s",
        "-B",
        "-m",
        "amparo.alerts.adapters.code_child",
        str(settings.MEDIA_CHILD_MEMORY_BYTES),
        str(CPU_S),
    ]
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
            env={"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8"},
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        return {"why": "too_many_pixels"}
    try:
        answer = json.loads(done.stdout[:_ANSWER_MAX_BYTES])
    except ValueError:
        return {"why": "not_a_picture"}
    return answer if isinstance(answer, dict) else {"why": "not_a_picture"}
