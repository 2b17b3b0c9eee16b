"""What both providers need of a message before it can leave as SMS."""

import re

from django.conf import settings

from amparo.channels import queries
from amparo.channels.adapter import DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.domain.addresses import AddressRefused
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.sms_parts import limited, thrifty
from amparo.channels.sms.phones import check_country
from amparo.core import jobs

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
# How long a provider is left alone who does not let us in, or whom the network has switched off.
PATIENCE = jobs.FIRST_BACKOFF * 30


def check_switch() -> None:
    """See to it that the network wants SMS to be used.

    Raises:
        ProviderDown: it is switched off.
    """
    if not queries.is_switched_on(ChannelKind.SMS):
        raise ProviderDown("switched_off", PATIENCE)


def text_of(outgoing: Outgoing, *, most_parts: int | None = None) -> str:
    """Return what an SMS says: the short text where there is one, in as few parts as its letters allow."""
    return limited(thrifty(outgoing.short or outgoing.body), most_parts or settings.SMS_MOST_PARTS)


def refusal_of(outgoing: Outgoing) -> DeliveryFailed | None:
    """Refuse what no program of ours writes, before any of it becomes part of a request."""
    if _NUMBER.fullmatch(outgoing.address) is None or _KEY.fullmatch(outgoing.key) is None:
        return DeliveryFailed(permanent=True, reason="header_refused")
    try:
        check_country(outgoing.address)
    except AddressRefused:
        return DeliveryFailed(permanent=True, reason="other_country")
    if not text_of(outgoing).strip():
        return DeliveryFailed(permanent=True, reason="empty")
    return None
