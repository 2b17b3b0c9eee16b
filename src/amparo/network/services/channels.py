"""Turning a channel on, knowingly. Off is one press away.

For SMS each point of a checklist is answered for by a named member; for the others the page shows what others see.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.network import notices
from amparo.network.domain.actors import Actor
from amparo.network.domain.channel_points import SMS_POINTS
from amparo.network.domain.roles import Capability
from amparo.network.models import ChannelPoint

KIND = ChannelKind.SMS


class PointsMissing(AmparoError):
    """Nobody has answered for every point yet."""

    code = "POINTS_MISSING"


class OnAtTheMoment(AmparoError):
    """Points stay as they are while the channel is on."""

    code = "ON_AT_THE_MOMENT"


@transaction.atomic
def answer_for(*, points: Collection[str], by: Actor, now: datetime) -> None:
    """Have exactly these points ticked; who ticked one before stays named beside it.

    Raises:
        NotAllowed: the actor does not manage the network.
        OnAtTheMoment: SMS is on.
    """
    by.require(Capability.MANAGE_NETWORK)
    if channels.is_switched_on(KIND):
        raise OnAtTheMoment
    rows = ChannelPoint.objects.filter(kind=KIND)
    before = set(rows.values_list("point", flat=True))
    wanted = set(points) & set(SMS_POINTS)
    added, taken = sorted(wanted - before), sorted(before - wanted)
    if not added and not taken:
        return
    rows.filter(point__in=taken).delete()
    ChannelPoint.objects.bulk_create(
        [ChannelPoint(kind=KIND, point=point, ticked_by_id=by.member_id, ticked_at=now) for point in added],
        ignore_conflicts=True,
    )
    journal.write(
        notices.CHANNEL_POINTS_CHANGED,
        subject=by.member_id,
        by=by.ref,
        now=now,
        channel=KIND.value,
        ticked=added,
        unticked=taken,
    )


@transaction.atomic
def turn_on(*, kind: ChannelKind = KIND, by: Actor, now: datetime) -> None:
    """Begin to use a kind of channel.

    Raises:
        NotAllowed: the actor does not manage the network.
        PointsMissing: it is SMS, and a point is not ticked.
        NoSwitch: the kind is always on.
    """
    by.require(Capability.MANAGE_NETWORK)
    if kind is KIND:
        ticked = ChannelPoint.objects.select_for_update().filter(kind=KIND).values_list("point", flat=True)
        if set(SMS_POINTS) - set(ticked):
            raise PointsMissing
    channels.switch_on(kind, by=by.ref, now=now)


def turn_off(*, kind: ChannelKind = KIND, by: Actor, now: datetime) -> int:
    """Stop using a kind of channel at once, alone; return how many messages that waited were cancelled.

    Raises:
        NotAllowed: the actor does not manage the network.
        NoSwitch: the kind is always on.
    """
    by.require(Capability.MANAGE_NETWORK)
    return channels.switch_off(kind, by=by.ref, now=now)
