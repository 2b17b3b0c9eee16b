"""What is inside a push: all that our service worker needs to show a message with the page closed.

JSON, filled up with blanks to one size, so that its length tells a push service nothing. The words are those of the
rendering in the receiver's language; nothing in it is about the receiver.
"""

import json

from amparo.channels.adapter import Outgoing
from amparo.core import languages

# A push service must take 4,096 bytes (RFC 8030, section 7.2), of which encryption needs 103.
BYTES = 3072
_CUT = "…"


def payload_of(outgoing: Outgoing) -> bytes:
    """Return the payload of a message; a text that is too long ends at a word, with an ellipsis."""
    text = outgoing.brief or outgoing.short or outgoing.body
    raw = _written(outgoing, text)
    while len(raw) > BYTES and text:
        text = _shorter(text, len(raw) - BYTES)
        raw = _written(outgoing, text)
    return raw.ljust(BYTES, b" ")


def _shorter(text: str, bytes_too_many: int) -> str:
    """Return a text that is shorter by at least so many bytes, as far as it has them."""
    raw = text.removesuffix(_CUT).encode()
    kept = raw[: max(0, len(raw) - max(bytes_too_many, 1) - len(_CUT.encode()))].decode(errors="ignore")
    whole = kept.rsplit(None, 1)[0] if len(kept.split()) > 1 else kept
    return f"{whole.rstrip()}{_CUT}" if whole.strip() else ""


def _written(outgoing: Outgoing, text: str) -> bytes:
    about = outgoing.about
    content = {
        "language": outgoing.language,
        "dir": languages.get(outgoing.language).direction,
        "title": outgoing.subject,
        "body": text,
        "kind": about.kind if about else "",
        "code": about.code if about else "",
        "tag": about.thread if about else outgoing.key,
        "number": about.number if about else 0,
        "page": page_of(outgoing),
        "expires_at": int(outgoing.expires_at.timestamp()) if outgoing.expires_at else 0,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def page_of(outgoing: Outgoing) -> str:
    """Return the path to open, in the message's language; the first page where the message has none."""
    path = outgoing.about.page if outgoing.about else "/"
    return f"{path}?lang={outgoing.language}"
