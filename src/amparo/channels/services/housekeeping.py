"""What the gateway does beside sending: wake for what was left, and clear away what is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import Delivery, InboundMessage, JoinRequest, Message
from amparo.channels.services import failover, ledger, pace, threads
from amparo.channels.services.waking import wake
from amparo.core.jobs import Priority

MESSAGES_KEPT = timedelta(days=30)


def tidy(kinds: Iterable[ChannelKind], *, now: datetime) -> None:
    """Wake the sending of what waits although no job does (a gateway died), and delete what is over.

    Cheap when there is nothing to do: a few look-ups by index, no write.
    """
    for kind in kinds:
        due = ledger.next_due(kind)
        is_left = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lte=now).exists()
        is_due = due is not None and due <= now and not pace.breaker_of(kind).rest()
        if is_left or is_due:
            wake(kind, priority=Priority.URGENT, now=now)
        failover.leave_if_down(kind, now=now)
    ledger.sweep(now)
    threads.forget_idle(now)
    _delete_what_is_over(now)


def _delete_what_is_over(now: datetime) -> None:
    """Delete old messages with their deliveries, old incoming ones, and wishes to join that nobody took."""
    old_messages = Message.objects.filter(expires_at__lte=now - MESSAGES_KEPT)
    if old_messages.exists():
        old_messages.delete()
    old_mail = InboundMessage.objects.filter(expires_at__lte=now)
    if old_mail.exists():
        old_mail.delete()
    old_joins = JoinRequest.objects.filter(expires_at__lte=now)
    if old_joins.exists():
        old_joins.delete()
