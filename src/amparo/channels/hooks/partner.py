"""What a partner's system brings, signed as the Standard Webhooks specification says."""

import json
from datetime import datetime

from django.conf import settings

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hook import signing
from amparo.channels.hooks.exchange import Answer, HookRefused, Request
from amparo.channels.hooks.receiving import receive


def take_message(request: Request, now: datetime) -> Answer:
    """Take in one message: JSON with `from` (the partner's own name of the person) and `text`.

    Raises:
        HookRefused: 403 for a signature that is missing, wrong or old; 400 for other content; 503 as `receive` does.
    """
    event_id = request.header("webhook-id")
    try:
        signing.check(
            settings.HOOK_SECRETS,
            event_id=event_id,
            timestamp=request.header("webhook-timestamp"),
            signatures=request.header("webhook-signature"),
            body=request.body,
            now=now,
        )
    except signing.SignatureRefused as error:
        raise HookRefused(403) from error
    sender, text = _read(request.body)
    receive(kind=ChannelKind.HOOK, sender=sender, text=text, event_id=event_id, now=now)
    return Answer(status=204)


def _read(body: bytes) -> tuple[str, str]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HookRefused(400) from error
    if not isinstance(content, dict):
        raise HookRefused(400)
    sender, text = content.get("from"), content.get("text")
    if not isinstance(sender, str) or not isinstance(text, str):
        raise HookRefused(400)
    return sender, text
