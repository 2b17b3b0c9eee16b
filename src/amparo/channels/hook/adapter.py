"""Messages to people whom a partner's system reaches: signed JSON to its address. Redirects are not followed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters.egress import host_of
from amparo.channels.adapters.http import Line, LineLost, NotReached, Reply, line_to, target_of
from amparo.channels.hook.signing import SecretBroken, key_of, sign
from amparo.core import clock, jobs

PATIENCE = jobs.FIRST_BACKOFF * 30


class HookAdapter:
    """Posts to `AMPARO_HOOK_URL`."""

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [host_of(settings.HOOK_URL)]

    @property
    def concurrency(self) -> int:
        """As many as the settings say."""
        return int(settings.GATEWAY_IN_FLIGHT)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection to the partner.

        Raises:
            ProviderDown: no partner is set, or it can't be reached.
        """
        if not settings.HOOK_URL or not settings.HOOK_SECRETS:
            raise ProviderDown("not_configured", PATIENCE)
        try:
            key_of(settings.HOOK_SECRETS[0])
            async with line_to(settings.HOOK_URL, timeout=settings.HOOK_TIMEOUT) as line:
                yield _HookConnection(line)
        except SecretBroken as error:
            raise ProviderDown("secret_broken", PATIENCE) from error
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _HookConnection:
    """A connection to the partner's system."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message; its key is the event's id, by which a repeated one is recognised."""
        if not (outgoing.key.isascii() and outgoing.key.isalnum() and outgoing.address.isprintable()):
            return DeliveryFailed(permanent=True, reason="header_refused")
        body = json.dumps(_content(outgoing), ensure_ascii=False).encode("utf-8", "replace")
        now = clock.now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": outgoing.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": sign(settings.HOOK_SECRETS[0], event_id=outgoing.key, at=now, body=body),
        }
        try:
            return _answer(await self._line.post(target_of(settings.HOOK_URL), body, headers))
        except NotReached:
            return DeliveryFailed(permanent=False, reason="unreachable", is_connection_lost=True)
        except LineLost:
            return DeliveryFailed(
                permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
            )


def _content(outgoing: Outgoing) -> dict[str, str]:
    return {
        "id": outgoing.key,
        "to": outgoing.address,
        "language": outgoing.language,
        "subject": outgoing.subject,
        "text": outgoing.body,
        "short": outgoing.short,
        "unsubscribe_url": outgoing.unsubscribe_url,
        "at": outgoing.at.isoformat(timespec="seconds"),
    }


def _answer(reply: Reply) -> Answer:
    """Read the partner's answer.

    That it knows no such person is said in words, `{"error": "unknown_recipient"}`: a bare 404 may come from a wrong
    address in the settings, and must not end everybody's subscriptions.
    """
    status = reply.status
    if 200 <= status < 300:
        return Accepted()
    if status in {404, 410} and _names_an_unknown_recipient(reply.body):
        return DeliveryFailed(permanent=True, reason="unknown_recipient", is_address_at_fault=True)
    is_ours = status in {400, 413, 422}
    return DeliveryFailed(
        permanent=is_ours,
        reason=f"hook_{status}",
        retry_after=reply.retry_after,
        may_have_arrived=status >= 500 and status != 503,
        is_connection_lost=not is_ours,
    )


def _names_an_unknown_recipient(body: bytes) -> bool:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("error") == "unknown_recipient"
