"""What allauth asks of this network: no sign-up, no e-mail, no real address, no secret in clear, one origin."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from nacl.secret import SecretBox
from typing_extensions import override

from amparo.core import clock
from amparo.network import queries
from amparo.network.domain import ways
from amparo.network.domain.origins import LOCAL_NAME, RelyingParty, relying_party
from amparo.network.domain.ways import Factor, How
from amparo.network.models import Member

JUST_NOW = timedelta(minutes=5)


class MemberAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Members come in by invitation only, and nothing is ever sent to them by e-mail."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the pseudonymous address that the edge put in place of the real one, for rate limits."""
        return str(request.META["REMOTE_ADDR"])

    @override
    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask who it is again before a factor is touched, unless that was shown just now.

        allauth counts only what was shown *again*; a newcomer would type the password four times on the way in.
        """
        required = super().is_reauthentication_required(app=app, **kwargs)
        return bool(required) and not _shown_just_now(self.request)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: members have no e-mail address here."""

    @override
    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: members have no e-mail address here."""


def _shown_just_now(request: HttpRequest) -> bool:
    """Tell whether the password or a passkey, each enough to ask for a change, was shown minutes ago."""
    since = clock.now().timestamp() - JUST_NOW.total_seconds()
    return any(
        record["at"] > since and (record["method"] == "password" or record.get("type") == Factor.PASSKEY)
        for record in get_authentication_records(request, request.user)
    )


def how_signed_in(request: HttpRequest, member: Member) -> How:
    """Return by which way a member came in, in this session."""
    records = get_authentication_records(request, member)
    return How.PASSKEY if any(record.get("passwordless") for record in records) else How.PASSWORD


def passkeys_for() -> RelyingParty | None:
    """Return for whom this installation makes passkeys, or None where no browser would make one."""
    return relying_party(settings.PUBLIC_ORIGIN, may_be_plain=settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Second factors lie in the database encrypted under a key made from the installation's secret key.

    A copy of the database alone then gives nobody a second factor. A new secret key makes members enrol again.
    """

    @override
    def encrypt(self, text: str) -> str:
        return base64.b64encode(_box().encrypt(text.encode())).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(base64.b64decode(encrypted_text)).decode()

    @override
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether the member keeps a second factor without this one."""
        try:
            ways.check_removal(queries.ways_of(authenticator.user_id), Factor(authenticator.type))
        except ways.LastWay:
            return False
        return True

    @override
    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:
        return _("My passkey")

    @override
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the address of the installation, whatever host a request names."""
        party = passkeys_for()
        try:
            name = queries.current_network().name
        except queries.NetworkNotSetUp:
            name = settings.MFA_TOTP_ISSUER
        return {"id": party.id if party else LOCAL_NAME, "name": name}

    @override
    def get_public_key_credential_user_entity(self, user: Member) -> dict[str, Any]:
        return {
            "id": user_pk_to_url_str(user).encode(),
            "display_name": user.display_name,
            "name": user.username,
        }


def _box() -> SecretBox:
    return SecretBox(
        hashlib.blake2b(
            settings.SECRET_KEY.encode(), digest_size=SecretBox.KEY_SIZE, person=b"second factor"
        ).digest()
    )
