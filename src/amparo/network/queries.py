"""Reads of the network. What leaves the app is frozen; QuerySets stay inside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Q, QuerySet

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.core.places.region import Region
from amparo.core.remembered import Remembered
from amparo.network import notices
from amparo.network.domain import independence, promises
from amparo.network.domain.actors import Actor
from amparo.network.domain.policy import BasisPolicy, NetworkSettings
from amparo.network.domain.readiness import OnDuty
from amparo.network.domain.roles import CAPABILITIES, Capability, Role, capabilities_of
from amparo.network.domain.ways import Factor, How, Ways
from amparo.network.models import ChannelPoint, Invitation, Member, Network, Organisation, Session, Standing


class NetworkNotSetUp(AmparoError):
    """No network has been set up on this installation."""

    code = "NETWORK_NOT_SET_UP"


class NoSuchMember(AmparoError):
    """No member, or no active one where one is needed, has this id or handle."""

    code = "NO_SUCH_MEMBER"


class NoSuchOrganisation(AmparoError):
    """No organisation of the network has this id."""

    code = "NO_SUCH_ORGANISATION"


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as coordinators see one."""

    member_id: UUID
    handle: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    language: str
    standing: str
    last_seen_on: date | None
    is_founder: bool
    invited_by: str | None
    vouched_by: str | None
    renewed_by: str | None
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An open invitation as coordinators see one; the link itself can't be read again."""

    invitation_id: UUID
    roles: tuple[Role, ...]
    organisation: str | None
    renews: str | None
    invited_by: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of a member's own sessions, as that member sees it."""

    session_id: UUID
    label: str
    how: str
    signed_in_on: date | None
    last_seen_on: date | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something that became different about how a member signs in, and on which day."""

    kind: str
    factor: str
    on: date
    by_self: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the installation with what it promises."""

    app: str
    name: str
    promise: promises.Promise
    columns: tuple[str, ...]


def data_map() -> tuple[Table, ...]:
    """Return every table of ours with what it holds and what it promises."""
    configs = [config for config in apps.get_app_configs() if config.name.startswith("amparo.")]
    return tuple(
        Table(
            app=config.label,
            name=model.__name__,
            promise=promises.read(model.__doc__),
            columns=tuple(field.name for field in model._meta.concrete_fields),  # noqa: SLF001 — documented
        )
        for config in configs
        for model in config.get_models()
    )


def current_network() -> NetworkSettings:
    """Return the network of this installation; a change by another process shows within a second.

    Raises:
        NetworkNotSetUp: there is none yet.
    """
    return _remembered.get()


def forget_network() -> None:
    """Read the network anew the next time: this process changed it."""
    _remembered.forget()


def _read_network() -> NetworkSettings:
    row = Network.objects.filter(pk=1).first()
    if row is None:
        raise NetworkNotSetUp
    return NetworkSettings(
        name=row.name,
        region=Region.from_json(row.region_cells),
        languages=tuple(row.languages),
        default_language=row.default_language,
        time_zone=ZoneInfo(row.time_zone),
        basis_policy=BasisPolicy(row.trained_observers, row.independent_reports, row.reports_with_media),
        alert_expiry=row.alert_expiry,
        public_contact=row.public_contact,
        first_look_within=row.first_look_within,
        give_up_after=row.give_up_after,
        alerts_per_hour=row.alerts_per_hour,
    )


_remembered = Remembered(_read_network, timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class PointView:
    """A point of a channel's checklist that somebody answered for."""

    point: str
    name: str
    at: datetime


def channel_points(kind: str) -> tuple[PointView, ...]:
    """Return the ticked points of a channel's checklist, with who ticked them and when."""
    rows = ChannelPoint.objects.filter(kind=kind).select_related("ticked_by")
    return tuple(PointView(row.point, row.ticked_by.display_name, row.ticked_at) for row in rows)


def is_set_up() -> bool:
    """Tell whether this installation has its network."""
    return Network.objects.exists()


def organisations() -> tuple[tuple[UUID, str], ...]:
    """Return the organisations of the coalition, by name."""
    return tuple(Organisation.objects.order_by("name").values_list("id", "name"))


def actor_for(member_id: UUID) -> Actor:
    """Return an active member as one who acts, with what the roles allow now.

    Raises:
        NoSuchMember: there is no active member with this id.
    """
    return actor_from(active_member(member_id))


def active_member(member_id: UUID) -> Member:
    """Return the row of a member who may come in.

    Raises:
        NoSuchMember: there is no active member with this id.
    """
    row = Member.objects.filter(pk=member_id, standing=Standing.ACTIVE).first()
    if row is None:
        raise NoSuchMember
    return row


def actor_from(member: Member) -> Actor:
    """Return the actor of a member row that is known to be active."""
    return Actor(
        member_id=member.pk, name=member.display_name, capabilities=capabilities_of(roles_of(member))
    )


def roles_of(member: Member) -> tuple[Role, ...]:
    """Return a member's roles in the table's order."""
    held = {each.role for each in member.roles.all()}
    return tuple(role for role in Role if role in held)


def member_id_of(handle: str) -> UUID:
    """Return the id of the active member with this handle.

    Raises:
        NoSuchMember: there is none.
    """
    found = Member.objects.filter(username=handle.strip().lower(), standing=Standing.ACTIVE)
    member_id = found.values_list("pk", flat=True).first()
    if member_id is None:
        raise NoSuchMember
    return member_id


def member_name(member_id: UUID) -> str:
    """Return the name that other members see, also of a removed member.

    Raises:
        NoSuchMember: no member has this id.
    """
    name = Member.objects.filter(pk=member_id).values_list("display_name", flat=True).first()
    if name is None:
        raise NoSuchMember
    return name


def members(*, by: Actor) -> tuple[MemberView, ...]:
    """Return every member, those who may come in first, then by name.

    Raises:
        NotAllowed: the actor does not manage members.
    """
    by.require(Capability.MANAGE_MEMBERS)
    with_second_factor = _second_factors()
    rows = _with_backers().order_by("standing", "display_name", "id")
    return tuple(_view(row, with_second_factor) for row in rows)


def member(member_id: UUID, *, by: Actor) -> MemberView:
    """Return one member.

    Raises:
        NotAllowed: the actor does not manage members.
        NoSuchMember: no member has this id.
    """
    by.require(Capability.MANAGE_MEMBERS)
    row = _with_backers().filter(pk=member_id).first()
    if row is None:
        raise NoSuchMember
    return _view(row, _second_factors(row.pk))


def open_invitations(*, by: Actor, now: object) -> tuple[InvitationView, ...]:
    """Return the invitations that can still be used, the next to expire first.

    Raises:
        NotAllowed: the actor does not manage members.
    """
    by.require(Capability.MANAGE_MEMBERS)
    rows = usable_invitations(now).select_related("organisation", "renews", "invited_by")
    return tuple(
        InvitationView(
            invitation_id=row.pk,
            roles=tuple(Role(each) for each in row.roles),
            organisation=row.organisation.name if row.organisation else None,
            renews=row.renews.display_name if row.renews else None,
            invited_by=row.invited_by.display_name,
        )
        for row in rows.order_by("expires_at")
    )


def usable_invitations(now: object) -> QuerySet[Invitation]:
    """Return the invitations that are not used, withdrawn or expired, and whose maker is still active."""
    return Invitation.objects.filter(
        Q(renews=None) | Q(renews__standing=Standing.ACTIVE),
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=now,
        invited_by__standing=Standing.ACTIVE,
    )


def who_is_on(now: datetime) -> tuple[OnDuty, ...]:
    """Return who is on and may come in, those who stay longest first; one query. For members' pages only."""
    rows = (
        Member.objects.filter(standing=Standing.ACTIVE, readiness__until__gt=now)
        .order_by("-readiness__until", "display_name", "pk")
        .values_list("pk", "display_name", "readiness__until", "roles__role")
    )
    held: dict[tuple[UUID, str, datetime], set[str]] = {}
    for member_id, name, until, role in rows:
        held.setdefault((member_id, name, until), set()).add(role)
    return tuple(
        OnDuty(member_id, name, tuple(role for role in Role if role in roles), until)
        for (member_id, name, until), roles in held.items()
    )


def members_who_can(capability: Capability) -> tuple[tuple[UUID, str], ...]:
    """Return the active members with a capability, by name; one query. For members' pages only."""
    roles = [role for role, held in CAPABILITIES.items() if capability in held]
    rows = Member.objects.filter(standing=Standing.ACTIVE, roles__role__in=roles).distinct()
    return tuple(rows.order_by("display_name", "pk").values_list("pk", "display_name"))


def standings() -> dict[UUID, independence.Standing]:
    """Return who stands behind every account. A voucher who is not active any more does not count."""
    rows = Member.objects.values_list("id", "invited_by", "vouched_by", "vouched_by__standing", "renewed_by")
    return {
        member_id: independence.Standing(
            invited_by, vouched_by if voucher_standing == Standing.ACTIVE else None, renewed_by
        )
        for member_id, invited_by, vouched_by, voucher_standing, renewed_by in rows
    }


def _with_backers() -> QuerySet[Member]:
    return Member.objects.select_related(
        "organisation", "invited_by", "vouched_by", "renewed_by"
    ).prefetch_related("roles")


def _second_factors(*members: UUID) -> frozenset[UUID]:
    rows = Authenticator.objects.filter(type__in=(Factor.AUTHENTICATOR_APP, Factor.PASSKEY))
    if members:
        rows = rows.filter(user__in=members)
    return frozenset(rows.values_list("user_id", flat=True))


def has_second_factor(member_id: UUID) -> bool:
    """Tell whether a member has a passkey or an authenticator app."""
    return member_id in _second_factors(member_id)


def ways_of(member_id: UUID) -> Ways:
    """Return what a member has set up for signing in."""
    types = list(Authenticator.objects.filter(user=member_id).values_list("type", flat=True))
    return Ways(
        passkeys=types.count(Factor.PASSKEY), has_authenticator_app=Factor.AUTHENTICATOR_APP.value in types
    )


def sessions(*, by: Actor, this_hash: str, now: datetime) -> tuple[SessionView, ...]:
    """Return the actor's own open sessions: this one first, then those seen last."""
    rows = Session.objects.filter(member=by.member_id, expires_at__gt=now).order_by("-last_seen_on", "id")
    found = (
        SessionView(
            session_id=row.pk,
            label=row.label,
            how=row.how or How.PASSWORD,
            signed_in_on=row.signed_in_on,
            last_seen_on=row.last_seen_on,
            is_this=row.key_hash == this_hash,
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda each: not each.is_this))


def sign_in_changes(*, by: Actor, since: datetime) -> tuple[Change, ...]:
    """Return what became different about how the actor signs in, the newest first."""
    return tuple(
        Change(entry.kind, str(entry.payload.get("factor", "")), entry.at.date(), entry.by == by.ref)
        for entry in reversed(journal.about(by.member_id))
        if entry.kind in notices.SIGN_IN_CHANGES and entry.at > since
    )


def _view(row: Member, with_second_factor: frozenset[UUID]) -> MemberView:
    return MemberView(
        member_id=row.pk,
        handle=row.username,
        name=row.display_name,
        organisation=row.organisation.name,
        roles=roles_of(row),
        language=row.language,
        standing=row.standing,
        last_seen_on=row.last_seen_on,
        is_founder=row.invited_by_id is None,
        invited_by=row.invited_by.display_name if row.invited_by else None,
        vouched_by=row.vouched_by.display_name if row.vouched_by else None,
        renewed_by=row.renewed_by.display_name if row.renewed_by else None,
        has_second_factor=row.pk in with_second_factor,
    )
