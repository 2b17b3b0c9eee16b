"""The program in which strangers' files are read: fresh for each file, able to do nothing else, gone afterwards.

It gets the bytes through a pipe and holds them in memory. Before it looks at more than the first of them it gives
up opening files and sockets (no descriptor is left to open), writing files, and core dumps; memory and time are
limited. To standard output it writes the sealed original, to descriptor 3 its answer (`domain/copies.py`).

Started by `process.py` with a task as its argument; without a recipient it makes copies anew from a browser's copies,
each of which comes with its length (4 bytes, big-endian) before it.
"""

import os
import resource
import sys
from collections.abc import Iterator
from typing import BinaryIO

import pyrage

from amparo.vault.adapters import decoding
from amparo.vault.domain import copies
from amparo.vault.domain.copies import Answer, Copy, Task
from amparo.vault.domain.kinds import HEAD_BYTES, Container, MediaKind, MediaRefused, Refusal, container_of

ANSWER_DESCRIPTOR = 3
_PIECE = 256 * 1024


class _Taking:
    """What comes in, kept in memory while it is handed on to be sealed; it ends early where there is too much."""

    def __init__(self, head: bytes, stream: BinaryIO, most: int) -> None:
        self._waiting = head
        self._stream = stream
        self._most = most
        self.taken = bytearray()
        self.is_too_large = False

    def read(self, size: int = -1) -> bytes:
        """Return the next piece."""
        wanted = _PIECE if size < 0 else min(size, _PIECE)
        piece, self._waiting = self._waiting[:wanted], self._waiting[wanted:]
        piece = piece or self._stream.read(wanted)
        if len(self.taken) + len(piece) > self._most:
            self.is_too_large = True
            return b""
        self.taken += piece
        return piece


def main(task: Task, source: BinaryIO, sealed: BinaryIO) -> Answer:
    """Do a task; a refusal is an answer too."""
    kind = MediaKind.PHOTO
    try:
        if not task.recipient:
            _shut_the_door(task)
            return Answer(kind, tuple(_rebuilt(source)))
        head = source.read(HEAD_BYTES)
        container = container_of(head)
        kind = container.kind
        if kind is MediaKind.VIDEO:
            # Loaded for videos only, as it takes a while; and now, as no file can be opened once the door is shut.
            import av.subtitles.codeccontext
            import av.subtitles.stream  # noqa: F401 — streams of each kind are wrapped by modules loaded late
        _shut_the_door(task)
        return Answer(kind, _seal_and_read(task, container, head, source, sealed))
    except MediaRefused as error:
        return Answer(kind, (), error.why)
    except MemoryError:
        return Answer(kind, (), Refusal.TOO_HARD)


def _seal_and_read(
    task: Task, container: Container, head: bytes, source: BinaryIO, sealed: BinaryIO
) -> tuple[Copy, ...]:
    is_video = container.kind is MediaKind.VIDEO
    taking = _Taking(head, source, task.video_max_bytes if is_video else task.photo_max_bytes)
    pyrage.encrypt_io(taking, sealed, [pyrage.x25519.Recipient.from_str(task.recipient)])
    sealed.flush()
    if taking.is_too_large:
        raise MediaRefused(why=Refusal.TOO_LARGE)
    if is_video:
        return decoding.video(taking.taken, container, longest_s=task.video_max_s)
    return decoding.photo(taking.taken, container)


def _rebuilt(source: BinaryIO) -> Iterator[Copy]:
    for _ in range(copies.FRAMES_MAX):
        size = int.from_bytes(source.read(4), "big")
        if not size:
            return
        if size > copies.BROWSER_COPY_MAX_BYTES:
            raise MediaRefused(why=Refusal.TOO_LARGE)
        yield from decoding.photo(source.read(size), Container.JPEG)


def _shut_the_door(task: Task) -> None:
    """Give up what reading a picture does not need, for good: hard limits can't be raised again."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: ANSWER_DESCRIPTOR + 1,
        resource.RLIMIT_CPU: task.cpu_max_s,
        resource.RLIMIT_AS: task.memory_max_bytes,
    }
    for name, most in limits.items():
        resource.setrlimit(name, (most, most))


def _run() -> None:
    task = Task.from_text(sys.argv[1])
    inherited = int(sys.argv[2])
    if inherited != ANSWER_DESCRIPTOR:
        os.dup2(inherited, ANSWER_DESCRIPTOR)
    os.closerange(ANSWER_DESCRIPTOR + 1, 4096)
    answer = main(task, sys.stdin.buffer, sys.stdout.buffer)
    with os.fdopen(ANSWER_DESCRIPTOR, "wb") as out:
        out.write(copies.to_wire(answer))
    sys.stdout.flush()
    # No tidying up: whatever a hostile file did to this process ends with it.
    os._exit(0)


if __name__ == "__main__":
    _run()
