"""Say that one is on, or off again.

None of this is in the journal, which is kept for ever: it would be a calendar of who sat where at which hour.
"""

from datetime import datetime, time

from django.db import transaction

from amparo.core import jobs
from amparo.core.errors import AmparoError
from amparo.network.domain import readiness
from amparo.network.domain.actors import Actor
from amparo.network.domain.readiness import OnForTooLong
from amparo.network.models import Member, Readiness, Standing
from amparo.network.queries import NoSuchMember, current_network

FORGET = "network.forget_readiness"

__all__ = ["NoTaskToBeOnFor", "OnForTooLong", "forget_over", "go_off", "go_on"]


class NoTaskToBeOnFor(AmparoError):
    """The member has no task in the network, so that nobody would be helped."""

    code = "NO_TASK_TO_BE_ON_FOR"


def go_on(*, until: time, by: Actor, now: datetime) -> datetime:
    """Say that the actor is on until the network's clocks next show a time; return that moment.

    Raises:
        NoTaskToBeOnFor: the actor has none.
        OnForTooLong: the time lies too far ahead.
        NoSuchMember: the actor was suspended or removed meanwhile.
    """
    if not by.capabilities:
        raise NoTaskToBeOnFor
    moment = readiness.next_time(until, now=now, zone=current_network().time_zone)
    with transaction.atomic():
        if (
            not Member.objects.select_for_update(no_key=True)
            .filter(pk=by.member_id, standing=Standing.ACTIVE)
            .exists()
        ):
            raise NoSuchMember
        Readiness.objects.update_or_create(member_id=by.member_id, defaults={"until": moment})
        jobs.enqueue(FORGET, {}, now=now, run_at=moment)
    return moment


def go_off(*, by: Actor) -> None:
    """Say that the actor is not on any more; once more changes nothing."""
    Readiness.objects.filter(member_id=by.member_id).delete()


def forget_over(*, now: datetime) -> int:
    """Delete what is over; return how many said it."""
    return Readiness.objects.filter(until__lte=now).delete()[0]
