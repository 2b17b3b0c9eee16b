"""What happens to a member after joining: vouching, roles, suspension, removal."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.network import notices
from amparo.network.domain import independence
from amparo.network.domain.actors import Actor
from amparo.network.domain.independence import NotIndependent
from amparo.network.domain.roles import Capability, Role
from amparo.network.models import Invitation, Member, MemberRole, Readiness, Standing
from amparo.network.queries import NoSuchMember, roles_of, standings
from amparo.network.services.accounts import lock_members, still_allowed
from amparo.network.services.sessions import end_all


class LastCoordinator(AmparoError):
    """Nobody would be left who can manage members."""

    code = "LAST_COORDINATOR"


class OwnRolesRaised(AmparoError):
    """A member tried to give a role to himself."""

    code = "OWN_ROLES_RAISED"


class CannotVouch(AmparoError):
    """The actor's word would not be a third one: `vouch` says when."""

    code = "CANNOT_VOUCH"


class AlreadySo(AmparoError):
    """The member is in this state already."""

    code = "ALREADY_SO"


def check_independent(composer_id: UUID, releaser_id: UUID) -> None:
    """Go on only if two members count as two people (`domain.independence` says when).

    Raises:
        NotIndependent: they don't.
        NoSuchMember: one of them does not exist.
    """
    known = standings()
    if not {composer_id, releaser_id} <= known.keys():
        raise NoSuchMember
    independence.check(composer_id, releaser_id, known)


@transaction.atomic
def vouch(*, member_id: UUID, by: Actor, now: datetime) -> None:
    """Record that the actor knows the person behind an account. Every member with a task may vouch.

    Raises:
        CannotVouch: for oneself, for one whom one brought in, where an active member vouched already, or for an
            account with new access by one who rests on whoever gave it.
        NoSuchMember: there is no such active member.
    """
    lock_members(by.member_id, member_id)
    voucher, member = _member(by.member_id), _member(member_id)
    known = standings()
    brought_in = {member.pk, member.invited_by_id, member.renewed_by_id}
    if voucher.pk in brought_in or known[member.pk].vouched_by is not None:
        raise CannotVouch
    try:
        independence.check_voucher(voucher.pk, member.pk, known)
    except NotIndependent as error:
        raise CannotVouch from error
    member.vouched_by = voucher
    member.save(update_fields=["vouched_by"])
    journal.write(notices.VOUCHED_FOR, subject=member.pk, by=by.ref, now=now)


@transaction.atomic
def change_roles(*, member_id: UUID, roles: Iterable[Role], by: Actor, now: datetime) -> None:
    """Give a member exactly these roles.

    Raises:
        NotAllowed: the actor does not manage members.
        OwnRolesRaised: the actor would give himself a role.
        NotIndependent: the actor would give a role to someone who alone stands behind the actor's own account.
        LastCoordinator: the only coordinator would stop being one.
        NoSuchMember: there is no such active member.
        AlreadySo: nothing would change.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS, member_id)
    member = _member(member_id)
    wanted, held = set(roles), set(roles_of(member))
    added, taken = sorted(wanted - held), sorted(held - wanted)
    if not added and not taken:
        raise AlreadySo
    if added:
        _check_raising(member, by)
    if Role.COORDINATOR in taken:
        _keep_a_coordinator(without=member.pk)
    MemberRole.objects.filter(member=member, role__in=taken).delete()
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in added)
    journal.write(
        notices.ROLES_CHANGED, subject=member.pk, by=by.ref, now=now, added=[*added], taken=[*taken]
    )


@transaction.atomic
def suspend_member(*, member_id: UUID, by: Actor, now: datetime) -> None:
    """Keep a member out until reinstated. Sessions end with their next request.

    Raises:
        NotAllowed, NoSuchMember, LastCoordinator: as for `remove_member`.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS, member_id)
    member = _member(member_id)
    _keep_a_coordinator(without=member.pk)
    _set_standing(member, Standing.SUSPENDED)
    journal.write(notices.SUSPENDED, subject=member.pk, by=by.ref, now=now)


@transaction.atomic
def reinstate_member(*, member_id: UUID, by: Actor, now: datetime) -> None:
    """Let a suspended member in again, with the roles as they were.

    Raises:
        NotAllowed: the actor does not manage members.
        NoSuchMember: there is no such suspended member.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS, member_id)
    member = _member(member_id, Standing.SUSPENDED)
    _set_standing(member, Standing.ACTIVE)
    journal.write(notices.REINSTATED, subject=member.pk, by=by.ref, now=now)


@transaction.atomic
def remove_member(*, member_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a member now and for good.

    Sessions end with their next request; password, second factor, roles and open invitations go at once.

    Raises:
        NotAllowed: the actor does not manage members.
        NoSuchMember: there is no such active or suspended member.
        LastCoordinator: nobody would be left who can manage members.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS, member_id)
    member = _member(member_id, Standing.ACTIVE, Standing.SUSPENDED)
    _keep_a_coordinator(without=member.pk)
    MemberRole.objects.filter(member=member).delete()
    Authenticator.objects.filter(user=member).delete()
    Invitation.objects.filter(invited_by=member, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    Invitation.objects.filter(renews=member, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    member.set_unusable_password()
    member.save(update_fields=["password"])
    _set_standing(member, Standing.REMOVED)
    journal.write(notices.REMOVED, subject=member.pk, by=by.ref, now=now)


def _member(member_id: UUID, *standing: Standing) -> Member:
    """Return a member in one of some standings, active if none is named."""
    allowed = standing or (Standing.ACTIVE,)
    member = Member.objects.filter(pk=member_id, standing__in=allowed).first()
    if member is None:
        raise NoSuchMember
    return member


def _set_standing(member: Member, standing: Standing) -> None:
    Member.objects.filter(pk=member.pk).update(standing=standing)
    # Who comes back later is not on because of what was said before.
    Readiness.objects.filter(member_id=member.pk).delete()
    end_all(member.pk)


def _keep_a_coordinator(*, without: UUID) -> None:
    """Go on if an active coordinator stays. The rows are locked, so that two can't remove each other at once.

    Raises:
        LastCoordinator: none would stay.
    """
    coordinators = set(
        MemberRole.objects.select_for_update()
        .filter(role=Role.COORDINATOR, member__standing=Standing.ACTIVE)
        .order_by("pk")
        .values_list("member_id", flat=True)
    )
    if not coordinators - {without}:
        raise LastCoordinator


def _check_raising(member: Member, by: Actor) -> None:
    if member.pk == by.member_id:
        raise OwnRolesRaised
    known = standings()
    if not known[member.pk].is_founder and independence.rests_on(by.member_id, member.pk, known):
        raise NotIndependent(why="same_hand_behind_both")
