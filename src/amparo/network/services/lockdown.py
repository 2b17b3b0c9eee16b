"""Lockdown: any coordinator stops all sending alone; it goes on when one asks and an independent other agrees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.channels import api as channels
from amparo.core.errors import AmparoError
from amparo.network import queries
from amparo.network.domain.actors import Actor
from amparo.network.domain.roles import Capability
from amparo.network.services.membership import check_independent

# Whoever sits at the machine: `./amparo lockdown`.
OPERATOR = "operator"
_MEMBER = "member:"


class LiftIsByTwo(AmparoError):
    """The person at the machine asked alone; a coordinator must agree on the page."""

    code = "LIFT_IS_BY_TWO"


@dataclass(frozen=True, slots=True)
class Held:
    """The lockdown that holds, with names for those who manage the network."""

    at: datetime
    by: str
    lift_asked_by: str
    may_lift: bool


def look(*, by: Actor) -> Held | None:
    """Return the lockdown that holds, None where nothing is locked.

    Raises:
        NotAllowed: the actor does not manage the network.
    """
    by.require(Capability.MANAGE_NETWORK)
    found = channels.lockdown()
    if found is None:
        return None
    may_lift = bool(found.lift_asked_by) and found.lift_asked_by != by.ref
    return Held(found.at, _name(found.by), _name(found.lift_asked_by), may_lift)


def lock(*, by: Actor, now: datetime) -> bool:
    """Stop all sending at once, alone; tell whether it was not stopped before.

    Raises:
        NotAllowed, NoSuchMember: the actor does not manage the network (any more).
    """
    actor = _coordinator(by.member_id)
    return channels.lock_down(by=actor.ref, now=now)


def ask_to_lift(*, by: Actor, now: datetime) -> None:
    """Say that sending may go on; another coordinator must agree.

    Raises:
        NotAllowed, NoSuchMember: the actor does not manage the network (any more).
        NotLocked: nothing is locked.
    """
    channels.ask_to_lift_lockdown(by=_coordinator(by.member_id).ref, now=now)


def lift(*, by: Actor, now: datetime) -> None:
    """Let sending go on, as the second person.

    Raises:
        NotAllowed, NoSuchMember: the actor, or who asked, does not manage the network (any more).
        NotLocked, LiftNotAsked, SamePersonLifts, NotIndependent: as they say.
    """
    with transaction.atomic():
        actor = _coordinator(by.member_id)
        found = channels.lockdown()
        if found and found.lift_asked_by.startswith(_MEMBER) and found.lift_asked_by != actor.ref:
            asked_by = UUID(found.lift_asked_by.removeprefix(_MEMBER))
            _coordinator(asked_by)
            check_independent(asked_by, actor.member_id)
        channels.lift_lockdown(by=actor.ref, now=now)


def lock_at_the_machine(now: datetime) -> bool:
    """Stop all sending, as the operator; tell whether it was not stopped before."""
    return channels.lock_down(by=OPERATOR, now=now)


def lift_at_the_machine(now: datetime) -> None:
    """Let sending go on where a coordinator asked for it; else ask, so that a coordinator can agree.

    Raises:
        NotLocked: nothing is locked.
        LiftIsByTwo: nobody else had asked; now the operator has.
    """
    found = channels.lockdown()
    if found is None:
        raise channels.NotLocked
    if found.lift_asked_by.startswith(_MEMBER):
        _coordinator(UUID(found.lift_asked_by.removeprefix(_MEMBER)))
        channels.lift_lockdown(by=OPERATOR, now=now)
        return
    channels.ask_to_lift_lockdown(by=OPERATOR, now=now)
    raise LiftIsByTwo


def _coordinator(member_id: UUID) -> Actor:
    actor = queries.actor_for(member_id)
    actor.require(Capability.MANAGE_NETWORK)
    return actor


def _name(who: str) -> str:
    """Return a member's name; empty for nobody, and for the operator a word that the page translates."""
    return queries.member_name(UUID(who.removeprefix(_MEMBER))) if who.startswith(_MEMBER) else who
