"""Links that let one person in, once."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.network import notices
from amparo.network.domain.actors import Actor
from amparo.network.domain.roles import Capability, Role
from amparo.network.models import Invitation, Member, Organisation, Standing
from amparo.network.queries import NoSuchMember, NoSuchOrganisation, usable_invitations
from amparo.network.services.accounts import create_member, set_password, still_allowed
from amparo.network.services.sessions import end_all

LIFETIME = timedelta(hours=72)
KEPT_AFTERWARDS = timedelta(days=30)
_TOKEN_BYTES = 32


class InvitationNotUsable(AmparoError):
    """The link was never given, was used, withdrawn or has expired. Which of these is not told."""

    code = "INVITATION_NOT_USABLE"


class NoRoleGiven(AmparoError):
    """An invitation needs at least one role."""

    code = "NO_ROLE_GIVEN"


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation. The token is shown to the inviter once and can't be read again."""

    invitation_id: UUID
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the holder of a usable link may know."""

    is_renewal: bool
    organisation: str | None
    roles: tuple[Role, ...]
    invited_by: str
    handle: str | None


@transaction.atomic
def invite(*, roles: Iterable[Role], organisation_id: UUID, by: Actor, now: datetime) -> Invited:
    """Make a link that lets one new member in.

    Raises:
        NotAllowed: the actor does not manage members.
        NoRoleGiven: `roles` is empty.
        NoSuchOrganisation: the organisation is not in the network.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS)
    given = sorted(set(roles))
    if not given:
        raise NoRoleGiven
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise NoSuchOrganisation
    return _issue(by, now, roles=given, organisation_id=organisation_id)


@transaction.atomic
def renew_access(*, member_id: UUID, by: Actor, now: datetime) -> Invited:
    """Make a link by which a member chooses a new password and enrols a new second factor.

    Nothing changes until the link is used. It restores nothing that was sealed to the member's own key. An actor
    can't make one for himself: a stolen session would turn into a stolen account.

    Raises:
        NotAllowed: the actor does not manage members, or is the member.
        NoSuchMember: there is no such active member.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS, member_id)
    member = Member.objects.filter(pk=member_id, standing=Standing.ACTIVE).exclude(pk=by.member_id).first()
    if member is None:
        raise NoSuchMember
    Invitation.objects.filter(renews=member, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    return _issue(by, now, renews=member)


@transaction.atomic
def withdraw_invitation(*, invitation_id: UUID, by: Actor, now: datetime) -> None:
    """Make a link useless before it is used.

    Raises:
        NotAllowed: the actor does not manage members.
        InvitationNotUsable: it can't be used anyway.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS)
    if not usable_invitations(now).filter(pk=invitation_id).update(withdrawn_at=now):
        raise InvitationNotUsable
    journal.write(notices.INVITATION_WITHDRAWN, subject=invitation_id, by=by.ref, now=now)


def welcome(token: str, *, now: datetime) -> Welcome:
    """Return what the holder of a link may know.

    Raises:
        InvitationNotUsable: the link can't be used.
    """
    invitation = _usable(token, now)
    return Welcome(
        is_renewal=invitation.renews is not None,
        organisation=invitation.organisation.name if invitation.organisation else None,
        roles=tuple(Role(each) for each in invitation.roles),
        invited_by=invitation.invited_by.display_name,
        handle=invitation.renews.username if invitation.renews else None,
    )


@transaction.atomic
def accept_invitation(
    *, token: str, handle: str, name: str, password: str, language: str, now: datetime
) -> UUID:
    """Make the member that a link invites, and use the link up.

    Raises:
        InvitationNotUsable: the link can't be used, or was used by another at the same moment.
        HandleRefused, HandleTaken, NameRefused, PasswordRefused: a value can't be taken; the link stays usable.
        UnknownLanguage: the registry does not have the language.
    """
    invitation = _usable(token, now)
    if invitation.organisation_id is None:
        raise InvitationNotUsable
    _use_up(invitation, now)
    roles = [Role(each) for each in invitation.roles]
    member = create_member(
        handle=handle,
        name=name,
        password=password,
        organisation_id=invitation.organisation_id,
        language=language,
        roles=roles,
        invited_by=invitation.invited_by_id,
        now=now,
    )
    journal.write(
        notices.JOINED,
        subject=member.pk,
        by=f"member:{member.pk}",
        now=now,
        invitation=str(invitation.pk),
        roles=[*roles],
    )
    return member.pk


@transaction.atomic
def accept_renewal(*, token: str, password: str, now: datetime) -> UUID:
    """Give a member a new password, forget the second factor, end every session; use the link up.

    Until another member vouches, the account counts as brought in by whoever made the link: he could have used it.

    Raises:
        InvitationNotUsable: the link can't be used, or was used by another at the same moment.
        PasswordRefused: the password can't be taken; the link stays usable.
    """
    invitation = _usable(token, now)
    member = invitation.renews
    if member is None or member.standing != Standing.ACTIVE:
        raise InvitationNotUsable
    _use_up(invitation, now)
    set_password(member, password)
    member.vouched_by = None
    member.renewed_by = invitation.invited_by
    member.save(update_fields=["password", "vouched_by", "renewed_by"])
    end_all(member.pk)
    Authenticator.objects.filter(user=member).delete()
    journal.write(
        notices.ACCESS_RENEWED,
        subject=member.pk,
        by=f"member:{member.pk}",
        now=now,
        invitation=str(invitation.pk),
    )
    return member.pk


def _issue(
    by: Actor,
    now: datetime,
    *,
    roles: Iterable[Role] = (),
    organisation_id: UUID | None = None,
    renews: Member | None = None,
) -> Invited:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invitation = Invitation.objects.create(
        id=ids.new_id(now),
        token_hash=_hash(token),
        roles=[*roles],
        organisation_id=organisation_id,
        renews=renews,
        invited_by_id=by.member_id,
        expires_at=now + LIFETIME,
    )
    journal.write(
        notices.INVITED,
        subject=invitation.pk,
        by=by.ref,
        now=now,
        roles=[*roles],
        renews=str(renews.pk) if renews else None,
    )
    _forget_old(now)
    return Invited(invitation.pk, token, invitation.expires_at)


def _forget_old(now: datetime) -> None:
    long_ago = now - KEPT_AFTERWARDS
    Invitation.objects.filter(Q(used_at__lt=long_ago) | Q(expires_at__lt=long_ago)).delete()


def _usable(token: str, now: datetime) -> Invitation:
    found = (
        usable_invitations(now)
        .select_related("organisation", "renews", "invited_by")
        .filter(token_hash=_hash(token))
        .first()
    )
    if found is None:
        raise InvitationNotUsable
    return found


def _use_up(invitation: Invitation, now: datetime) -> None:
    """Mark the link as used, which of two at once only one can do."""
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None).update(used_at=now):
        raise InvitationNotUsable


def _hash(token: str) -> str:
    """Return the hash under which a link is stored; 256 random bits need no slow one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
