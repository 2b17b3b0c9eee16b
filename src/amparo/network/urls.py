"""Addresses of the `network` app, and those of allauth that this network uses.

Of allauth's addresses those for sign-up, e-mail and forgotten passwords are left out: members come in by invitation,
have no e-mail address here, and get a new link from a coordinator.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import URLPattern, URLResolver, include, path

from amparo.network.access import public, signed_in
from amparo.network.views import (
    channels,
    desk,
    invitations,
    joining,
    keys,
    members,
    passkeys,
    policies,
    readiness,
    sending,
    sessions,
    vouching,
)

_network = (
    [
        path("desk/", desk.desk, name="desk"),
        path("desk/on/", readiness.on, name="on"),
        path("desk/on/off/", readiness.off, name="off"),
        path("members/", members.members, name="members"),
        path("members/roles/", desk.capabilities, name="capabilities"),
        path("members/data-map/", desk.data_map, name="data_map"),
        path("network/policies/", policies.policies, name="policies"),
        path("network/sending/", sending.show, name="sending"),
        path("network/sending/lock/", sending.lock, name="lock"),
        path("network/sending/lift/ask/", sending.ask_to_lift, name="ask_to_lift"),
        path("network/sending/lift/", sending.lift, name="lift"),
        path("network/sending/ceiling/ask/", sending.ask_for_more, name="ask_for_more"),
        path("network/sending/ceiling/<uuid:lift_id>/", sending.grant, name="grant_lift"),
        path("network/channels/", channels.show, name="channels"),
        path("network/channels/sms/points/", channels.answer_for, name="channel_points"),
        path("network/channels/sms/on/", channels.turn_on, name="channel_on"),
        path("network/channels/sms/off/", channels.turn_off, name="channel_off"),
        path("members/vouch/", vouching.vouch, name="vouch"),
        path("members/invite/", invitations.invite, name="invite"),
        path("members/invitations/<uuid:invitation_id>/withdraw/", invitations.withdraw, name="withdraw"),
        path("members/<uuid:member_id>/", members.member, name="member"),
        path("members/<uuid:member_id>/roles/", members.change_roles, name="change_roles"),
        path("members/<uuid:member_id>/vouch/", members.vouch, name="vouch_for"),
        path("members/<uuid:member_id>/suspend/", members.suspend, name="suspend"),
        path("members/<uuid:member_id>/reinstate/", members.reinstate, name="reinstate"),
        path("members/<uuid:member_id>/remove/", members.remove, name="remove"),
        path("members/<uuid:member_id>/renew/", invitations.renew, name="renew"),
        path("members/<uuid:member_id>/end-sessions/", sessions.end_sessions_of, name="end_sessions_of"),
        path("accounts/sessions/", sessions.sessions, name="sessions"),
        path("accounts/sessions/end-others/", sessions.end_others, name="end_other_sessions"),
        path("accounts/sessions/<uuid:session_id>/end/", sessions.end, name="end_session"),
        path("accounts/sessions/<uuid:session_id>/name/", sessions.name, name="name_session"),
        path("invitation/<str:token>/", joining.join, name="join"),
    ],
    "network",
)

_accounts: list[URLPattern | URLResolver] = [
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", keys.change_password, name="account_change_password"),
    path("2fa/", signed_in(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", signed_in(passkeys.set_up_app), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", signed_in(passkeys.remove_app), name="mfa_deactivate_totp"),
    path("2fa/passkeys/sign-in/", public(passkeys.sign_in), name="mfa_login_webauthn"),
    path("2fa/passkeys/again/", signed_in(passkeys.show_again), name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/make/", signed_in(passkeys.make), name="mfa_add_webauthn"),
    path("2fa/passkeys/<int:pk>/name/", signed_in(passkeys.name), name="mfa_edit_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", signed_in(passkeys.remove), name="mfa_remove_webauthn"),
    path(
        "2fa/recovery-codes/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "2fa/recovery-codes/generate/",
        signed_in(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        signed_in(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(_network)),
    path("accounts/", include(_accounts)),
]
