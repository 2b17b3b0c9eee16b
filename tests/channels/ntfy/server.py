"""A ntfy server on loopback: publishing as JSON, with its codes, and its way with a sequence of messages."""

import json
import re
from typing import Any

from tests.channels.http_provider import Says, Taken

TOKEN = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"
JSON = {"Content-Type": "application/json"}
_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")


def refusal(code: int, words: str, **headers: str) -> Says:
    """What the server says when it does not do something (server/errors.go)."""
    status = code // 100
    return Says(
        status, json.dumps({"code": code, "http": status, "error": words}).encode(), {**JSON, **headers}
    )


TOO_MANY = refusal(42901, "limit reached: too many requests", **{"Retry-After": "7"})
TOPIC_INVALID = refusal(40009, "invalid request: topic invalid")
NOT_JSON = refusal(40024, "invalid request: request body must be valid JSON")


class Server:
    """The server's mind. `shown`: what a reader's program shows, where a sequence replaces what it had."""

    def __init__(self) -> None:
        self.published: list[dict[str, Any]] = []
        self.shown: dict[str, dict[str, Any]] = {}
        self.headers: list[dict[str, str]] = []

    def answer(self, taken: Taken) -> Says:
        if taken.headers.get("authorization") != f"Bearer {TOKEN}":
            return refusal(40101, "unauthorized")
        if taken.target != "/":
            return refusal(40401, "page not found")
        content = json.loads(taken.body)
        if not _TOPIC.fullmatch(content.get("topic", "")):
            return TOPIC_INVALID
        if content.get("priority", 3) not in range(1, 6):
            return refusal(40007, "invalid priority parameter")
        self.published.append(content)
        self.headers.append(taken.headers)
        name = f"m{len(self.published)}"
        message = {
            "id": name,
            "time": 1763652600,
            "expires": 1763695800,
            "event": "message",
            "sequence_id": content.get("sequence_id", name),
            **{
                key: content[key]
                for key in ("topic", "title", "message", "priority", "tags", "click")
                if key in content
            },
        }
        if len(content["message"].encode()) > 4096:
            message["attachment"] = {"name": "attachment.txt", "type": "text/plain; charset=utf-8"}
        self.shown[message["sequence_id"]] = message
        return Says(200, json.dumps(message).encode(), JSON)
