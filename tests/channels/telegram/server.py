"""A bot API on loopback: what telegram-bot-api answers to `sendMessage` and `getUpdates`, with its words and codes."""

import json
import re
from typing import Any

from tests.channels.http_provider import Says, Taken

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
_PATH = re.compile(r"/bot([^/]+)/(\w+)(?:\?.*)?")
JSON = {"Content-Type": "application/json"}


def refusal(code: int, words: str, **parameters: int) -> Says:
    """What the real server says when it does not do something."""
    content: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
    if parameters:
        content["parameters"] = parameters
    return Says(code, json.dumps(content).encode(), JSON)


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
TOO_LONG = refusal(400, "Bad Request: message is too long")
TOO_MANY = refusal(429, "Too Many Requests: retry after 7", retry_after=7)


class BotAPI:
    """The server's mind: what was sent, and which updates wait."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.webhook = ""

    def answer(self, taken: Taken) -> Says:
        path = _PATH.fullmatch(taken.target)
        if path is None:
            return refusal(404, "Not Found")
        if path[1] != TOKEN:
            return refusal(401, "Unauthorized")
        content = json.loads(taken.body or b"{}")
        if path[2] == "sendMessage":
            return self._send(content)
        if path[2] == "getUpdates":
            return self._updates(content)
        if path[2] == "deleteWebhook":
            self.webhook = ""
            return _ok(result=True)
        return refusal(404, "Not Found: method not found")

    def _send(self, content: dict[str, Any]) -> Says:
        text = content.get("text", "")
        if not isinstance(content.get("chat_id"), int):
            return refusal(400, "Bad Request: chat_id is empty")
        if not text.strip():
            return refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            return TOO_LONG
        self.sent.append(content)
        chat = {"id": content["chat_id"], "type": "private", "first_name": "Maria"}
        return _ok(result={"message_id": len(self.sent), "chat": chat, "date": 1763652600, "text": text})

    def _updates(self, content: dict[str, Any]) -> Says:
        if self.webhook:
            words = "Conflict: can't use getUpdates method while webhook is active"
            return refusal(409, f"{words}; use deleteWebhook to delete the webhook first")
        offset = content.get("offset", 0)
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        return _ok(result=self.updates[: content.get("limit", 100)])


def _ok(*, result: object) -> Says:
    return Says(200, json.dumps({"ok": True, "result": result}).encode(), JSON)


def written(update_id: int, text: str, *, chat: int = 987654321, kind: str = "private") -> dict[str, Any]:
    """An update as Telegram hands it over when somebody writes to the bot."""
    person = {"id": 987654321, "is_bot": False, "first_name": "Maria", "language_code": "es"}
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "from": person,
            "chat": {"id": chat, "first_name": "Maria", "type": kind},
            "date": 1763652600,
            "text": text,
        },
    }
