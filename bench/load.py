"""A load of many clients from one process: connections kept alive, each asking again as soon as it is answered.

Requests are ready-made bytes and answers are hardly read, so that the clients cost a small part of what they ask for.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"
_LAST_PIECE = b"\r\n0\r\n\r\n"
_READ_BYTES = 65536
_LONGEST_SILENCE_S = 20.0


@dataclass
class Answers:
    """What came back.

    Attributes:
        seconds: from the first request to the last answer.
        waits_s: how long each answered request took.
        refused: answers whose status was not the one wanted.
        bodies: of the wanted answers, where they were asked for.
        is_cut: a connection ended before its answer came.
    """

    seconds: float = 0.0
    waits_s: list[float] = field(default_factory=list)
    refused: int = 0
    bodies: list[bytes] = field(default_factory=list)
    is_cut: bool = False

    @property
    def per_s(self) -> float:
        """Answered requests a second."""
        return len(self.waits_s) / self.seconds

    def wait_s(self, share: float) -> float:
        """Return the wait that a share of the requests did not exceed."""
        ordered = sorted(self.waits_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass
class _Client:
    """One connection, and the answer that is coming in on it."""

    connection: socket.socket
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.asked_at = time.perf_counter()
        self.connection.sendall(request)

    def read(self) -> tuple[bytes, bytes] | None:
        """Return head and body once they are complete.

        Raises:
            ConnectionError: the server closed the connection.
        """
        part = self.connection.recv(_READ_BYTES)
        if not part:
            raise ConnectionResetError
        self.received += part
        end = self.received.find(_END_OF_HEAD)
        if end < 0:
            return None
        head = bytes(self.received[:end]).lower()
        begin = end + len(_END_OF_HEAD)
        if _LENGTH not in head:  # an error comes in pieces
            return (head, b"") if self.received.endswith(_LAST_PIECE) else None
        at = head.index(_LENGTH) + len(_LENGTH)
        length = int(head[at:].split(b"\r\n", 1)[0])
        return (head, bytes(self.received[begin:])) if len(self.received) - begin >= length else None


def ask_all_the_time(
    port: int,
    requests: Iterator[bytes],
    *,
    clients: int,
    until: Callable[[Answers, float], bool],
    wanted: bytes = b" 201 ",
    keeps_bodies: bool = False,
) -> Answers:
    """Ask until told to stop, and wait for what is still to be answered.

    Args:
        port: of the loopback interface.
        requests: whole requests; each is sent once. The asking ends with them, too.
        clients: how many connections ask at once.
        until: told the answers so far and the seconds passed; true ends the asking.
        wanted: what the first line of a good answer holds.
        keeps_bodies: whether the bodies of good answers are kept.
    """
    answers = Answers()
    with selectors.DefaultSelector() as selector:
        for request in islice(requests, clients):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client = _Client(connection)
            selector.register(connection, selectors.EVENT_READ, client)
            client.ask(request)
        began = time.perf_counter()
        while selector.get_map():
            ready = selector.select(_LONGEST_SILENCE_S)
            if not ready:
                raise TimeoutError
            for key, _events in ready:
                client = key.data
                if not _is_answered(client, answers, wanted, keeps_bodies=keeps_bodies):
                    continue
                is_over = answers.is_cut or until(answers, time.perf_counter() - began)
                following = None if is_over else next(requests, None)
                if following is None:
                    selector.unregister(client.connection)
                    client.connection.close()
                else:
                    client.ask(following)
        answers.seconds = time.perf_counter() - began
    return answers


def _is_answered(client: _Client, answers: Answers, wanted: bytes, *, keeps_bodies: bool) -> bool:
    """Take what came in, and tell whether the connection is free for the next request (or is of no more use)."""
    try:
        answer = client.read()
    except ConnectionError:
        answers.is_cut = True
        return True
    if answer is None:
        return False
    head, body = answer
    if wanted not in head[:16]:
        answers.refused += 1
        return True
    answers.waits_s.append(time.perf_counter() - client.asked_at)
    if keeps_bodies:
        answers.bodies.append(body)
    return True
