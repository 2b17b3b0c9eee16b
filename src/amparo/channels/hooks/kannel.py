"""What Kannel brings: messages by `post-url` and delivery reports by the address that each message carried."""

from datetime import datetime

from django.conf import settings

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks.exchange import Answer, HookRefused, Request, check_password
from amparo.channels.hooks.receiving import receive
from amparo.channels.services import delivery_reports
from amparo.channels.sms.kannel import HOOK_USER

LONGEST_ID = 64
_BINARY = "1"
_DELIVERED = "1"
_NOT_DELIVERED, _REFUSED_BY_THE_CENTRE = "2", "16"


def take_message(request: Request, now: datetime) -> Answer:
    """Take in one message. The answer is empty: what Kannel finds in it would leave as an SMS, in GSM letters.

    A part of a longer message whose other parts never came is a message of its own, and none is lost.

    Raises:
        HookRefused: 403, 400 without Kannel's id of the message, 503 as `receive` does.
    """
    check_password(request, user=HOOK_USER, password=settings.KANNEL_SECRET)
    event_id = request.parameters().get("id", "")
    if request.method != "POST" or not 0 < len(event_id) <= LONGEST_ID:
        raise HookRefused(400)
    if request.header("x-kannel-coding") == _BINARY:
        return Answer()
    receive(
        kind=ChannelKind.SMS,
        sender=request.header("x-kannel-from"),
        text=request.text(),
        event_id=f"kannel:{event_id}",
        now=now,
    )
    return Answer()


def take_report(request: Request, now: datetime) -> Answer:
    """Take in a delivery report.

    Raises:
        HookRefused: 403.
    """
    check_password(request, user=HOOK_USER, password=settings.KANNEL_SECRET)
    key, status = request.delivery_key(), request.parameters().get("status", "")
    if status == _DELIVERED:
        delivery_reports.record_arrival(key)
    elif status in {_NOT_DELIVERED, _REFUSED_BY_THE_CENTRE}:
        delivery_reports.record_failure(key, is_address_at_fault=False, now=now)
    return Answer()
