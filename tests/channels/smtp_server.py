"""A real SMTP server on loopback that behaves as a test says."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"


@dataclass
class Letterbox:
    """What was accepted, and how the server answers."""

    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    on_receiver: Callable[[str], str] = lambda _address: OK
    on_content: Callable[[str], str] = lambda _address: OK
    delay_s: float = 0.0
    drops_after_content: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    offers_dsn: bool = False
    envelopes: list[tuple[str, str]] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802 — aiosmtpd's names
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]] if self.offers_dsn else responses

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.on_receiver(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.delay_s)
        answer = self.on_content(envelope.rcpt_tos[0])
        if answer == OK:
            content = envelope.content
            self.accepted.append(
                (envelope.rcpt_tos[0], content if isinstance(content, bytes) else str(content).encode())
            )
            self.arrived.set()
        if self.drops_after_content:
            self.drops_after_content -= 1
            transport: Any = server.transport
            transport.abort()
        return answer


class _SMTP(SMTP):
    """A session that knows delivery status notifications where the letterbox offers them (RFC 3461)."""

    letterbox: Letterbox

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 — aiosmtpd's names
        self._options = _of_dsn(arg, ("RET=", "ENVID=")) if self.letterbox.offers_dsn else ""
        await super().smtp_MAIL(arg.replace(self._options, "").rstrip() if self._options else arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        wanted = _of_dsn(arg, ("NOTIFY=", "ORCPT=")) if self.letterbox.offers_dsn else ""
        self.letterbox.envelopes.append((self._options, wanted))
        await super().smtp_RCPT(arg.replace(wanted, "").rstrip() if wanted else arg)


def _of_dsn(arg: str, names: tuple[str, ...]) -> str:
    return " ".join(word for word in arg.split() if word.startswith(names))


class _Server(threading.Thread):
    """An event loop of its own with one listening socket."""

    def __init__(self, letterbox: Letterbox, *, speaks_utf8: bool) -> None:
        super().__init__(name="smtp server", daemon=True)
        self.port = 0
        self.is_listening = threading.Event()
        self._letterbox = letterbox
        self._speaks_utf8 = speaks_utf8
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()

    def run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self.join(timeout=3)

    async def _serve(self) -> None:
        sessions: set[SMTP] = set()
        server = await self._loop.create_server(lambda: self._session(sessions), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.is_listening.set()
        await self._ending.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    def _session(self, sessions: set[SMTP]) -> SMTP:
        session = _SMTP(
            self._letterbox, hostname="server.invalid", enable_SMTPUTF8=self._speaks_utf8, loop=self._loop
        )
        session.letterbox = self._letterbox
        sessions.add(session)
        return session


@contextmanager
def smtp_server(letterbox: Letterbox, *, speaks_utf8: bool = True) -> Iterator[int]:
    """Run the server in a thread; yield its port."""
    server = _Server(letterbox, speaks_utf8=speaks_utf8)
    server.start()
    assert server.is_listening.wait(timeout=3)
    try:
        yield server.port
    finally:
        server.end()
