"""One request of a provider and our answer to it. Answers say nothing but their status."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from amparo.core.errors import AmparoError

MOST_FIELDS = 200
_CHARSET = re.compile(r"charset=\"?([A-Za-z0-9_-]{1,20})")
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_CHARSETS = frozenset({"utf-8", "utf-16be", "utf-16le", "us-ascii", "iso-8859-1", "windows-1252"})


class HookRefused(AmparoError):
    """The request is not taken in; `status` is all that is said about it."""

    code = "HOOK_REFUSED"

    def __init__(self, status: int) -> None:
        super().__init__(status=status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """What a provider sent. Its parts may name a person: never print one."""

    method: str
    path: str
    query: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """Return a header's value, or an empty text."""
        return self.headers.get(name.lower(), "")

    def parameters(self) -> dict[str, str]:
        """Return what the query says."""
        return dict(_pairs(self.query))

    def delivery_key(self) -> str:
        """Return the idempotency key that the query names, or an empty text where it is none of ours."""
        key = self.parameters().get("key", "")
        return key if is_key(key) else ""

    def form(self) -> list[tuple[str, str]]:
        """Return the fields of a form, in their order.

        Raises:
            HookRefused: it is no form.
        """
        return _pairs(self.body.decode("utf-8", "replace"))

    def text(self) -> str:
        """Return the body as text, in the charset that the request names."""
        named = _CHARSET.search(self.header("content-type"))
        charset = named[1].lower() if named is not None else "utf-8"
        return self.body.decode(charset if charset in _CHARSETS else "utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Answer:
    """What we say: as little as the provider understands."""

    status: int = 200
    content_type: str = "text/plain"
    body: bytes = b""


def is_key(text: str) -> bool:
    """Tell whether a text may be an idempotency key of ours."""
    return _KEY.fullmatch(text) is not None


def check_password(request: Request, *, user: str, password: str) -> None:
    """Check HTTP Basic credentials in constant time.

    Raises:
        HookRefused: they are missing or wrong, or we have no password at all.
    """
    scheme, _, encoded = request.header("authorization").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        given = b""
    is_right = hmac.compare_digest(given, f"{user}:{password}".encode())
    if not (password and scheme.lower() == "basic" and is_right):
        raise HookRefused(403)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HookRefused(400) from error
