"""A real HTTP server on loopback that answers as a test says."""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

from typing_extensions import override


@dataclass(frozen=True)
class Taken:
    """One request as it came."""

    target: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass(frozen=True)
class Says:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Provider:
    """What came, and how the server answers: statuses one after the other, the last one for ever.

    Where `answer` is set, it says what is answered instead, as the real provider would. `cuts`: the connection ends
    before a request is read, or after it without an answer.
    """

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    connections: int = 0
    drops: bool = False
    cuts: Literal["", "before", "after"] = ""
    delay: threading.Event | None = None
    answer: Callable[[Taken], Says] | None = None

    def says(self, taken: Taken) -> Says:
        if self.answer is not None:
            return self.answer(taken)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return Says(status, self.body, self.headers)


class _Server(ThreadingHTTPServer):
    """The socket, with room for many who call at once."""

    request_queue_size = 128
    daemon_threads = True

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over what a connection that was cut leaves behind; anything else is a fault of the test's."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type] # as socketserver calls it


class _Handler(BaseHTTPRequestHandler):
    """What happens to one connection."""

    protocol_version = "HTTP/1.1"
    timeout = 5
    provider: Provider

    @override
    def setup(self) -> None:
        self.provider.connections += 1
        super().setup()

    @override
    def parse_request(self) -> bool:
        if self.provider.cuts == "before":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        return super().parse_request()

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        taken = Taken(self.path, headers, body, self.command)
        self.provider.taken.append(taken)
        if self.provider.delay is not None:
            self.provider.delay.wait(5)
        if self.provider.drops or self.provider.cuts == "after":
            self.close_connection = True
            return
        said = self.provider.says(taken)
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)

    @override
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def http_provider() -> Iterator[Provider]:
    """Run the server in a thread."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    with _Server(("127.0.0.1", 0), handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            if provider.delay is not None:
                provider.delay.set()
            server.shutdown()
            thread.join(timeout=2)
