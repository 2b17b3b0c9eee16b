"""Try again what could not be delivered, once whatever was wrong is mended. It was released by two people before."""

from datetime import datetime
from uuid import UUID

from amparo.alerts.domain.states import State
from amparo.alerts.models import Fanout
from amparo.alerts.queries import fetch
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Actor, Capability


class NotStanding(AmparoError):
    """The alert does not stand any more: whoever did not get it must not get it now."""

    code = "NOT_STANDING"


def send_again(*, alert_id: UUID, kind: ChannelKind, reason: str, by: Actor, now: datetime) -> int:
    """Put back into the queue what was given up over one channel for one reason; return how many.

    Raises:
        NotAllowed, NoSuchMember: the actor may not (any more).
        NoSuchAlert: nothing was sent.
        NotStanding: it was taken back, replaced or has ended.
    """
    actor = network.actor_for(by.member_id)
    actor.require(Capability.RELEASE_ALERT)
    fanout = Fanout.objects.filter(pk=alert_id, message_id__isnull=False).first()
    if fanout is None or fanout.message_id is None:
        raise NoSuchAlert
    if fetch.alert(alert_id).state != State.RELEASED:
        raise NotStanding
    try:
        return channels.send_again(fanout.message_id, kind=kind, reason=reason, by=actor.ref, now=now)
    except (channels.MessageCancelled, channels.MessageOver, channels.NoSuchMessage) as error:
        raise NotStanding from error
