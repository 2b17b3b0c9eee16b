"""Send again what was given up: a person decides, after whatever was wrong with a provider is mended."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.channels import notices, queries
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import Delivery, Message
from amparo.channels.services.messages import MessageCancelled, NoSuchMessage
from amparo.channels.services.waking import wake
from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority


class MessageOver(AmparoError):
    """The message has expired: whoever did not get it must not get it any more."""

    code = "MESSAGE_OVER"


@transaction.atomic
def send_again(message_id: UUID, *, kind: ChannelKind, reason: str, by: str, now: datetime) -> int:
    """Put back into the queue what was given up for a reason, and return how many; an address given up stays so.

    Raises:
        NoSuchMessage: there is none.
        MessageCancelled: it was stopped.
        MessageOver: it has expired.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NoSuchMessage
    if message.cancelled_at is not None:
        raise MessageCancelled
    if message.expires_at <= now:
        raise MessageOver
    dead = Delivery.objects.filter(
        queries.MAY_BE_SENT_AGAIN, message_id=message_id, state=DeliveryState.DEAD, kind=kind, reason=reason
    )
    keys = list(dead.values_list("pk", flat=True))
    count = 0
    for start in range(0, len(keys), 500):
        rows = Delivery.objects.filter(pk__in=keys[start : start + 500], state=DeliveryState.DEAD)
        count += rows.update(state=DeliveryState.QUEUED, attempts=0, run_at=now, reason="")
    if count:
        journal.write(
            notices.SENT_AGAIN,
            subject=message_id,
            by=by,
            now=now,
            channel=kind.value,
            reason=reason,
            count=count,
        )
        wake(kind, priority=Priority.URGENT, now=now)
    return count
