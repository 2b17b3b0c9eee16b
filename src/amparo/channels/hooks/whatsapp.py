"""What Meta's Cloud API brings, signed with our app's secret.

The signature has no time: what is replayed is known by its id.
"""

import hmac
import re
from datetime import datetime

from django.conf import settings

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks.exchange import Answer, HookRefused, Request, is_key
from amparo.channels.hooks.receiving import receive
from amparo.channels.services import delivery_reports
from amparo.channels.whatsapp import webhooks

KIND = ChannelKind.WHATSAPP
# Meta puts up to 1,000 events into one call (its guide on webhooks says 3 MB at most).
MOST_BYTES = 3 * 1024 * 1024
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)


def take(request: Request, now: datetime) -> Answer:
    """Take in what happened, or answer the question whether this address is ours.

    Raises:
        HookRefused: 403 for a signature or a word that is missing or wrong, 400 for other content, 503 as `receive`.
    """
    if request.method == "GET":
        return _challenge(request)
    signature = request.header("x-hub-signature-256")
    if request.method != "POST" or not webhooks.is_signed(
        request.body, signature, settings.WHATSAPP_APP_SECRET
    ):
        raise HookRefused(403)
    try:
        for event in webhooks.read(request.body, settings.WHATSAPP_PHONE_ID):
            _take(event, now)
    except webhooks.NotAWebhook as error:
        raise HookRefused(400) from error
    return Answer()


def _challenge(request: Request) -> Answer:
    asked = request.parameters()
    given = asked.get("hub.verify_token", "").encode("utf-8", "replace")
    is_right = hmac.compare_digest(given, settings.WHATSAPP_VERIFY_TOKEN.encode())
    challenge = asked.get("hub.challenge", "")
    if not settings.WHATSAPP_VERIFY_TOKEN or not is_right or asked.get("hub.mode") != "subscribe":
        raise HookRefused(403)
    if _CHALLENGE.fullmatch(challenge) is None:
        raise HookRefused(400)
    return Answer(body=challenge.encode("ascii"))


def _take(event: webhooks.Written | webhooks.Status, now: datetime) -> None:
    if isinstance(event, webhooks.Written):
        receive(
            kind=KIND, sender=event.sender, text=event.text, event_id=f"whatsapp:{event.event_id}", now=now
        )
    elif not is_key(event.key):
        return
    elif event.has_arrived:
        delivery_reports.record_arrival(event.key)
    else:
        delivery_reports.record_failure(event.key, is_address_at_fault=event.is_address_at_fault, now=now)
