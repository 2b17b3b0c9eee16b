"""A plain server of the published folder, as an operator would set one up: no app, no database, nothing of ours.

Run by itself in isolation (`python -I static_server.py FOLDER PORT_FILE`) it proves that the files need nobody. It does
what the snippets of docs/operating/feeds.md do: media types, caching, and everybody's right to read.
"""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path

CACHING = "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
TYPES = {
    ".xml": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".geojson": "application/geo+json; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".sig": "text/plain; charset=utf-8",
}


class Handler(SimpleHTTPRequestHandler):
    """Files, with the headers of the snippet."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path: "str | PathLike[str]") -> str:
        """Return the media type of a feed."""
        if "/cap/" in str(path) and not str(path).endswith("index.xml"):
            return "application/cap+xml"
        return TYPES.get(Path(path).suffix, "application/octet-stream")

    def end_headers(self) -> None:
        """Add what the snippet adds."""
        self.send_header("Cache-Control", CACHING)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Expose-Headers", "Date, ETag")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the library's name
        """Say nothing."""


def main(folder: str, port_file: str) -> None:
    """Serve until killed; the port goes to a file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder))
    Path(port_file).write_text(str(server.server_address[1]), encoding="ascii")
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
