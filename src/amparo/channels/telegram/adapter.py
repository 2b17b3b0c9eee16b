"""Messages by a Telegram bot: `sendMessage` of the bot API (https://core.telegram.org/bots/api#sendmessage).

The token stands in the path of every request, as the interface wants it: no request is ever printed. The interface
takes no idempotency key and knows no delivery receipts.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters import posting
from amparo.channels.adapters.http import Line, NotReached, Reply, line_to
from amparo.channels.domain import lengths
from amparo.channels.domain.kinds import ChannelKind

KIND = ChannelKind.TELEGRAM
MOST_UNITS = 4096
TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,80}", re.ASCII)
# By the words of the bot API's server: it has one code for all that is wrong with a chat.
_NOBODY_THERE = (
    "bot was blocked by the user",
    "user is deactivated",
    "chat not found",
    "bot can't initiate conversation",
    "peer_id_invalid",
    "bot can't send messages to bots",
)


class TelegramAdapter:
    """Sends as the bot that `AMPARO_TELEGRAM_TOKEN` names."""

    concurrency = 8

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [urlsplit(settings.TELEGRAM_URL).hostname or ""]

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection to the bot API.

        Raises:
            ProviderDown: Telegram is switched off, no bot is set, or it can't be reached.
        """
        await posting.check_switch(KIND)
        if TOKEN.fullmatch(settings.TELEGRAM_TOKEN) is None:
            raise ProviderDown("not_configured", posting.PATIENCE)
        try:
            async with line_to(settings.TELEGRAM_URL, timeout=settings.CHAT_TIMEOUT) as line:
                yield _TelegramConnection(line)
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _TelegramConnection:
    """A connection to the bot API."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message."""
        refusal = posting.refusal_of(KIND, outgoing)
        if refusal is not None:
            return refusal
        return await posting.handed_over(self._line, request_of(outgoing), answer_of)


def target(method: str) -> str:
    """Return the path of a method; it holds the token."""
    return f"{urlsplit(settings.TELEGRAM_URL).path.rstrip('/')}/bot{settings.TELEGRAM_TOKEN}/{method}"


def request_of(outgoing: Outgoing) -> posting.Request:
    """Return what is posted for a message: plain text without a preview, which would fetch our page."""
    content = {
        "chat_id": int(outgoing.address),
        "text": lengths.cut(outgoing.body, MOST_UNITS, lengths.utf16_units),
        "link_preview_options": {"is_disabled": True},
    }
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return posting.Request(target("sendMessage"), body, {"Content-Type": "application/json"})


def answer_of(reply: Reply) -> Answer:
    """Read the answer. `description` is looked at and never kept: it may quote what was sent."""
    fields = posting.fields_of(reply.body)
    if reply.status == 200:
        is_taken = fields.get("ok") is True and "message_id" in posting.inner(fields, "result")
        return Accepted() if is_taken else posting.unclear(KIND)
    if reply.status == 429:
        asked = posting.number_in(posting.inner(fields, "parameters"), "retry_after")
        return posting.too_many(timedelta(seconds=asked) if asked else reply.retry_after)
    if fields.get("ok") is not False or reply.status >= 500:
        return posting.broken(KIND, reply)
    if reply.status in {401, 404}:  # a token that was taken back, or is none
        return posting.not_let_in()
    words = str(fields.get("description", "")).lower()
    is_nobody = any(each in words for each in _NOBODY_THERE)
    return DeliveryFailed(
        permanent=True,
        reason=f"telegram_{reply.status}",
        is_address_at_fault=is_nobody or "migrate_to_chat_id" in posting.inner(fields, "parameters"),
    )
