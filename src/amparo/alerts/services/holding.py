"""Lock a subscription, by its link or by an address, and let its addresses go."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.alerts.domain import tokens
from amparo.alerts.models import Subscription, SubscriptionWay
from amparo.alerts.queries import signing
from amparo.channels import api as channels


def by_link(token: str, purpose: str = tokens.UNSUBSCRIBE) -> Subscription:
    """Return the subscription of a link, locked. Inside a transaction.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    return by_id(signing.subscription_of(token, purpose))


def by_id(subscription_id: UUID) -> Subscription:
    """Return a subscription, locked.

    Raises:
        LinkNotValid: there is none.
    """
    row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
    if row is None:
        raise tokens.LinkNotValid
    return row


def with_first_way(correspondent_id: UUID) -> list[Subscription]:
    """Return the subscriptions whose first way has an address, under either id of it, locked."""
    rows = Subscription.objects.select_for_update()
    return list(rows.filter(correspondent_id=correspondent_id)) + list(
        rows.filter(delivered_as=correspondent_id).exclude(correspondent_id=correspondent_id)
    )


def further_ways(correspondent_id: UUID) -> list[SubscriptionWay]:
    """Return the further ways that have an address, under either id of it, their subscriptions locked."""
    mine = Q(correspondent_id=correspondent_id) | Q(delivered_as=correspondent_id)
    keys = SubscriptionWay.objects.filter(mine).values_list("subscription_id", flat=True)
    held = {
        row.pk: row
        for row in Subscription.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    }
    found = SubscriptionWay.objects.filter(mine, subscription_id__in=held).order_by("pk")
    return list(found.select_related("subscription"))


def forget_address(correspondent_id: UUID, now: datetime) -> None:
    """Have the gateway forget an address; forgotten before is as good."""
    try:
        with transaction.atomic():
            channels.forget_correspondent(correspondent_id, now)
    except channels.NoSuchCorrespondent:
        return
