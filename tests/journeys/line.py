"""A line between browser and server that can be cut, lose answers, and break in the middle."""

import contextlib
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CHUNK = 65_536
_LONGEST_S = 60.0


@dataclass
class Line:
    """How the line behaves from now on.

    Attributes:
        origin: under which the browser reaches the server through it.
        is_cut: nobody gets through; who was through is cut off.
        loses_answers: what is sent arrives, and no answer comes back.
        breaks: how likely a connection breaks, at its start or in the middle of what it carries.
        carried: every byte that went to the server.
    """

    origin: str
    is_cut: bool = False
    loses_answers: bool = False
    breaks: float = 0.0
    carried: bytearray = field(default_factory=bytearray)
    _open: set[socket.socket] = field(default_factory=set)

    def cut(self) -> None:
        """Cut the line, also for what is on its way."""
        self.is_cut = True
        for each in list(self._open):
            _end(each)

    def mend(self) -> None:
        """Let everything through again."""
        self.is_cut, self.loses_answers, self.breaks = False, False, 0.0


@contextmanager
def to(server: str, *, luck: random.Random) -> Iterator[Line]:
    """Open a line on loopback to a server."""
    target = (urlsplit(server).hostname or "", urlsplit(server).port or 80)
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(f"http://127.0.0.1:{listener.getsockname()[1]}")
    threading.Thread(target=_accept, args=(listener, target, line, luck), daemon=True).start()
    try:
        yield line
    finally:
        listener.close()
        line.cut()


def _accept(listener: socket.socket, target: tuple[str, int], line: Line, luck: random.Random) -> None:
    while True:
        try:
            browser, _ = listener.accept()
        except OSError:
            return  # closed: the test is over
        if line.is_cut or luck.random() < line.breaks / 2:
            _end(browser)
            continue
        try:
            server = socket.create_connection(target)
        except OSError:
            _end(browser)  # the server is not up
            continue
        line._open |= {browser, server}
        for source, sink, is_answer in ((browser, server, False), (server, browser, True)):
            threading.Thread(
                target=_pass, args=(source, sink, line, luck), kwargs={"is_answer": is_answer}, daemon=True
            ).start()


def _pass(
    source: socket.socket, sink: socket.socket, line: Line, luck: random.Random, *, is_answer: bool
) -> None:
    # The other end may break at any moment, or the line be cut: both ends end.
    with contextlib.suppress(OSError):
        source.settimeout(_LONGEST_S)
        while piece := source.recv(_CHUNK):
            if luck.random() < line.breaks / 2:
                sink.sendall(piece[: len(piece) // 2])
                break
            if not is_answer:
                line.carried += piece
            elif line.loses_answers:
                break
            sink.sendall(piece)
    for each in (source, sink):
        line._open.discard(each)
        _end(each)


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it may have ended already
        end.shutdown(socket.SHUT_RDWR)
    end.close()
