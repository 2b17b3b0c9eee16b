"""A push service on loopback that does what RFC 8030 and RFC 8292 ask of one: strict, and it opens what it forwards.

It keeps what waits for a browser that sleeps: by topic the newest, each for its time to live.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from typing_extensions import override

from tests.channels.web_push.receiver import Browser, decoded, new_browser

_URGENCIES = {"very-low", "low", "normal", "high"}
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_LONGEST = 4096
_DAY_S = 86_400


@dataclass
class Waiting:
    """One message that the service took."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Subscribed:
    """One browser's subscription."""

    browser: Browser
    application_key: bytes
    is_gone: bool = False
    waiting: list[Waiting] = field(default_factory=list)

    def received(self) -> list[dict[str, Any]]:
        """Return what the browser's worker is handed when it wakes."""
        found = [json.loads(self.browser.opened(each.body)) for each in self.waiting]
        self.waiting.clear()
        return found


@dataclass
class PushService:
    """The service: subscriptions by path, what came, and answers to give instead of taking a message."""

    origin: str = ""
    subscriptions: dict[str, Subscribed] = field(default_factory=dict)
    took: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    # (status, headers, body): one after the other; then the service works again.
    instead: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    def subscribe(self, application_key: bytes) -> tuple[str, Subscribed]:
        """Return a new subscription: its address as JSON, and itself."""
        made = Subscribed(new_browser(), application_key)
        path = f"/wpush/v2/{len(self.subscriptions):04}-c0ffee"
        self.subscriptions[path] = made
        return json.dumps(made.browser.subscription(self.origin + path)), made

    def judge(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        """Return the status, and why."""
        found = self.subscriptions.get(path)
        if found is None:
            return 404, "no such subscription"
        if found.is_gone:
            return 410, "gone"
        for status, why in (_form(headers, body), self._sender(headers, found)):
            if status:
                return status, why
        topic = headers.get("topic")
        if topic:
            found.waiting = [each for each in found.waiting if each.headers.get("topic") != topic]
        found.waiting.append(Waiting(headers, body))
        return 201, ""

    def _sender(self, headers: dict[str, str], found: Subscribed) -> tuple[int, str]:
        """RFC 8292, sections 2, 3 and 4.2."""
        match = re.fullmatch(
            r"vapid t=([\w-]+\.[\w-]+\.[\w-]+),\s?k=([\w-]+)", headers.get("authorization", "")
        )
        if match is None:
            return 401, "no vapid"
        token, key = match[1], decoded(match[2])
        if key != found.application_key:
            return 403, "another application server"
        signed, _, signature = token.rpartition(".")
        raw = decoded(signature)
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key).verify(
                encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])),
                signed.encode(),
                ec.ECDSA(hashes.SHA256()),
            )
        except (InvalidSignature, ValueError):
            return 403, "signature"
        head, claims = (json.loads(decoded(part)) for part in signed.split("."))
        if head != {"typ": "JWT", "alg": "ES256"}:
            return 403, "algorithm"
        if claims["aud"] != self.origin or not 0 < claims["exp"] - time.time() <= _DAY_S:
            return 403, "audience or end"
        is_contact = re.match(r"mailto:.+@.+|https://.+", claims.get("sub", ""))
        return (0, "") if is_contact else (403, "contact")


def _form(headers: dict[str, str], body: bytes) -> tuple[int, str]:
    """RFC 8030, sections 5.2 to 5.4 and 7.2."""
    if not headers.get("ttl", "").isdigit():
        return 400, "ttl"
    if headers.get("urgency", "normal") not in _URGENCIES:
        return 400, "urgency"
    if "topic" in headers and not _TOPIC.fullmatch(headers["topic"]):
        return 400, "topic"
    if headers.get("content-encoding") != "aes128gcm":
        return 415, "encoding"
    return (413, "too large") if len(body) > _LONGEST else (0, "")


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run the service in a thread."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if service.instead:
                return self._answer(*service.instead.pop(0))
            status, why = service.judge(self.path, headers, body)
            if status == 201:
                service.took.append(headers)
                return self._answer(201, {"Location": f"{service.origin}/m/1"}, b"")
            service.refused.append(why)
            return self._answer(status, {}, why.encode())

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        service.origin = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join(timeout=2)
