"""Lockdown: nothing leaves until it is lifted. One stops everything; two let it go on. Nothing is deleted."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction

from amparo.channels import notices
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.models import Delivery, Lockdown
from amparo.channels.services.messages import wake
from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority

SUBJECT = uuid5(NAMESPACE_URL, "amparo:lockdown")


class NotLocked(AmparoError):
    """There is no lockdown to lift."""

    code = "NOT_LOCKED"


class LiftNotAsked(AmparoError):
    """Nobody has asked yet for the lifting that a second person would grant."""

    code = "LIFT_NOT_ASKED"


class SamePersonLifts(AmparoError):
    """Who asked for the lifting is not the second person."""

    code = "SAME_PERSON_LIFTS"


def lock(*, by: str, now: datetime) -> bool:
    """Stop everything that leaves, at once; tell whether it was not stopped before.

    A wish to lift that waits is forgotten: whoever locks again has a reason that the other did not know.
    """
    with transaction.atomic():
        held = Lockdown.objects.select_for_update().filter(is_held=True).first()
        if held is not None:
            held.lift_asked_by, held.lift_asked_at = "", None
            held.save(update_fields=["lift_asked_by", "lift_asked_at"])
            return False
        try:
            with transaction.atomic():
                Lockdown.objects.create(id=ids.new_id(now), locked_by=by, locked_at=now)
        except IntegrityError:  # somebody else locked in the same moment
            return False
        journal.write(notices.LOCKED, subject=SUBJECT, by=by, now=now)
    return True


def ask_to_lift(*, by: str, now: datetime) -> None:
    """Say that the lockdown may end; somebody else must agree.

    Raises:
        NotLocked: it is over already.
    """
    with transaction.atomic():
        held = _held()
        held.lift_asked_by, held.lift_asked_at = by, now
        held.save(update_fields=["lift_asked_by", "lift_asked_at"])
        journal.write(notices.LIFT_ASKED, subject=SUBJECT, by=by, now=now)


def asked_by() -> str:
    """Return who asked to lift; empty where nobody did, or nothing is locked."""
    row = Lockdown.objects.filter(is_held=True).first()
    return "" if row is None else row.lift_asked_by


def lift(*, by: str, now: datetime) -> None:
    """End the lockdown as the second person; what waited leaves, unless it is too late for it.

    Raises:
        NotLocked: it is over already.
        LiftNotAsked: there is no first person.
        SamePersonLifts: the first person is the same.
    """
    with transaction.atomic():
        held = _held()
        if not held.lift_asked_by:
            raise LiftNotAsked
        if held.lift_asked_by == by:
            raise SamePersonLifts
        held.is_held, held.lifted_by, held.lifted_at = False, by, now
        held.save(update_fields=["is_held", "lifted_by", "lifted_at"])
        journal.write(notices.LIFTED, subject=SUBJECT, by=by, now=now, asked_by=held.lift_asked_by)
        waiting = Delivery.objects.filter(is_waiting=True).order_by()
        for kind in waiting.values_list("kind", flat=True).distinct():
            wake(ChannelKind(kind), priority=Priority.URGENT, now=now)


def _held() -> Lockdown:
    row = Lockdown.objects.select_for_update().filter(is_held=True).first()
    if row is None:
        raise NotLocked
    return row
