"""Messages by WhatsApp: Meta's Cloud API, `POST /{version}/{phone number id}/messages`.

WhatsApp lets us write freely only within 24 hours after somebody wrote to us. What people have subscribed to comes
when it comes, so it goes as a template that Meta approved, in the languages for which one is named; answers go as
text. The interface takes no idempotency key; ours travels in `biz_opaque_callback_data` and comes back in each status.

Codes: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes.
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

KIND = ChannelKind.WHATSAPP
MOST_UNITS = 4096
# A template's body has 1,024 letters with everything in it; this is left for what stands around ours.
MOST_UNITS_OF_A_PARAMETER = 900
# Not reachable by WhatsApp, or has told WhatsApp to hear no more of us.
ADDRESS_CODES = frozenset({131026, 131050, 133010})
# Too fast: for the app, the number or the account; or too many complaints.
_TOO_MANY = frozenset({4, 80007, 130429, 131048, 133016})
# The token, a permission, the account or its payment: nothing leaves until an operator has looked.
_NOT_LET_IN = frozenset({3, 10, 102, 190, 368, 131005, 131031, 131042, 131045, *range(200, 300)})
# Theirs, or about one receiver and passing: 131056 is too much to one of them, and must not hold up the others.
_TRY_AGAIN = frozenset({1, 2, 130472, 131000, 131016, 131049, 131056, 131057, 133004, 135000})
# Meta's names of languages where they are not simply ours.
_THEIR_LANGUAGES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW", "pt-BR": "pt_BR", "pt": "pt_BR"}
_PHONE_ID = re.compile(r"[0-9]{5,20}", re.ASCII)


class WhatsAppAdapter:
    """Sends from the number that `AMPARO_WHATSAPP_PHONE_ID` names."""

    concurrency = 16

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [urlsplit(settings.WHATSAPP_URL).hostname or ""]

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection to the Cloud API.

        Raises:
            ProviderDown: WhatsApp is switched off, no account is set, or it can't be reached.
        """
        await posting.check_switch(KIND)
        if not settings.WHATSAPP_TOKEN or _PHONE_ID.fullmatch(settings.WHATSAPP_PHONE_ID) is None:
            raise ProviderDown("not_configured", posting.PATIENCE)
        try:
            async with line_to(settings.WHATSAPP_URL, timeout=settings.CHAT_TIMEOUT) as line:
                yield _WhatsAppConnection(line)
        except NotReached as error:
            raise ProviderDown(error.reason) from error


class _WhatsAppConnection:
    """A connection to the Cloud API."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message."""
        refusal = posting.refusal_of(KIND, outgoing)
        if refusal is not None:
            return refusal
        return await posting.handed_over(self._line, request_of(outgoing), answer_of)


def request_of(outgoing: Outgoing) -> posting.Request:
    """Return what is posted for a message."""
    content = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": outgoing.address,
        "biz_opaque_callback_data": outgoing.key,
        **(_template(outgoing) if goes_as_template(outgoing) else _text(outgoing)),
    }
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.WHATSAPP_TOKEN}"}
    base = urlsplit(settings.WHATSAPP_URL).path.rstrip("/")
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return posting.Request(f"{base}/{settings.WHATSAPP_PHONE_ID}/messages", body, headers)


def goes_as_template(outgoing: Outgoing) -> bool:
    """Tell whether a message needs a template, and there is one: what can be unsubscribed from comes unasked."""
    return bool(
        settings.WHATSAPP_TEMPLATE
        and outgoing.unsubscribe_url
        and outgoing.language in settings.WHATSAPP_TEMPLATE_LANGUAGES
    )


def _text(outgoing: Outgoing) -> dict[str, object]:
    body = lengths.cut(outgoing.body, MOST_UNITS, lengths.utf16_units)
    return {"type": "text", "text": {"preview_url": False, "body": body}}


def _template(outgoing: Outgoing) -> dict[str, object]:
    """Return a template with our words in its one place; line breaks and runs of blanks are refused there."""
    words = lengths.cut(outgoing.short or outgoing.body, MOST_UNITS_OF_A_PARAMETER, lengths.utf16_units)
    parameter = {"type": "text", "text": " ".join(words.split())}
    return {
        "type": "template",
        "template": {
            "name": settings.WHATSAPP_TEMPLATE,
            "language": {"code": _THEIR_LANGUAGES.get(outgoing.language, outgoing.language)},
            "components": [{"type": "body", "parameters": [parameter]}],
        },
    }


def answer_of(reply: Reply) -> Answer:
    """Read the answer; of an error its number alone, as its words may quote the receiver."""
    fields = posting.fields_of(reply.body)
    if reply.status == 200:
        messages = fields.get("messages")
        first = messages[0] if isinstance(messages, list) and messages else None
        is_taken = isinstance(first, dict) and isinstance(first.get("id"), str)
        return Accepted() if is_taken else posting.unclear(KIND)
    error = posting.inner(fields, "error")
    if not error:
        return posting.too_many(reply.retry_after) if reply.status == 429 else posting.broken(KIND, reply)
    return _refused(reply, posting.number_in(error, "code"))


def _refused(reply: Reply, code: int) -> DeliveryFailed:
    if code in _TOO_MANY or reply.status == 429:
        return posting.too_many(reply.retry_after)
    if code in _NOT_LET_IN or reply.status in {401, 403}:
        return posting.not_let_in()
    if code in _TRY_AGAIN or reply.status >= 500:
        return DeliveryFailed(
            permanent=False, reason=f"whatsapp_{code or reply.status}", retry_after=reply.retry_after
        )
    return DeliveryFailed(
        permanent=True, reason=f"whatsapp_{code or reply.status}", is_address_at_fault=code in ADDRESS_CODES
    )
