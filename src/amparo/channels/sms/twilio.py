"""SMS over Twilio, or whoever speaks as it does: `POST /2010-04-01/Accounts/{sid}/Messages.json`.

Codes: https://www.twilio.com/docs/api/errors. The interface takes no idempotency key: a message whose answer was lost
may be sent twice, as with every channel.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters.egress import host_of
from amparo.channels.adapters.http import Line, LineLost, NotReached, Reply, line_to
from amparo.channels.sms.texting import PATIENCE, check_switch, refusal_of, text_of

# The receiver's number is none, takes no SMS, or has told Twilio STOP.
ADDRESS_CODES = frozenset({21211, 21214, 21217, 21610, 21614, 30005, 30006})
# Twilio refuses a body of more than 1,600 characters.
_MOST_PARTS = 10
_SHORTEST_PAUSE = timedelta(seconds=1)
_UNCLEAR = DeliveryFailed(
    permanent=False, reason="twilio_unclear", may_have_arrived=True, is_connection_lost=True
)
_PORTS = {"https": 443, "http": 80}


class TwilioAdapter:
    """Sends over the account that `AMPARO_TWILIO_…` names."""

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [host_of(settings.TWILIO_URL)]

    @property
    def concurrency(self) -> int:
        """As many as the settings say."""
        return int(settings.GATEWAY_IN_FLIGHT)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection.

        Raises:
            ProviderDown: SMS is switched off, or no account is set, or the provider can't be reached.
        """
        await sync_to_async(check_switch)()
        if not (settings.TWILIO_ACCOUNT and settings.TWILIO_TOKEN and settings.TWILIO_FROM):
            raise ProviderDown("not_configured", PATIENCE)
        try:
            async with line_to(settings.TWILIO_URL, timeout=settings.SMS_TIMEOUT) as line:
                yield _TwilioConnection(line)
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _TwilioConnection:
    """A connection to the provider's API."""

    def __init__(self, line: Line) -> None:
        self._line = line
        account = f"{settings.TWILIO_ACCOUNT}:{settings.TWILIO_TOKEN}".encode()
        base = urlsplit(settings.TWILIO_URL).path.rstrip("/")
        self._target = f"{base}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT}/Messages.json"
        self._headers = {
            "Authorization": f"Basic {base64.b64encode(account).decode('ascii')}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message."""
        refusal = refusal_of(outgoing)
        if refusal is not None:
            return refusal
        form = urlencode(_fields(outgoing)).encode("ascii")
        try:
            return _answer(await self._line.post(self._target, form, self._headers))
        except NotReached:
            return DeliveryFailed(permanent=False, reason="unreachable", is_connection_lost=True)
        except LineLost:
            return DeliveryFailed(
                permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
            )


def _fields(outgoing: Outgoing) -> dict[str, str]:
    text = text_of(outgoing, most_parts=min(settings.SMS_MOST_PARTS, _MOST_PARTS))
    fields = {"To": outgoing.address, "Body": text}
    is_service = settings.TWILIO_FROM.startswith("MG")
    fields["MessagingServiceSid" if is_service else "From"] = settings.TWILIO_FROM
    if urlsplit(settings.GATEWAY_HOOKS_ORIGIN).scheme == "https":
        fields["StatusCallback"] = f"{settings.GATEWAY_HOOKS_ORIGIN}/hooks/twilio/status/?key={outgoing.key}"
    return fields


def _answer(reply: Reply) -> Answer:
    status = reply.status
    if status in {200, 201}:
        return Accepted() if _is_taken(reply.body) else _UNCLEAR
    if status == 429:
        pause = reply.retry_after or _SHORTEST_PAUSE
        return DeliveryFailed(permanent=False, reason="too_many", retry_after=pause, is_connection_lost=True)
    if status in {401, 403}:
        return DeliveryFailed(
            permanent=False, reason="sign_in_refused", retry_after=PATIENCE, is_connection_lost=True
        )
    code = _code(reply.body)
    if status == 400 or (code and 400 < status < 500):
        return DeliveryFailed(
            permanent=True, reason=f"twilio_{code or status}", is_address_at_fault=code in ADDRESS_CODES
        )
    return DeliveryFailed(
        permanent=False,
        reason=f"twilio_{status}",
        retry_after=reply.retry_after,
        may_have_arrived=status >= 500 and status != 503,
        is_connection_lost=True,
    )


def _is_taken(body: bytes) -> bool:
    """Tell whether an answer names the message: a page in between, as of a network that asks to sign in, does not."""
    with suppress(ValueError, RecursionError):
        found = json.loads(body)
        return isinstance(found, dict) and isinstance(found.get("sid"), str)
    return False


def _code(body: bytes) -> int:
    """Return the error's number; nothing else of what the provider says, which quotes the number it was about."""
    with suppress(ValueError, RecursionError):
        found = json.loads(body)
        code = found.get("code") if isinstance(found, dict) else None
        if isinstance(code, int) and 0 < code < 100_000:
            return code
    return 0


def is_signed(url: str, fields: Sequence[tuple[str, str]], signature: str) -> bool:
    """Tell whether a request was signed with our token.

    Base64 of HMAC-SHA1 over the address as it was called and each field's name and value, sorted by name
    (https://www.twilio.com/docs/usage/security). The address is tried with and without its usual port, as Twilio's
    own libraries do: what signs writes it sometimes.
    """
    given = signature.encode("utf-8", "replace")
    matches = [hmac.compare_digest(sign(each, fields).encode("ascii"), given) for each in _spellings(url)]
    return bool(settings.TWILIO_TOKEN) and any(matches)


def sign(url: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return the signature of a request."""
    content = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(settings.TWILIO_TOKEN.encode(), content.encode("utf-8", "replace"), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode("ascii")


def _spellings(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    if parts.port is not None and parts.port != _PORTS.get(parts.scheme):
        return (url,)
    host = parts.netloc.removesuffix(f":{parts.port}")
    with_port = parts._replace(netloc=f"{host}:{_PORTS[parts.scheme]}")
    return (parts._replace(netloc=host).geturl(), with_port.geturl())
