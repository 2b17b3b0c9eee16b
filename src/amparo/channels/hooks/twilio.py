"""What Twilio, or whoever speaks as it does, brings.

Its signature has no time: what is replayed is known by its SID.
"""

from datetime import datetime

from django.conf import settings

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks.exchange import Answer, HookRefused, Request
from amparo.channels.hooks.receiving import receive
from amparo.channels.services import delivery_reports
from amparo.channels.sms.twilio import ADDRESS_CODES, is_signed

LONGEST_SID = 64
_NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
_NOT_DELIVERED = frozenset({"undelivered", "failed"})


def take_message(request: Request, now: datetime) -> Answer:
    """Take in one message.

    Raises:
        HookRefused: 403, 400 without a SID, 503 as `receive` does.
    """
    fields = _signed_fields(request)
    sid = fields.get("MessageSid", "")
    if not 0 < len(sid) <= LONGEST_SID:
        raise HookRefused(400)
    receive(
        kind=ChannelKind.SMS,
        sender=fields.get("From", ""),
        text=fields.get("Body", ""),
        event_id=f"twilio:{sid}",
        now=now,
    )
    return Answer(content_type="text/xml", body=_NOTHING_TO_SAY)


def take_status(request: Request, now: datetime) -> Answer:
    """Take in what became of a message of ours.

    Raises:
        HookRefused: 403.
    """
    fields = _signed_fields(request)
    key, status, code = (
        request.delivery_key(),
        fields.get("MessageStatus", ""),
        fields.get("ErrorCode", ""),
    )
    if status == "delivered":
        delivery_reports.record_arrival(key)
    elif status in _NOT_DELIVERED:
        is_at_fault = code.isascii() and code.isdigit() and int(code[:6]) in ADDRESS_CODES
        delivery_reports.record_failure(key, is_address_at_fault=is_at_fault, now=now)
    return Answer(status=204)


def _signed_fields(request: Request) -> dict[str, str]:
    if request.method != "POST":
        raise HookRefused(403)
    form = request.form()
    url = f"{settings.GATEWAY_HOOKS_ORIGIN}{request.path}" + (f"?{request.query}" if request.query else "")
    fields = dict(form)
    is_ours = fields.get("AccountSid", "") == settings.TWILIO_ACCOUNT
    if not is_signed(url, form, request.header("x-twilio-signature")) or not is_ours:
        raise HookRefused(403)
    return fields
