"""Start the plain server of the published files as a process that has nothing of ours, and other people's pages."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from typing_extensions import override

_PROGRAM = Path(__file__).with_name("static_server.py")


@contextmanager
def served(folder: Path, scratch: Path) -> Iterator[str]:
    """Serve a folder in a process without our code and our environment; yield the origin."""
    port_file = scratch / f"port-{time.monotonic_ns()}"
    process = subprocess.Popen(
        [sys.executable, "-I", str(_PROGRAM), str(folder), str(port_file)], env={}, cwd="/"
    )
    try:
        while not port_file.exists() or not port_file.read_text(encoding="ascii"):
            assert process.poll() is None, "the server ended"
            time.sleep(0.02)  # between two looks
        yield f"http://127.0.0.1:{port_file.read_text(encoding='ascii')}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def somebodys_site(folder: Path) -> Iterator[str]:
    """Serve another site's pages, at another origin; yield it."""

    class Quiet(SimpleHTTPRequestHandler):
        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
