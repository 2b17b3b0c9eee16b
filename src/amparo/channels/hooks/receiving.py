"""What every provider's message goes through before it is stored."""

import logging
from datetime import datetime

from amparo.channels import queries
from amparo.channels.domain.addresses import AddressRefused
from amparo.channels.domain.keywords import Keyword, recognise
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks.exchange import HookRefused
from amparo.channels.keys import NoPublicKey
from amparo.channels.services import inbound
from amparo.channels.sms import phones

log = logging.getLogger(__name__)


def _wants_an_answer_alone(text: str) -> bool:
    """Tell whether a message is a JOIN or HELP, to which a country that is not served gets no answer."""
    wish = recognise(inbound.readable(text))
    return wish is not None and wish.keyword is not Keyword.STOP


def receive(*, kind: ChannelKind, sender: str, text: str, event_id: str, now: datetime) -> None:
    """Store a message. Who could not be answered is passed over quietly: a short code, a name in letters.

    A report from a telephone of a country to which no SMS may leave is read all the same; nobody answers it.

    Raises:
        HookRefused: 503 when the channel is switched off or nothing can be sealed; the provider may try again.
    """
    if not queries.is_switched_on(kind):
        raise HookRefused(503)
    try:
        address = phones.from_gateway(sender) if kind is ChannelKind.SMS else sender
        if kind is ChannelKind.SMS and _wants_an_answer_alone(text):
            phones.check_country(address)
        inbound.receive_text(kind=kind, sender=address, text=text, event_id=event_id, now=now)
    except AddressRefused as refused:
        log.info(
            "A message by %s came from nobody who could be answered: %s", kind.value, refused.fields["reason"]
        )
    except NoPublicKey as error:
        log.warning("A message by %s can't be sealed.", kind.value)
        raise HookRefused(503) from error
