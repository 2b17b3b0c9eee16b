"""Reading what signal-cli tells when something came (signal-cli-jsonrpc(5))."""

import json
from dataclasses import dataclass, field

from amparo.channels.domain.keywords import Keyword, recognise

MOST_RECEIPTS = 100


@dataclass(frozen=True, slots=True)
class Written:
    """What one account wrote to ours alone.

    Attributes:
        senders: under which addresses it is taken in: its UUID, else its number. A STOP counts for both, as either may
            be what alerts go to.
        text: the words.
        event_id: the same when it is told again.
    """

    senders: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    event_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipts:
    """Of which messages of ours, by their times, one arrived."""

    references: tuple[str, ...]


def read(data: str, account: str) -> Written | Receipts | None:
    """Read one event; None for what is neither a text from one account nor a receipt."""
    envelope = _envelope(data, account)
    message, receipt = envelope.get("dataMessage"), envelope.get("receiptMessage")
    if isinstance(message, dict):
        return _written(envelope, message)
    if isinstance(receipt, dict) and (receipt.get("isDelivery") is True or receipt.get("isRead") is True):
        times = receipt.get("timestamps")
        found = times[:MOST_RECEIPTS] if isinstance(times, list) else []
        return Receipts(tuple(str(each) for each in found if type(each) is int and each > 0))
    return None


def _envelope(data: str, account: str) -> dict[str, object]:
    """Return the envelope within a notification, a subscription's notification, or as the stream has it bare."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    for name in ("params", "result"):
        if isinstance(found, dict) and isinstance(found.get(name), dict):
            found = found[name]
    if not isinstance(found, dict) or found.get("account", account) != account:
        return {}
    envelope = found.get("envelope")
    return envelope if isinstance(envelope, dict) else {}


def _written(envelope: dict[str, object], message: dict[str, object]) -> Written | None:
    text, sent_at = message.get("message"), message.get("timestamp")
    is_group = "groupInfo" in message or "groupV2" in message
    if is_group or not isinstance(text, str) or not text.strip() or type(sent_at) is not int:
        return None
    named = [envelope.get("sourceUuid"), envelope.get("sourceNumber") or envelope.get("source")]
    addresses = list(dict.fromkeys(each for each in named if isinstance(each, str) and each))
    wish = recognise(text)
    is_stop = wish is not None and wish.keyword is Keyword.STOP
    senders = tuple(addresses if is_stop else addresses[:1])
    return Written(senders, text, f"{addresses[0]}:{sent_at}") if senders else None
