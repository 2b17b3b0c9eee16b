"""A small IMAP server on loopback: enough of RFC 3501 for one mailbox to be fetched and emptied."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_COMMAND = re.compile(rb"(\S+) (?:UID )?(\w+)(.*)\r\n")


@dataclass
class Mailbox:
    """The mails by number, those marked as deleted, and how the server misbehaves."""

    mails: dict[int, bytes]
    deleted: set[int] = field(default_factory=set)
    refuses_sign_in: bool = False
    drops_at_store: bool = False
    sessions: int = 0


def _answer(mailbox: Mailbox, verb: bytes, rest: bytes) -> list[bytes]:
    """Return the untagged lines of one command."""
    if verb == b"CAPABILITY":
        return [b"* CAPABILITY IMAP4rev1"]
    if verb == b"SELECT":
        return [b"* %d EXISTS" % len(mailbox.mails), b"* OK [UIDVALIDITY 1]"]
    if verb == b"SEARCH":
        return [b"* SEARCH " + b" ".join(b"%d" % number for number in sorted(mailbox.mails))]
    if verb == b"FETCH":
        number = int(rest.split()[0])
        raw = mailbox.mails[number]
        return [b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (number, len(raw), raw)]
    if verb == b"STORE":
        mailbox.deleted.add(int(rest.split()[0]))
    if verb == b"EXPUNGE":
        for number in mailbox.deleted:
            mailbox.mails.pop(number, None)
    return [b"* BYE"] if verb == b"LOGOUT" else []


def _serve(mailbox: Mailbox, listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # the test is over
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK ready\r\n")
            _session(mailbox, connection, iter(lines))


def _session(mailbox: Mailbox, connection: socket.socket, lines: Iterator[bytes]) -> None:
    mailbox.sessions += 1
    for line in lines:
        command = _COMMAND.match(line)
        if command is None:
            return
        tag, verb, rest = command.groups()
        if verb == b"STORE" and mailbox.drops_at_store:
            return
        is_refused = verb == b"LOGIN" and mailbox.refuses_sign_in
        untagged = _answer(mailbox, verb, rest)
        status = b"NO refused" if is_refused else b"OK done"
        connection.sendall(b"\r\n".join([*untagged, tag + b" " + status, b""]))
        if verb == b"LOGOUT":
            return


@contextmanager
def imap_server(mailbox: Mailbox) -> Iterator[int]:
    """Run the server in a thread; yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(mailbox, listening), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=3)
