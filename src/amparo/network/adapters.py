"""What allauth asks of this network: no sign-up, no e-mail, no real address of a client, no secret in clear."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from nacl.secret import SecretBox
from typing_extensions import override

from amparo.core import clock

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
        """Ask for the password again before a second factor is touched, unless it was typed just now.

        allauth counts only a password typed *again*; a newcomer would type it four times on the way in.
        """
        required = super().is_reauthentication_required(app=app, **kwargs)
        return bool(required) and not _typed_just_now(self.request)

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: members have no e-mail address here."""

    @override
    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: members have no e-mail address here."""


def _typed_just_now(request: HttpRequest) -> bool:
    since = clock.now().timestamp() - JUST_NOW.total_seconds()
    return any(
        record["method"] == "password" and record["at"] > since
        for record in get_authentication_records(request, request.user)
    )


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


def _box() -> SecretBox:
    return SecretBox(
        hashlib.blake2b(
            settings.SECRET_KEY.encode(), digest_size=SecretBox.KEY_SIZE, person=b"second factor"
        ).digest()
    )
