"""Watch every file written in some folders, also those that are gone a moment later; and what leaves by a line."""

import ctypes
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CREATE, _MODIFY, _MOVED_TO, _ISDIR, _NONBLOCK = 0x100, 0x2, 0x80, 0x40000000, 0o4000
_PIECE = 1 << 20


class Watch:
    """Holds every file open that appears in some folders (inotify), so that what is deleted can still be read."""

    def __init__(self, *folders: Path) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._notify = self._libc.inotify_init1(_NONBLOCK)
        self._folders: dict[int, Path] = {}
        self._held: dict[tuple[int, int], int] = {}
        self._stop = threading.Event()
        self.seen: set[str] = set()
        for folder in folders:
            self._add(folder)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _add(self, folder: Path) -> None:
        number = self._libc.inotify_add_watch(
            self._notify, os.fsencode(folder), _CREATE | _MODIFY | _MOVED_TO
        )
        assert number >= 0, folder
        self._folders[number] = folder
        for each in folder.iterdir():
            self._found(each)

    def _found(self, path: Path) -> None:
        try:
            if path.is_dir():
                self._add(path)
                return
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            return  # gone before anybody could read it, by us as by others
        status = os.fstat(descriptor)
        key = (status.st_dev, status.st_ino)
        self.seen.add(str(path))
        if key in self._held:
            os.close(descriptor)
        else:
            self._held[key] = descriptor

    def _listen(self) -> None:
        while not self._stop.is_set():
            if not select.select([self._notify], [], [], 0.05)[0]:
                continue
            events = os.read(self._notify, 1 << 16)
            place = 0
            while place < len(events):
                number, _mask, _cookie, length = struct.unpack_from("iIII", events, place)
                name = events[place + 16 : place + 16 + length].rstrip(b"\0")
                place += 16 + length
                if number in self._folders and name:
                    self._found(self._folders[number] / os.fsdecode(name))

    def holding(self, marker: bytes) -> list[str]:
        """Return the files of this moment, there or gone, in which a marker stands."""
        while select.select([self._notify], [], [], 0.2)[0]:
            time.sleep(0.01)  # the thread has not yet seen everything
        return [
            str(Path(f"/proc/self/fd/{each}").readlink())
            for each in tuple(self._held.values())
            if holds(each, marker)
        ]

    def end(self) -> None:
        """End watching, and let go of every file."""
        self._stop.set()
        self._thread.join()
        for descriptor in (*self._held.values(), self._notify):
            os.close(descriptor)


def holds(descriptor: int, marker: bytes) -> bool:
    """Tell whether a file holds a marker, read piece by piece."""
    place, kept = 0, b""
    while piece := os.pread(descriptor, _PIECE, place):
        if marker in kept + piece:
            return True
        kept, place = piece[-len(marker) :], place + len(piece)
    return False


class Line:
    """A line between a browser and a server: counts what leaves, looks for a marker, and can break once."""

    def __init__(self, port: int, marker: bytes) -> None:
        self._to = port
        self._marker = marker
        self._pairs: list[threading.Thread] = []
        self._ends: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.sent_bytes = 0
        self.found = 0
        self.breaks = 0
        self.breaks_after: int | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            pair = threading.Thread(target=self._join, args=(near, far), daemon=True)
            self._pairs.append(pair)
            pair.start()

    def _join(self, near: socket.socket, far: socket.socket) -> None:
        with near, far:
            self._ends += [near, far]
            back = threading.Thread(target=self._carry, args=(far, near, False), daemon=True)
            back.start()
            self._carry(near, far, True)  # noqa: FBT003 — as the thread's
            back.join()

    def _carry(self, source: socket.socket, target: socket.socket, leaves: bool) -> None:  # noqa: FBT001 — a thread's argument
        kept, carried = b"", 0
        try:
            while piece := source.recv(1 << 16):
                carried += len(piece)
                if leaves:
                    self.sent_bytes += len(piece)
                    self.found += self._marker in kept + piece
                    kept = piece[-len(self._marker) :]
                    if self.breaks_after is not None and carried > self.breaks_after:
                        self.breaks_after = None
                        self.breaks += 1
                        break
                target.sendall(piece)
        except OSError:
            pass
        for each in (source, target):
            _shut(each)

    def close(self) -> None:
        """End it, and all that goes over it."""
        _shut(self._server)
        self._server.close()
        for each in self._ends:
            _shut(each)
        for pair in self._pairs:
            pair.join(10)


def _shut(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was shut before


@contextmanager
def line(port: int, marker: bytes) -> Iterator[Line]:
    """Lay a line to a port."""
    laid = Line(port, marker)
    try:
        yield laid
    finally:
        laid.close()
