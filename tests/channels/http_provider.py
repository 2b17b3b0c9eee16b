"""A real HTTP server on loopback that answers as a test says."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override


@dataclass(frozen=True)
class Taken:
    """One request as it came."""

    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Provider:
    """What came, and how the server answers: statuses one after the other, the last one for ever."""

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    statuses: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    connections: int = 0
    drops: bool = False
    delay: threading.Event | None = None


@contextmanager
def http_provider() -> Iterator[Provider]:
    """Run the server in a thread."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        @override
        def setup(self) -> None:
            provider.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            provider.taken.append(Taken(self.path, headers, body))
            if provider.delay is not None:
                provider.delay.wait(5)
            if provider.drops:
                self.close_connection = True
                return
            status = provider.statuses.pop(0) if len(provider.statuses) > 1 else provider.statuses[0]
            self.send_response(status)
            for name, value in provider.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(provider.body)))
            self.end_headers()
            self.wfile.write(provider.body)

        @override
        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
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
