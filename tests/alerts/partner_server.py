"""A neighbouring network: its own key, its own server, and everything that a hostile one could answer."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from typing_extensions import override

from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.cap import moment
from amparo.core.places.cells import Point
from tests.alerts.signing_keys import pair

NAME = "Invented Valley Watch"
Answer = Callable[["Handler"], None]


@dataclass
class Neighbour:
    """What the neighbour's server hands out now."""

    port: int = 0
    signer: str = "neighbour"
    pages: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    etag: str = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"{self.origin}/cap/index.xml"

    @property
    def certificate(self) -> str:
        return pair(self.signer)[1].decode()

    def publish(self, name: str, document: bytes, *, signer: str | None = None) -> str:
        """Put a signed message there, and into the index; return its path."""
        self.put(name, sign(document, signer or self.signer))
        return f"/cap/{name}.xml"

    def put(self, name: str, body: bytes | Answer) -> None:
        """Put a document there as it is, and into the index."""
        self.pages[f"/cap/{name}.xml"] = body
        self.index()

    def index(self, *more: str) -> None:
        """Write the index of everything there is."""
        links = [f"{self.origin}{path}" for path in self.pages if path != "/cap/index.xml"]
        entries = "".join(
            f'<entry><link type="application/cap+xml" href="{link}"/></entry>' for link in (*links, *more)
        )
        self.pages["/cap/index.xml"] = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
        self.etag = f'"{len(self.asked)}-{time.monotonic_ns()}"'


class Handler(BaseHTTPRequestHandler):
    """Answers from the neighbour's pages."""

    neighbour: Neighbour
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.neighbour.asked.append((self.path, dict(self.headers)))
        page = self.neighbour.pages.get(self.path)
        if callable(page):
            page(self)
        elif page is None:
            self.reply(404, b"")
        elif self.path.endswith("index.xml") and self.headers.get("If-None-Match") == self.neighbour.etag:
            self.reply(304, None)
        else:
            self.reply(200, page, ETag=self.neighbour.etag)

    def reply(self, status: int, body: bytes | None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body:
            self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def neighbour() -> Iterator[Neighbour]:
    """Run the neighbour's server until it is left."""
    it = Neighbour()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Its", (Handler,), {"neighbour": it}))
    server.daemon_threads = True
    it.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    it.index()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()


def message(identifier: str, sent: datetime, **changed: object) -> bytes:
    """Return a CAP message as a neighbour writes one, with what a test changes."""
    given: dict[str, object] = {
        "status": "Test",
        "scope": "Public",
        "type": "Alert",
        "references": "",
        "response": "Monitor",
        "urgency": "Immediate",
        "certainty": "Observed",
        "expires": sent + timedelta(hours=2),
        "headline": "Confirmed: federal agents stopped people in the street",
        "description": "We confirmed it with two observers.",
        "area": "Invented Valley",
        "polygon": square(Point(34.0467, -118.2850)),
        "parameter": "",
        "sender": "valley.example",
        **changed,
    }
    expires = given["expires"]
    until = f"<expires>{moment(expires)}</expires>" if isinstance(expires, datetime) else ""
    references = f"<references>{given['references']}</references>" if given["references"] else ""
    parameter = (
        f"<parameter><valueName>{given['parameter']}</valueName><value>x,y,z</value></parameter>"
        if given["parameter"]
        else ""
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>{given["sender"]}</sender>
<sent>{moment(sent)}</sent><status>{given["status"]}</status><msgType>{given["type"]}</msgType><scope>{given["scope"]}</scope>
{references}<info><language>en-US</language><category>Safety</category><event>Immigration enforcement</event>
<responseType>{given["response"]}</responseType><urgency>{given["urgency"]}</urgency><severity>Moderate</severity>
<certainty>{given["certainty"]}</certainty>{until}<headline>{given["headline"]}</headline>
<description>{given["description"]}</description>{parameter}
<area><areaDesc>{given["area"]}</areaDesc><polygon>{given["polygon"]}</polygon></area></info></alert>""".encode()


def square(middle: Point, half: float = 0.01) -> str:
    """Return a square around a point as CAP writes a polygon."""
    signs = ((1, 1), (1, -1), (-1, -1), (-1, 1), (1, 1))
    return " ".join(f"{middle.lat + a * half:.5f},{middle.lon + b * half:.5f}" for a, b in signs)


def sign(document: bytes, signer: str = "neighbour") -> bytes:
    """Sign as the neighbour, or as somebody else."""
    return xml_signature.sign(document, *pair(signer))


def reference(identifier: str, sent: datetime, sender: str = "valley.example") -> str:
    """Return how a later message names an earlier one."""
    return f"{sender},{identifier},{moment(sent.astimezone(UTC))}"
