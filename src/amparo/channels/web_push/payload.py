"""What is inside a push: all that our service worker needs to show a message with the page closed.

JSON, filled up with blanks to one size, so that its length tells a push service nothing. The words are those of the
rendering in the receiver's language; nothing in it is about the receiver.
"""

import json
import re
from urllib.parse import urlsplit

from django.conf import settings

from amparo.channels.adapter import Outgoing
from amparo.core import languages

# A push service must take 4,096 bytes (RFC 8030, section 7.2), of which encryption needs 103.
BYTES = 3072
_CUT = "…"
_LINK = re.compile(r"https?://\S+")


def payload_of(outgoing: Outgoing) -> bytes:
    """Return the payload of a message; a text that is too long ends at a word, with an ellipsis."""
    text = outgoing.brief or outgoing.short or outgoing.body
    page, text = _page_and_text(outgoing, text)
    raw = _written(outgoing, page, text)
    while len(raw) > BYTES and text:
        text = _shorter(text, len(raw) - BYTES)
        raw = _written(outgoing, page, text)
    return raw.ljust(BYTES, b" ")


def _page_and_text(outgoing: Outgoing, text: str) -> tuple[str, str]:
    """Return the path to open, and the text without it.

    A message that has no page but a link of ours, as a letter to one person has, opens that: a notification's text
    can't be pressed. Links stay in the text where they are part of a line.
    """
    if outgoing.about:
        return f"{outgoing.about.page}?lang={outgoing.language}", text
    for link in _LINK.findall(text):
        if link.startswith(f"{settings.PUBLIC_ORIGIN}/"):
            lines = [line for line in text.split("\n") if line.strip() != link]
            parts = urlsplit(link)
            query = f"?{parts.query}" if parts.query else ""
            return parts.path + query, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"/?lang={outgoing.language}", text


def _shorter(text: str, bytes_too_many: int) -> str:
    """Return a text that is shorter by at least so many bytes, as far as it has them."""
    raw = text.removesuffix(_CUT).encode()
    kept = raw[: max(0, len(raw) - max(bytes_too_many, 1) - len(_CUT.encode()))].decode(errors="ignore")
    whole = kept.rsplit(None, 1)[0] if len(kept.split()) > 1 else kept
    return f"{whole.rstrip()}{_CUT}" if whole.strip() else ""


def _written(outgoing: Outgoing, page: str, text: str) -> bytes:
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
        "page": page,
        "expires_at": int(outgoing.expires_at.timestamp()) if outgoing.expires_at else 0,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
