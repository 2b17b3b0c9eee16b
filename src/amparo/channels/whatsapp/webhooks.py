"""Reading what the Cloud API brings: messages, statuses of ours, and wishes told to WhatsApp itself."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from amparo.channels.whatsapp.adapter import ADDRESS_CODES

_CAPTIONED = ("image", "video", "document")
_ARRIVED = frozenset({"delivered", "read"})


class NotAWebhook(ValueError):
    """The content is not what the Cloud API sends."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one person wrote to our number."""

    sender: str = field(repr=False)
    text: str = field(repr=False)
    event_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a message of ours, by our own key."""

    key: str
    has_arrived: bool
    is_address_at_fault: bool = False


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Tell whether Meta signed a body with our app's secret: HMAC-SHA256 over the bytes as they came, in hex."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = signature.encode("utf-8", "replace")
    return bool(secret) and hmac.compare_digest(f"sha256={digest}".encode(), given)


def read(body: bytes, phone_id: str) -> Iterator[Written | Status]:
    """Yield what is of our number; what is unknown is passed over: Meta adds kinds as it likes.

    Raises:
        NotAWebhook: it is no JSON object of theirs.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAWebhook from error
    if not isinstance(content, dict) or content.get("object") != "whatsapp_business_account":
        raise NotAWebhook
    for entry in _objects(content, "entry"):
        for change in _objects(entry, "changes"):
            value = change.get("value")
            if not isinstance(value, dict):
                continue
            metadata = value.get("metadata")
            if isinstance(metadata, dict) and metadata.get("phone_number_id") == phone_id:
                yield from _read(value)


def _read(value: dict[str, object]) -> Iterator[Written | Status]:
    for message in _objects(value, "messages"):
        sender, event_id, text = message.get("from"), message.get("id"), _text(message)
        if isinstance(sender, str) and isinstance(event_id, str) and text:
            yield Written(_number(sender), text, event_id)
    for status in _objects(value, "statuses"):
        yield from _status(status)
    for wish in _objects(value, "user_preferences"):
        sender = wish.get("wa_id")
        if isinstance(sender, str) and wish.get("value") == "stop":
            yield Written(_number(sender), "STOP", f"preference:{sender}:{wish.get('timestamp')}")


def _status(status: dict[str, object]) -> Iterator[Status]:
    key, name = status.get("biz_opaque_callback_data"), status.get("status")
    if not isinstance(key, str) or not isinstance(name, str):
        return
    if name in _ARRIVED:
        yield Status(key, has_arrived=True)
    elif name == "failed":
        codes = [error.get("code") for error in _objects(status, "errors")]
        is_at_fault = any(type(code) is int and code in ADDRESS_CODES for code in codes)
        yield Status(key, has_arrived=False, is_address_at_fault=is_at_fault)


def _text(message: dict[str, object]) -> str:
    """Return the words of a message: a text, a pressed button, or what was written below a picture."""
    kind = str(message.get("type"))
    inner = message.get(kind)
    if not isinstance(inner, dict):
        return ""
    found: object = ""
    if kind == "text":
        found = inner.get("body")
    elif kind == "button":
        found = inner.get("text")
    elif kind == "interactive":
        reply = inner.get("button_reply") or inner.get("list_reply")
        found = reply.get("title") if isinstance(reply, dict) else ""
    elif kind in _CAPTIONED:
        found = inner.get("caption")
    return found if isinstance(found, str) else ""


def _number(written: str) -> str:
    """Return a number as E.164: WhatsApp leaves the plus sign out."""
    return written if written.startswith("+") else f"+{written}"


def _objects(holder: dict[str, object], name: str) -> list[dict[str, object]]:
    found = holder.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
