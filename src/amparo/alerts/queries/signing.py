"""Links of subscriptions under this installation's secret."""

from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes

from amparo.alerts.domain import tokens

PATHS = {
    tokens.CONFIRM: "/alerts/confirm",
    tokens.UNSUBSCRIBE: "/alerts/unsubscribe",
    tokens.DRILLS: "/drills",
}


def address(subscription_id: UUID, purpose: str) -> str:
    """Return the whole address of a link."""
    return f"{settings.PUBLIC_ORIGIN}{path(subscription_id, purpose)}"


def path(subscription_id: UUID, purpose: str) -> str:
    """Return the path of a link on this site."""
    return f"{PATHS[purpose]}/{tokens.token(subscription_id, purpose, force_bytes(settings.SECRET_KEY))}/"


def subscription_of(token: str, purpose: str) -> UUID:
    """Return the id of the subscription that a link's token names.

    Raises:
        LinkNotValid: the token was not made here.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return tokens.read(token, purpose, [force_bytes(key) for key in keys])
