"""The secret in a subscription's links, made anew for every delivery and stored nowhere.

A link holds the subscription's id (a random UUID) and a keyed hash over it and the purpose, under the installation's
secret. So the worker writes it into each message without keeping it, the database alone opens no link, and a link ends
with its subscription. 128 bits of the hash are kept.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from uuid import UUID

from amparo.core.errors import AmparoError

CONFIRM = "confirm"
UNSUBSCRIBE = "unsubscribe"
# A volunteer's way into drills and out of them; what it names is no subscription.
DRILLS = "drills"
_MAC_BYTES = 16


class LinkNotValid(AmparoError):
    """The link is mistyped, made up, or of a subscription that ended."""

    code = "LINK_NOT_VALID"


def token(subscription_id: UUID, purpose: str, key: bytes) -> str:
    """Return the token of a link: 43 characters, safe in an address."""
    raw = subscription_id.bytes + _mac(subscription_id, purpose, key)
    return urlsafe_b64encode(raw).decode().rstrip("=")


def read(text: str, purpose: str, keys: Iterable[bytes]) -> UUID:
    """Return the subscription of a token.

    Args:
        text: from an address.
        purpose: a token for one purpose opens nothing else.
        keys: the present key and those before it.

    Raises:
        LinkNotValid: it was not made by `token` with one of the keys.
    """
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise LinkNotValid from error
    if len(raw) != 16 + _MAC_BYTES or urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise LinkNotValid
    subscription_id = UUID(bytes=raw[:16])
    matches = [hmac.compare_digest(raw[16:], _mac(subscription_id, purpose, key)) for key in keys]
    if not any(matches):
        raise LinkNotValid
    return subscription_id


def _mac(subscription_id: UUID, purpose: str, key: bytes) -> bytes:
    message = b"amparo subscription\0" + purpose.encode() + b"\0" + subscription_id.bytes
    return hmac.new(key, message, hashlib.sha256).digest()[:_MAC_BYTES]
