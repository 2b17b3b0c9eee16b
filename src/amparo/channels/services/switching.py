"""Turning a kind of channel on and off."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from amparo.channels import notices, queries
from amparo.channels.domain.kinds import SWITCHED, ChannelKind
from amparo.channels.domain.states import WAITING, DeliveryState
from amparo.channels.models import ChannelSwitch, Delivery
from amparo.core import journal
from amparo.core.errors import AmparoError


class NoSwitch(AmparoError):
    """This kind of channel is always on; `fields` has `kind`."""

    code = "NO_SWITCH"


def subject_of(kind: ChannelKind) -> UUID:
    """Return the id under which the journal speaks of a kind's switch."""
    return uuid5(NAMESPACE_URL, f"amparo:channel:{kind.value}")


@transaction.atomic
def switch_on(kind: ChannelKind, *, by: str, now: datetime) -> None:
    """Begin to use a kind of channel; on again changes nothing.

    Raises:
        NoSwitch: the kind is always on.
    """
    if _set(kind, is_on=True, now=now):
        journal.write(notices.SWITCHED_ON, subject=subject_of(kind), by=by, now=now, channel=kind.value)


@transaction.atomic
def switch_off(kind: ChannelKind, *, by: str, now: datetime) -> int:
    """Stop using a kind at once, cancel what waits, and return how much that was; off again changes nothing.

    Raises:
        NoSwitch: the kind is always on.
    """
    if not _set(kind, is_on=False, now=now):
        return 0
    waiting = Delivery.objects.filter(kind=kind, state__in=sorted(WAITING))
    stopped = waiting.update(state=DeliveryState.CANCELLED, reason="switched_off", values={})
    journal.write(
        notices.SWITCHED_OFF,
        subject=subject_of(kind),
        by=by,
        now=now,
        channel=kind.value,
        cancelled=stopped,
    )
    return stopped


def _set(kind: ChannelKind, *, is_on: bool, now: datetime) -> bool:
    """Write the switch; tell whether it was the other way."""
    if kind not in SWITCHED:
        raise NoSwitch(kind=kind.value)
    if queries.is_switched_on(kind) == is_on:
        return False
    ChannelSwitch.objects.update_or_create(kind=kind, defaults={"is_on": is_on, "changed_at": now})
    return True
