"""SMS over a Kannel of our own, by HTTP (Kannel's user guide, "Using the HTTP interface to send SMS messages").

The text goes in the body and everything else in headers: an address line ends up in logs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters.egress import host_of
from amparo.channels.adapters.http import Line, LineLost, NotReached, Reply, line_to, target_of
from amparo.channels.domain.sms_parts import Encoding, encoding_of
from amparo.channels.sms.texting import PATIENCE, check_switch, refusal_of, text_of

# The name with which Kannel signs in to us, with AMPARO_KANNEL_SECRET as its password.
HOOK_USER = "kannel"
# Delivered (1), not delivered (2), refused by the centre (16); not: waits there (4), taken by it (8).
_REPORTS = 1 | 2 | 16
_CODINGS = {Encoding.GSM7: "0", Encoding.UCS2: "2"}


class KannelAdapter:
    """Sends over the Kannel that `AMPARO_KANNEL_…` names."""

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [host_of(settings.KANNEL_URL)]

    @property
    def concurrency(self) -> int:
        """As many as the settings say."""
        return int(settings.GATEWAY_IN_FLIGHT)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection to smsbox.

        Raises:
            ProviderDown: SMS is switched off, or no Kannel is set or can be reached.
        """
        await sync_to_async(check_switch)()
        if not settings.KANNEL_PASSWORD or not settings.KANNEL_FROM:
            raise ProviderDown("not_configured", PATIENCE)
        try:
            async with line_to(settings.KANNEL_URL, timeout=settings.SMS_TIMEOUT) as line:
                yield _KannelConnection(line)
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _KannelConnection:
    """A connection to smsbox."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message; bearerbox has stored it when the answer comes."""
        refusal = refusal_of(outgoing)
        if refusal is not None:
            return refusal
        text = text_of(outgoing)
        try:
            reply = await self._line.post(
                target_of(settings.KANNEL_URL), text.encode(), _headers(outgoing, text)
            )
        except NotReached:
            return DeliveryFailed(permanent=False, reason="unreachable", is_connection_lost=True)
        except LineLost:
            return DeliveryFailed(
                permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
            )
        return _answer(reply)


def _headers(outgoing: Outgoing, text: str) -> dict[str, str]:
    return {
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Kannel-Username": settings.KANNEL_USER,
        "X-Kannel-Password": settings.KANNEL_PASSWORD,
        "X-Kannel-From": settings.KANNEL_FROM,
        "X-Kannel-To": outgoing.address,
        "X-Kannel-Coding": _CODINGS[encoding_of(text)],
        "X-Kannel-DLR-Mask": str(_REPORTS),
        "X-Kannel-DLR-Url": report_url(outgoing.key),
    }


def report_url(key: str) -> str:
    """Return where Kannel brings the delivery report of one message; `%d` is Kannel's place for what it says."""
    origin = urlsplit(settings.KANNEL_HOOKS_ORIGIN)
    signed_in = f"{origin.scheme}://{HOOK_USER}:{settings.KANNEL_SECRET}@{origin.netloc}"
    return f"{signed_in}/hooks/kannel/report/?key={key}&status=%d"


def _answer(reply: Reply) -> Answer:
    if reply.status in {200, 202}:
        return Accepted()
    if reply.status in {401, 403}:
        return DeliveryFailed(
            permanent=False, reason="sign_in_refused", retry_after=PATIENCE, is_connection_lost=True
        )
    # Of a message smsbox says 400 alone; anything else is about itself, or comes from a stranger in between.
    is_refused = reply.status == 400
    return DeliveryFailed(
        permanent=is_refused,
        reason=f"kannel_{reply.status}",
        retry_after=reply.retry_after,
        is_connection_lost=not is_refused,
    )
