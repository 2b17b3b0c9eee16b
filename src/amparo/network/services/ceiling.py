"""The ceiling of alerts within an hour: one coordinator asks to lift it for some hours, another grants it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.network import notices, queries
from amparo.network.domain.actors import Actor
from amparo.network.domain.roles import Capability
from amparo.network.models import CeilingLift
from amparo.network.services.membership import check_independent

HOURS = (1, 2, 4, 8, 12, 24)
# A wish that nobody granted in time is too old: the hour it was for is over.
WISH_LASTS = timedelta(hours=2)


class NoSuchLift(AmparoError):
    """No wish to lift the ceiling waits under this id; it may be too old, or granted already."""

    code = "NO_SUCH_LIFT"


class HoursOutOfRange(AmparoError):
    """The ceiling is lifted for one of `HOURS`."""

    code = "HOURS_OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class Wish:
    """That somebody asked to lift the ceiling."""

    lift_id: UUID
    hours: int
    asked_by: UUID
    name: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The ceiling now.

    Attributes:
        per_hour: how many alerts within an hour.
        lifted_until: until when two coordinators lifted it; None where they did not.
        wishes: what waits for a second coordinator, the newest first.
    """

    per_hour: int
    lifted_until: datetime | None
    wishes: tuple[Wish, ...]


def ceiling(now: datetime) -> int | None:
    """Return how many alerts may be released within an hour; None while two coordinators lifted it."""
    return None if lifted_until(now) else queries.current_network().alerts_per_hour


def lifted_until(now: datetime) -> datetime | None:
    """Return until when the ceiling is lifted, None where it is not."""
    rows = CeilingLift.objects.filter(granted_at__lte=now, until__gt=now).order_by("-until")
    return rows.values_list("until", flat=True).first()


def look(*, by: Actor, now: datetime) -> Ceiling:
    """Return the ceiling and what waits.

    Raises:
        NotAllowed: the actor does not manage the network.
    """
    by.require(Capability.MANAGE_NETWORK)
    rows = CeilingLift.objects.filter(granted_at__isnull=True, asked_at__gt=now - WISH_LASTS)
    wishes = tuple(
        Wish(row.pk, row.hours, row.asked_by, queries.member_name(row.asked_by), row.asked_at)
        for row in rows.order_by("-asked_at")
    )
    return Ceiling(queries.current_network().alerts_per_hour, lifted_until(now), wishes)


def ask(*, hours: int, by: Actor, now: datetime) -> UUID:
    """Ask that the ceiling be lifted for some hours from the moment another grants it; return the wish's id.

    Raises:
        NotAllowed: the actor does not manage the network.
        HoursOutOfRange: it is not one of `HOURS`.
    """
    actor = queries.actor_for(by.member_id)
    actor.require(Capability.MANAGE_NETWORK)
    if hours not in HOURS:
        raise HoursOutOfRange
    with transaction.atomic():
        row = CeilingLift.objects.create(
            id=ids.new_id(now), hours=hours, asked_by=actor.member_id, asked_at=now
        )
        journal.write(notices.CEILING_LIFT_ASKED, subject=row.pk, by=actor.ref, now=now, hours=hours)
    return row.pk


def grant(*, lift_id: UUID, by: Actor, now: datetime) -> None:
    """Lift the ceiling as the second coordinator.

    Raises:
        NotAllowed, NoSuchMember: the actor, or who asked, does not manage the network (any more).
        NotIndependent: the two do not count as two people.
        NoSuchLift: nothing waits under this id.
    """
    with transaction.atomic():
        actor = queries.actor_for(by.member_id)
        actor.require(Capability.MANAGE_NETWORK)
        row = (
            CeilingLift.objects.select_for_update()
            .filter(pk=lift_id, granted_at__isnull=True, asked_at__gt=now - WISH_LASTS)
            .first()
        )
        if row is None:
            raise NoSuchLift
        queries.actor_for(row.asked_by).require(Capability.MANAGE_NETWORK)
        check_independent(row.asked_by, actor.member_id)
        row.granted_by, row.granted_at = actor.member_id, now
        row.until = now + timedelta(hours=row.hours)
        row.save(update_fields=["granted_by", "granted_at", "until"])
        journal.write(
            notices.CEILING_LIFTED,
            subject=row.pk,
            by=actor.ref,
            now=now,
            hours=row.hours,
            asked_by=f"member:{row.asked_by}",
        )
