"""What allauth asks of this network: no sign-up, no e-mail, no address of the client that means anything."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from typing_extensions import override


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
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: members have no e-mail address here."""
