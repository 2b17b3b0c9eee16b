"""The door of `network` for other apps: who acts, what they may do, and the settings of the network."""

from amparo.network.access import (
    NotSignedIn,
    OnlyInADemonstration,
    actor_of,
    members_only,
    public,
    requires,
    sign_in_for_demonstration,
    signed_in,
)
from amparo.network.domain.actors import Actor, NotAllowed
from amparo.network.domain.channel_points import SMS_POINTS
from amparo.network.domain.independence import NotIndependent
from amparo.network.domain.policy import BasisPolicy, NetworkSettings, Policies
from amparo.network.domain.readiness import OnDuty
from amparo.network.domain.readiness import count_by_task as on_by_task
from amparo.network.domain.roles import CAPABILITIES, Capability, Role, capabilities_of
from amparo.network.queries import (
    MemberView,
    NetworkNotSetUp,
    NoSuchMember,
    NoSuchOrganisation,
    actor_for,
    current_network,
    is_set_up,
    member_name,
    members,
    members_who_can,
    organisations,
    who_is_on,
)
from amparo.network.services.accounts import HandleRefused, HandleTaken, NameRefused, PasswordRefused
from amparo.network.services.ceiling import ask as ask_to_lift_ceiling
from amparo.network.services.ceiling import ceiling
from amparo.network.services.ceiling import grant as lift_ceiling
from amparo.network.services.channels import OnAtTheMoment, PointsMissing
from amparo.network.services.channels import answer_for as answer_for_channel
from amparo.network.services.channels import turn_on as turn_channel_on
from amparo.network.services.inviting import (
    InvitationNotUsable,
    Invited,
    NoRoleGiven,
    accept_invitation,
    accept_renewal,
    invite,
    renew_access,
    withdraw_invitation,
)
from amparo.network.services.lockdown import LiftIsByTwo, lift_at_the_machine, lock_at_the_machine
from amparo.network.services.lockdown import ask_to_lift as ask_to_lift_lockdown
from amparo.network.services.lockdown import lift as lift_lockdown
from amparo.network.services.lockdown import lock as lock_down
from amparo.network.services.membership import (
    AlreadySo,
    CannotVouch,
    LastCoordinator,
    OwnRolesRaised,
    change_roles,
    check_independent,
    reinstate_member,
    remove_member,
    suspend_member,
    vouch,
)
from amparo.network.services.policies import PolicyOutOfBounds
from amparo.network.services.policies import change as change_policies
from amparo.network.services.setting_up import (
    AlreadySetUp,
    SettingRefused,
    add_founder,
    add_organisation,
    set_up_network,
)

__all__ = [
    "CAPABILITIES",
    "SMS_POINTS",
    "Actor",
    "AlreadySetUp",
    "AlreadySo",
    "BasisPolicy",
    "CannotVouch",
    "Capability",
    "HandleRefused",
    "HandleTaken",
    "InvitationNotUsable",
    "Invited",
    "LastCoordinator",
    "LiftIsByTwo",
    "MemberView",
    "NameRefused",
    "NetworkNotSetUp",
    "NetworkSettings",
    "NoRoleGiven",
    "NoSuchMember",
    "NoSuchOrganisation",
    "NotAllowed",
    "NotIndependent",
    "NotSignedIn",
    "OnAtTheMoment",
    "OnDuty",
    "OnlyInADemonstration",
    "OwnRolesRaised",
    "PasswordRefused",
    "PointsMissing",
    "Policies",
    "PolicyOutOfBounds",
    "Role",
    "SettingRefused",
    "accept_invitation",
    "accept_renewal",
    "actor_for",
    "actor_of",
    "add_founder",
    "add_organisation",
    "answer_for_channel",
    "ask_to_lift_ceiling",
    "ask_to_lift_lockdown",
    "capabilities_of",
    "ceiling",
    "change_policies",
    "change_roles",
    "check_independent",
    "current_network",
    "invite",
    "is_set_up",
    "lift_at_the_machine",
    "lift_ceiling",
    "lift_lockdown",
    "lock_at_the_machine",
    "lock_down",
    "member_name",
    "members",
    "members_only",
    "members_who_can",
    "on_by_task",
    "organisations",
    "public",
    "reinstate_member",
    "remove_member",
    "renew_access",
    "requires",
    "set_up_network",
    "sign_in_for_demonstration",
    "signed_in",
    "suspend_member",
    "turn_channel_on",
    "vouch",
    "who_is_on",
    "withdraw_invitation",
]
