"""Calling the gateway's listener as a provider does, without a socket."""

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from amparo.channels.hooks.server import application
from amparo.channels.sms.twilio import sign

ORIGIN = "https://red.example"
PERSON = "+12135550142"
ACCOUNT = "AC0123"
KANNEL_SECRET = "hook-secret"


@dataclass(frozen=True)
class Said:
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


def call(
    target: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *, method: str = "POST"
) -> Said:
    """Make one request."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.input": io.BytesIO(body),
    }
    for name, value in (headers or {}).items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    said: list[Any] = []

    def start_response(
        status: str, response_headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        said.extend((int(status[:3]), dict(response_headers)))
        return said.append

    content = b"".join(application(environ, start_response))
    return Said(said[0], said[1], content)


def kannel(
    text: str | bytes = "A van.",
    *,
    event: str = "e1",
    sender: str = "12135550142",
    password: str = KANNEL_SECRET,
    charset: str = "UTF-8",
    **more: str,
) -> Said:
    """Bring a message as Kannel does."""
    credentials = base64.b64encode(f"kannel:{password}".encode()).decode()
    headers = {
        "Content-Type": f'text/plain; charset="{charset}"',
        "X-Kannel-From": sender,
        "X-Kannel-Coding": "0",
        "Authorization": f"Basic {credentials}",
    }
    body = text.encode(charset) if isinstance(text, str) else text
    return call(
        f"/hooks/kannel/?id={event}", body, {**headers, **{k.replace("_", "-"): v for k, v in more.items()}}
    )


def kannel_report(key: str, status: int, *, password: str = KANNEL_SECRET, method: str = "GET") -> Said:
    """Bring a delivery report as Kannel does."""
    credentials = base64.b64encode(f"kannel:{password}".encode()).decode()
    return call(
        f"/hooks/kannel/report/?key={key}&status={status}",
        headers={"Authorization": f"Basic {credentials}"},
        method=method,
    )


def twilio(target: str = "/hooks/twilio/", *, signature: str | None = None, **fields: str) -> Said:
    """Bring what Twilio does, signed."""
    form = {"AccountSid": ACCOUNT, **fields}
    right = sign(f"{ORIGIN}{target}", list(form.items()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": right if signature is None else signature,
    }
    return call(target, urlencode(form).encode(), headers)
