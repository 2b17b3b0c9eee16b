"""What mail servers report about a mail of ours: returned mail (RFC 3464) and complaints (RFC 5965, ARF).

A mail is known again by the envelope's id, which is our key (RFC 3461, ENVID), where the server gave it back, else by
its Message-ID in what was returned. The key is known to us and to who got the mail, and to nobody else.
"""

import re
from dataclasses import dataclass
from email.message import Message

_KEY = re.compile(rb"<([0-9a-f]{32})@")
_ENVELOPE = re.compile(r"[0-9a-f]{32}")
# Kinds of feedback that say the reader does not want it; "not-spam" says the contrary.
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out"})
# Further reading is useless: the first reports of one mail are all about the same.
_MOST_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report about one mail of ours: which delivery, and whether it will never arrive, or has.

    Attributes:
        key: our key of the delivery.
        permanent: it will never arrive.
        has_arrived: it lies in the mailbox.
        is_complaint: its reader calls it unwanted, and so does every other mail of ours to them.
    """

    key: str
    permanent: bool
    has_arrived: bool = False
    is_complaint: bool = False


def read_report(mail: Message, parts: list[Message], raw: bytes) -> Bounce | None:
    """Return what a report says of a mail of ours, or None where it is no report, or about none of ours."""
    if mail.get_content_type() != "multipart/report":
        return None
    kinds = {part.get_content_type(): part for part in reversed(parts)}
    if "message/feedback-report" in kinds:
        return _complaint(kinds["message/feedback-report"], raw)
    if "message/delivery-status" in kinds:
        return _returned(_blocks(kinds["message/delivery-status"]), raw)
    return None


def _returned(blocks: list[Message], raw: bytes) -> Bounce | None:
    key = _envelope_id(blocks) or _message_key(raw)
    actions = {str(block.get("Action", "")).strip().lower() for block in blocks}
    statuses = [str(block.get("Status", "")).strip() for block in blocks if "Status" in block]
    if not key:
        return None
    if "failed" in actions:
        return Bounce(key, permanent=all(status.startswith("5") for status in statuses))
    return Bounce(key, permanent=False, has_arrived=True) if "delivered" in actions else None


def _complaint(part: Message, raw: bytes) -> Bounce | None:
    blocks = _blocks(part)
    fields = blocks[0] if blocks else _fields(part)
    kind = str(fields.get("Feedback-Type", "")).strip().lower()
    key = _envelope_id([fields]) or _message_key(raw)
    return Bounce(key, permanent=False, is_complaint=True) if key and kind in _COMPLAINTS else None


def _envelope_id(blocks: list[Message]) -> str:
    for block in blocks:
        found = str(block.get("Original-Envelope-Id", "")).strip().strip("<>")
        if _ENVELOPE.fullmatch(found):
            return found
    return ""


def _message_key(raw: bytes) -> str:
    found = _KEY.search(raw)
    return found[1].decode("ascii") if found is not None else ""


def _blocks(part: Message) -> list[Message]:
    """Return the groups of fields: Python's parser makes a message of each in a delivery status."""
    payload = part.get_payload()
    found = payload if isinstance(payload, list) else []
    return [each for each in found if isinstance(each, Message)][:_MOST_BLOCKS]


def _fields(part: Message) -> Message:
    """Return the fields of a part that Python's parser leaves as text."""
    fields = Message()
    for line in str(part.get_payload()).splitlines()[:_MOST_BLOCKS]:
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[A-Za-z-]{1,40}", name):
            fields[name] = value.strip()
    return fields
