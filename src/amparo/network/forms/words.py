"""Roles, tasks and refusals in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.network.domain.roles import Capability, Role

ROLES: Mapping[Role, StrOrPromise] = {
    Role.HOTLINE_OPERATOR: _("Hotline operator"),
    Role.DISPATCHER: _("Dispatcher"),
    Role.VERIFIER: _("Verifier"),
    Role.OBSERVER: _("Observer"),
    Role.KEYHOLDER: _("Keyholder"),
    Role.LEGAL: _("Legal"),
    Role.CASE_WORKER: _("Case worker"),
    Role.EDITOR: _("Editor"),
    Role.ORGANISER: _("Organizer"),
    Role.COORDINATOR: _("Coordinator"),
}

CAPABILITIES: Mapping[Capability, StrOrPromise] = {
    Capability.SEE_BOARD: _("See the board with exact places"),
    Capability.TRIAGE_REPORTS: _("Sort reports into incidents"),
    Capability.RECORD_OUTCOME: _("Record what was found"),
    Capability.COMPOSE_ALERT: _("Compose alerts"),
    Capability.RELEASE_ALERT: _("Release alerts that another person composed"),
    Capability.WITHDRAW_ALERT: _("Stop an alert"),
    Capability.SEE_ALERTS_DESK: _("See the alerts desk"),
    Capability.MANAGE_MEMBERS: _("Invite and remove members"),
    Capability.SEE_CAPABILITIES: _("See this table"),
    Capability.MANAGE_NETWORK: _("Change the settings of the network"),
    Capability.SEE_DATA_MAP: _("See what is stored, and how long"),
    Capability.TYPE_IN_REPORT: _("Type in a report for someone who calls"),
    Capability.LOOK_ON_REQUEST: _("Look on the spot when asked, and say what is there"),
}

STANDINGS: Mapping[str, StrOrPromise] = {
    "active": _("Active"),
    "suspended": _("Suspended"),
    "removed": _("Removed"),
}

HOW: Mapping[str, StrOrPromise] = {
    "passkey": _("with a passkey"),
    "password": _("with a password"),
    "demonstration": _("through the demonstration"),
}

# What became different about a sign-in; a change of a factor is named by the factor too.
CHANGES: Mapping[str, StrOrPromise] = {
    "member.factor_added:webauthn": _("A passkey was added."),
    "member.factor_removed:webauthn": _("A passkey was removed."),
    "member.factor_added:totp": _("An authenticator app was set up."),
    "member.factor_removed:totp": _("An authenticator app was removed."),
    "member.recovery_codes_made:": _("New recovery codes were made."),
    "member.recovery_code_used:": _("A recovery code was used to sign in."),
    "member.password_changed:": _("The password was changed."),
    "member.passkey_copied:": _("Someone tried to sign in with a copy of a passkey."),
    "member.access_renewed:": _("New access was given by a link from a coordinator."),
    "member.sessions_ended:": _("A coordinator signed out all devices."),
}

# Sentences for the codes of this app's errors.
REFUSALS: Mapping[str, StrOrPromise] = {
    "LAST_COORDINATOR": _("Someone must stay who can manage members. Make another coordinator first."),
    "OWN_ROLES_RAISED": _("You can not give yourself a role. Ask another coordinator."),
    "NOT_INDEPENDENT": _(
        "One of the two accounts stands behind the other, so they do not count as two people. Somebody else must do it."
    ),
    "CANNOT_VOUCH": _(
        "You can not vouch for this account: it is yours, you invited it, or someone vouched already."
    ),
    "NO_SUCH_MEMBER": _("There is no such member, or not any more."),
    "NOT_LOCKED": _("Nothing is stopped at this moment."),
    "LIFT_NOT_ASKED": _("First somebody must ask that sending go on; then another agrees."),
    "SAME_PERSON_LIFTS": _("Another coordinator must agree: you asked yourself."),
    "NO_SUCH_LIFT": _("This wish is too old, or was granted already."),
    "HOURS_OUT_OF_RANGE": _("Choose one of the numbers of hours."),
    "ALREADY_SO": _("Nothing was changed: it is so already."),
    "NO_ROLE_GIVEN": _("Choose at least one role."),
    "NO_SUCH_ORGANISATION": _("This organization is not in the network any more."),
    "INVITATION_NOT_USABLE": _("This link does not work. It may have been used, withdrawn, or be too old."),
    "HANDLE_REFUSED": _("Use 3 to 32 letters a to z, digits, dots or dashes."),
    "HANDLE_TAKEN": _("Somebody has this name already. Choose another."),
    "NAME_REFUSED": _("Write a name with at least one letter or digit."),
    "PASSWORD_REFUSED": _("This password can not be taken. Choose another."),
    "LAST_WAY": _(
        "This is your only second factor. Set up another one first: a passkey or an authenticator app."
    ),
    "POINTS_MISSING": _("Not every point is ticked yet."),
    "ON_AT_THE_MOMENT": _("SMS is on. Turn it off before you change the list."),
    "LABEL_REFUSED": _("Choose another name."),
    "ON_FOR_TOO_LONG": _("This lies too far ahead: say a time within the next 16 hours."),
    "NO_TASK_TO_BE_ON_FOR": _("You have no task yet that you could be on for."),
    "UNKNOWN_LANGUAGE": _("Choose one of the languages."),
}
