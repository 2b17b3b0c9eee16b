"""What providers report after they have taken a message: that it arrived, or never will.

A report names the delivery by its idempotency key, which is known to us and to the provider.
"""

from datetime import datetime, timedelta

from django.db import transaction

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import Delivery
from amparo.channels.services.correspondents import mark_unreachable
from amparo.core import jobs

# A telephone that is switched off for days looks as one that is gone: only several failures in a row say so.
FAILURES_IN_A_ROW = 3
_SENT_BY_THEN = timedelta(seconds=2)
_RETURNED = "returned"


def record_arrival(key: str) -> None:
    """Record that a message reached its receiver. An unknown key is passed over: its message was forgotten."""
    Delivery.objects.filter(idempotency_key=key, has_arrived=False).update(has_arrived=True)


def record_failure(key: str, *, is_address_at_fault: bool, now: datetime) -> None:
    """Record that a message that was taken did not arrive; the address is marked when nothing ever will.

    A report may be quicker than our own ledger, which writes results in batches: then it is looked at again later.
    """
    delivery = Delivery.objects.filter(idempotency_key=key).first()
    if delivery is None:
        return
    if delivery.state == DeliveryState.SENDING:
        payload = {"key": key, "is_address_at_fault": is_address_at_fault}
        jobs.enqueue("channels.record_failure", payload, now=now, run_at=now + _SENT_BY_THEN)
        return
    _mark_dead(delivery, is_address_at_fault=is_address_at_fault, now=now)


@transaction.atomic
def _mark_dead(delivery: Delivery, *, is_address_at_fault: bool, now: datetime) -> None:
    sent = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT, has_arrived=False)
    if not sent.update(state=DeliveryState.DEAD, reason=_RETURNED, values={}):
        return
    if delivery.correspondent_id is None:
        return
    reported = Delivery.objects.filter(correspondent_id=delivery.correspondent_id).exclude(
        state__in=[DeliveryState.QUEUED, DeliveryState.CANCELLED, DeliveryState.EXPIRED]
    )
    latest = reported.order_by("-pk").values_list("reason", flat=True)[:FAILURES_IN_A_ROW]
    if is_address_at_fault or list(latest) == [_RETURNED] * FAILURES_IN_A_ROW:
        mark_unreachable(delivery.correspondent_id, reason=_RETURNED, now=now)


def record_by_reference(
    kind: ChannelKind,
    reference: str,
    *,
    has_arrived: bool,
    is_address_at_fault: bool = False,
    now: datetime,
    tries: int = 3,
) -> None:
    """Record a report that names a message as the provider does, by `Accepted.reference`.

    An unknown reference may be one that our own ledger has not written yet: it is looked for again, a few times.
    """
    found = Delivery.objects.filter(reference=reference, kind=kind).values_list("idempotency_key", flat=True)
    key = found.first()
    if key is not None and has_arrived:
        record_arrival(key)
    elif key is not None:
        record_failure(key, is_address_at_fault=is_address_at_fault, now=now)
    elif reference and tries > 1:
        payload = {
            "kind": kind.value,
            "reference": reference,
            "has_arrived": has_arrived,
            "is_address_at_fault": is_address_at_fault,
            "tries": tries - 1,
        }
        jobs.enqueue("channels.record_by_reference", payload, now=now, run_at=now + _SENT_BY_THEN)
