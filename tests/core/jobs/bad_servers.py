"""Servers on loopback that are no broker: one says nothing, one answers as a web server does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HTML = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><h1>400</h1></html>\r\n"


@contextmanager
def server(says: bytes) -> Iterator[int]:
    """Accept every connection, say something or nothing, and hold it; yield the port."""
    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    lines.append(line)
                    if says:
                        line.sendall(says)

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for line in lines:
                line.close()
