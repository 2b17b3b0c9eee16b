"""A Cloud API on loopback: what Meta's graph answers to a message, with its codes and words."""

import json
from typing import Any

from tests.channels.http_provider import Says, Taken

TOKEN = "EAAGm0PX4ZCpsBAKdummyTokenOfATest"
APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "a-word-of-ours"
PHONE_ID = "123456123"
JSON = {"Content-Type": "application/json; charset=UTF-8"}
TEMPLATES = {("alert", "es"), ("alert", "en"), ("alert", "zh_CN"), ("alert", "pt_BR")}


def refusal(status: int, code: int, words: str, kind: str = "OAuthException", **headers: str) -> Says:
    """What the graph says when it does not do something."""
    error = {
        "message": f"(#{code}) {words}",
        "type": kind,
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": words},
        "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
    }
    return Says(status, json.dumps({"error": error}).encode(), {**JSON, **headers})


UNDELIVERABLE = refusal(400, 131026, "Message undeliverable")
TOO_LONG = refusal(400, 100, "Param text['body'] must be at most 4096 characters long.")
TOO_MANY = refusal(400, 130429, "Rate limit hit", **{"Retry-After": "7"})


def _refused_template(template: dict[str, Any]) -> Says | None:
    words = template["components"][0]["parameters"][0]["text"]
    if (template["name"], template["language"]["code"]) not in TEMPLATES:
        return refusal(404, 132001, "Template name does not exist in the translation")
    if any(each in words for each in ("\n", "\t", "    ")):
        return refusal(400, 132018, "Param text cannot have new-line/tab characters or more than 4 spaces")
    return refusal(400, 132005, "Translated text too long") if len(words) > 1024 else None


class Graph:
    """The graph's mind: what was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def answer(self, taken: Taken) -> Says:
        if taken.headers.get("authorization") != f"Bearer {TOKEN}":
            return refusal(401, 190, "Invalid OAuth access token - Cannot parse access token")
        if taken.target != f"/v23.0/{PHONE_ID}/messages":
            return refusal(400, 100, f"Unsupported post request. Object with ID '{PHONE_ID}' does not exist")
        content = json.loads(taken.body)
        refused = self._refused(content)
        if refused is not None:
            return refused
        self.sent.append(content)
        number = content["to"].lstrip("+")
        said = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": content["to"], "wa_id": number}],
            "messages": [{"id": f"wamid.HBgL{len(self.sent):08}", "message_status": "accepted"}],
        }
        return Says(200, json.dumps(said).encode(), JSON)

    def _refused(self, content: dict[str, Any]) -> Says | None:
        if content.get("messaging_product") != "whatsapp":
            return refusal(400, 100, "The parameter messaging_product is required.")
        if len(content.get("biz_opaque_callback_data", "")) > 512:
            return refusal(400, 100, "Param biz_opaque_callback_data must be at most 512 characters long.")
        if content["type"] == "text":
            return TOO_LONG if len(content["text"]["body"].encode("utf-16-le")) > 2 * 4096 else None
        return _refused_template(content["template"])

    def texts(self) -> list[tuple[str, str, str]]:
        """Return to whom, what and with which key."""
        return [
            (
                each["to"],
                each["text"]["body"]
                if each["type"] == "text"
                else each["template"]["components"][0]["parameters"][0]["text"],
                each["biz_opaque_callback_data"],
            )
            for each in self.sent
        ]
