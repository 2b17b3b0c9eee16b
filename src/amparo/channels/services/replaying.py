"""Sending again what was given up, when a person has seen to the cause."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.channels import notices
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.models import Delivery, Message
from amparo.channels.services.messages import MessageCancelled, NoSuchMessage
from amparo.channels.services.waking import wake
from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority


class MessageOver(AmparoError):
    """The message's time is over: nothing of it leaves any more."""

    code = "MESSAGE_OVER"


@transaction.atomic
def replay(message_id: UUID, *, kind: ChannelKind | None, reason: str, by: str, now: datetime) -> int:
    """Queue again what was given up of a message, and return how many.

    Whoever was forgotten, or whose address takes nothing, is passed over. The provider sees the same key as before.

    Raises:
        NoSuchMessage: there is none.
        MessageCancelled: it was stopped.
        MessageOver: it has ended.
    """
    message = Message.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NoSuchMessage
    if message.cancelled_at is not None:
        raise MessageCancelled
    if message.expires_at <= now:
        raise MessageOver
    dead = Delivery.objects.filter(
        message_id=message_id, state=DeliveryState.DEAD, correspondent__isnull=False
    ).exclude(correspondent__state=CorrespondentState.UNREACHABLE)
    if kind is not None:
        dead = dead.filter(kind=kind)
    if reason:
        dead = dead.filter(reason=reason)
    kinds = set(dead.values_list("kind", flat=True).order_by())
    keys = list(dead.values_list("pk", flat=True))
    queued = Delivery.objects.filter(pk__in=keys).update(
        state=DeliveryState.QUEUED, attempts=0, run_at=now, reason=""
    )
    if queued:
        channel = "" if kind is None else kind.value
        journal.write(
            notices.REPLAYED,
            subject=message_id,
            by=by,
            now=now,
            channel=channel,
            reason=reason,
            queued=queued,
        )
    for each in kinds:
        wake(ChannelKind(each), priority=Priority.URGENT, now=now)
    return queued
