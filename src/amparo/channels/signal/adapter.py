"""Messages by Signal, through a signal-cli of the network's own: JSON-RPC over its HTTP daemon (signal-cli-jsonrpc(5)).

Signal names a message by its sender and time in milliseconds, which the daemon answers and a receipt repeats. It knows
no idempotency key.
"""

import json
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

KIND = ChannelKind.SIGNAL
# Beyond 2,000 bytes signal-cli sends the text as an attachment that Signal's programs show as text, up to 64 kB.
MOST_BYTES = 32 * 1024
# JSON-RPC errors of signal-cli: what the caller did wrong, a fault of the network, a changed safety number, too fast.
_USER, _UNTRUSTED, _RATE_LIMIT, _CAPTCHA = -1, -4, -5, -6
# Of JSON-RPC itself: no such method, parameters that are none (such as an account that is gone).
_SPEC_ERRORS = range(-32700, -32599)
_FAULTS_OF_THE_ADDRESS = frozenset({"UNREGISTERED_FAILURE"})


class SignalAdapter:
    """Sends over the signal-cli that `AMPARO_SIGNAL_…` names."""

    concurrency = 4

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [urlsplit(settings.SIGNAL_URL).hostname or ""]

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection to the daemon.

        Raises:
            ProviderDown: Signal is switched off, or no daemon is set or can be reached.
        """
        await posting.check_switch(KIND)
        if not settings.SIGNAL_URL or not settings.SIGNAL_ACCOUNT:
            raise ProviderDown("not_configured", posting.PATIENCE)
        try:
            async with line_to(settings.SIGNAL_URL, timeout=settings.CHAT_TIMEOUT) as line:
                yield _SignalConnection(line)
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _SignalConnection:
    """A connection to the daemon."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message; the daemon answers when Signal's server has taken it."""
        refusal = posting.refusal_of(KIND, outgoing)
        if refusal is not None:
            return refusal
        return await posting.handed_over(self._line, request_of(outgoing), answer_of)


def path(name: str) -> str:
    """Return the path of one of the daemon's three addresses."""
    return f"{urlsplit(settings.SIGNAL_URL).path.rstrip('/')}/api/v1/{name}"


def request_of(outgoing: Outgoing) -> posting.Request:
    """Return what is posted for a message."""
    content = {
        "jsonrpc": "2.0",
        "id": outgoing.key,
        "method": "send",
        "params": {
            "account": settings.SIGNAL_ACCOUNT,
            "recipient": [outgoing.address],
            "message": lengths.cut(outgoing.body, MOST_BYTES, lengths.utf8_bytes),
        },
    }
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return posting.Request(path("rpc"), body, {"Content-Type": "application/json"})


def answer_of(reply: Reply) -> Answer:
    """Read the daemon's answer. One message goes to one account: there is one result."""
    fields = posting.fields_of(reply.body)
    if reply.status == 429:
        return posting.too_many(reply.retry_after)
    if reply.status in {401, 403}:
        return posting.not_let_in()
    if reply.status != 200:
        return posting.broken(KIND, reply)
    if "error" in fields:
        return _refused(posting.inner(fields, "error"))
    result = posting.inner(fields, "result")
    sent_at = result.get("timestamp")
    if type(sent_at) is not int or sent_at <= 0:
        return posting.unclear(KIND)
    failure = _failure(result)
    return Accepted(reference=str(sent_at)) if failure is None else failure


def _refused(error: dict[str, object]) -> DeliveryFailed:
    """Read a JSON-RPC error: its code, and in `data.response.results` what happened to the receiver."""
    failure = _failure(posting.inner(posting.inner(error, "data"), "response"))
    if failure is not None:
        return failure
    code = error.get("code")
    if code in {_RATE_LIMIT, _CAPTCHA}:
        return posting.too_many(posting.PATIENCE)
    if type(code) is int and code in _SPEC_ERRORS:  # the account is gone, or the daemon is another version
        return DeliveryFailed(
            permanent=False,
            reason="signal_not_understood",
            retry_after=posting.PATIENCE,
            is_connection_lost=True,
        )
    is_ours = code in {_USER, _UNTRUSTED}
    name = {_USER: "refused", _UNTRUSTED: "identity_failure"}.get(code if type(code) is int else 0, "failed")
    return DeliveryFailed(permanent=is_ours, reason=f"signal_{name}", may_have_arrived=not is_ours)


def _failure(result: dict[str, object]) -> DeliveryFailed | None:
    """Return what the daemon says about the receiver, or None where it went well or nothing is said."""
    found = result.get("results")
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
    kind = str(first.get("type", "SUCCESS"))
    if kind == "SUCCESS":
        return None
    asked = posting.number_in(first, "retryAfterSeconds")
    if kind == "RATE_LIMIT_FAILURE" or asked:
        return posting.too_many(timedelta(seconds=asked) if asked else posting.PATIENCE)
    is_at_fault = kind in _FAULTS_OF_THE_ADDRESS
    is_known = kind in {"IDENTITY_FAILURE", "NETWORK_FAILURE", "INVALID_PRE_KEY_FAILURE"} or is_at_fault
    return DeliveryFailed(
        # Somebody with a new telephone: sending again fails until the operator has looked (docs/operating/chat.md).
        permanent=is_at_fault or kind == "IDENTITY_FAILURE",
        reason=f"signal_{kind.lower() if is_known else 'failed'}",
        is_address_at_fault=is_at_fault,
    )
