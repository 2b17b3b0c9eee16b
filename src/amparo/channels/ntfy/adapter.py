"""Messages by a ntfy server, of the network's own where it can: published as JSON (https://docs.ntfy.sh/publish/).

Our key is the message's `sequence_id` (ntfy 2.16 and later): published again it takes the place of the first, so that
a reader sees it once. Older servers pass over the field. There are no receipts, and nobody answers by a topic: whoever
can read one is not known there.
"""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters import posting
from amparo.channels.adapters.http import Line, NotReached, Reply, line_to
from amparo.channels.domain import lengths
from amparo.channels.domain.kinds import ChannelKind

KIND = ChannelKind.NTFY
# What is longer becomes an attachment, which a lock screen does not show.
MOST_BYTES = 4096
MOST_BYTES_OF_A_TITLE = 250
# An alert that people asked for may ring, as a message does; 5 would ring on and on.
HIGH, USUAL = 4, 3
TAGS = ("loudspeaker",)
_LINK = re.compile(r"https?://[^\s<>]+")


class NtfyAdapter:
    """Publishes on the server that `AMPARO_NTFY_URL` names."""

    concurrency = 8

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [urlsplit(settings.NTFY_URL).hostname or ""]

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection to the server.

        Raises:
            ProviderDown: ntfy is switched off, or no server is set or can be reached.
        """
        await posting.check_switch(KIND)
        if not settings.NTFY_URL or not settings.NTFY_TOKEN:
            raise ProviderDown("not_configured", posting.PATIENCE)
        try:
            async with line_to(settings.NTFY_URL, timeout=settings.CHAT_TIMEOUT) as line:
                yield _NtfyConnection(line)
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _NtfyConnection:
    """A connection to the server."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, outgoing: Outgoing) -> Answer:
        """Publish one message."""
        refusal = posting.refusal_of(KIND, outgoing)
        if refusal is not None:
            return refusal
        return await posting.handed_over(self._line, request_of(outgoing), answer_of)


def request_of(outgoing: Outgoing) -> posting.Request:
    """Return what is posted for a message: to the server's root, so that no topic stands in an address line."""
    link = _LINK.search(outgoing.body)
    content = {
        "topic": outgoing.address,
        "title": lengths.cut(" ".join(outgoing.subject.split()), MOST_BYTES_OF_A_TITLE, lengths.utf8_bytes),
        "message": lengths.cut(outgoing.body, MOST_BYTES, lengths.utf8_bytes),
        "priority": HIGH if outgoing.unsubscribe_url else USUAL,
        "tags": list(TAGS),
        "sequence_id": outgoing.key,
        **({"click": link[0].rstrip(".,;:!?)")} if link else {}),
    }
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {settings.NTFY_TOKEN}",
        # Without this the server hands the words to Google for phones that it wakes.
        **({} if settings.NTFY_BY_FIREBASE else {"X-Firebase": "no"}),
    }
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return posting.Request(urlsplit(settings.NTFY_URL).path or "/", body, headers)


def answer_of(reply: Reply) -> Answer:
    """Read the answer; of an error its number (server/errors.go)."""
    fields = posting.fields_of(reply.body)
    if reply.status == 200:
        is_taken = fields.get("event") == "message" and isinstance(fields.get("id"), str)
        return Accepted() if is_taken else posting.unclear(KIND)
    if reply.status in {429, 507}:  # 507: for topics that only wake programs, while nobody listens
        return posting.too_many(reply.retry_after)
    if reply.status == 401:
        return posting.not_let_in()
    code = posting.number_in(fields, "code")
    # A topic that somebody reserved for themselves is refused alone: one reader must not stop the channel for all.
    if reply.status in {400, 403, 413} and code:
        return DeliveryFailed(
            permanent=True, reason=f"ntfy_{code}", is_address_at_fault=code in {40009, 40010}
        )
    return posting.broken(KIND, reply)
