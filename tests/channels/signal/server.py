"""A signal-cli on loopback: the three addresses of `signal-cli daemon --http`, with its results and errors."""

import json
from typing import Any

from tests.channels.http_provider import Says, Taken

ACCOUNT = "+12135550000"
JSON = {"Content-Type": "application/json"}


def result(kind: str, number: str = "+12135550142", **more: object) -> dict[str, object]:
    """What happened to one receiver."""
    return {"recipientAddress": {"uuid": None, "number": number}, "type": kind, **more}


def error(code: int, words: str, *results: dict[str, object]) -> Says:
    """A JSON-RPC error, with the results beside it where something was tried."""
    data = {"response": {"timestamp": 1763652600123, "results": list(results)}} if results else None
    content = {"jsonrpc": "2.0", "error": {"code": code, "message": words, "data": data}, "id": "x"}
    return Says(200, json.dumps(content).encode(), JSON)


UNREGISTERED = error(-1, "Failed to send message", result("UNREGISTERED_FAILURE"))
UNTRUSTED = error(-4, "Failed to send message due to untrusted identities", result("IDENTITY_FAILURE"))
TOO_MANY = error(
    -5, "Failed to send message due to rate limiting", result("RATE_LIMIT_FAILURE", retryAfterSeconds=7)
)


class Daemon:
    """The daemon's mind: what was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.last = 1763652600000

    def answer(self, taken: Taken) -> Says:
        if taken.target != "/api/v1/rpc":
            return Says(404)
        content = json.loads(taken.body)
        params = content.get("params", {})
        if content.get("method") != "send":
            return error(-32601, "Method not implemented")
        if params.get("account") != ACCOUNT:
            return error(-32602, "Specified account does not exist")
        if not params.get("message"):
            return error(-1, "Invalid message: Message must not be empty")
        self.sent.append({**params, "id": content["id"]})
        self.last += 1  # the daemon never gives one time twice
        results = [result("SUCCESS", number) for number in params["recipient"]]
        said = {"jsonrpc": "2.0", "result": {"timestamp": self.last, "results": results}, "id": content["id"]}
        return Says(200, json.dumps(said).encode(), JSON)


def envelope(text: str | None = None, **more: object) -> dict[str, Any]:
    """What the daemon tells when something came."""
    inner: dict[str, object] = {
        "source": "+12135550142",
        "sourceNumber": "+12135550142",
        "sourceUuid": "7ccae375-cd51-4c82-8b1e-7be3280aa485",
        "sourceName": "Maria",
        "sourceDevice": 1,
        "timestamp": 1763652600456,
        "serverReceivedTimestamp": 1763652600500,
        "serverDeliveredTimestamp": 1763652600501,
    }
    if text is not None:
        inner["dataMessage"] = {
            "timestamp": 1763652600456,
            "message": text,
            "expiresInSeconds": 0,
            "viewOnce": False,
        }
    return {"envelope": {**inner, **more}, "account": ACCOUNT}


def receipt(*timestamps: int, is_delivery: bool = True) -> dict[str, Any]:
    """A receipt for some messages of ours."""
    return envelope(
        receiptMessage={
            "when": 1763652601000,
            "isDelivery": is_delivery,
            "isRead": not is_delivery,
            "isViewed": False,
            "timestamps": list(timestamps),
        }
    )
