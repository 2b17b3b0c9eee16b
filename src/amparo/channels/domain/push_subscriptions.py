"""A browser's push subscription as an address: where its push service takes messages, and two keys to encrypt them.

The form is what `PushSubscription.toJSON()` gives (W3C Push API); `p256dh` is an uncompressed point of P-256 and `auth`
16 bytes, both base64url without padding (RFC 8291, section 3). Whether the host is a push service is for the settings
to say: `web_push/hosts.py`.
"""

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from amparo.core.errors import AmparoError

Reason = Literal["not_a_subscription", "too_long", "bad_endpoint", "bad_keys"]

# Endpoints of the known services have 150 to 600 characters; what is stored is padded to this.
LONGEST = 1024
POINT_BYTES = 65
AUTH_BYTES = 16
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII)
# What RFC 3986 allows in a host (no user, no port of 0), a path and a query; nothing that a header could not carry.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.ASCII)
_TARGET = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*", re.ASCII)


class SubscriptionRefused(AmparoError):
    """The text is no push subscription; `reason` says why, nothing quotes it."""

    code = "PUSH_SUBSCRIPTION_REFUSED"

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """Where to, and the receiver's keys.

    Attributes:
        endpoint: whoever knows it can address the browser; never printed.
        p256dh: the browser's public key, 65 bytes.
        auth: the secret shared with the browser, 16 bytes.
    """

    endpoint: str = field(repr=False)
    p256dh: bytes = field(repr=False)
    auth: bytes = field(repr=False)

    @property
    def origin(self) -> str:
        """Return scheme, host and port of the push service: the audience of a signature."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"

    def to_text(self) -> str:
        """Return the one form that is stored and compared."""
        content = {"auth": _encoded(self.auth), "endpoint": self.endpoint, "p256dh": _encoded(self.p256dh)}
        return json.dumps(content, separators=(",", ":"))


def read(text: str) -> PushSubscription:
    """Read a subscription as a browser gives it, or as `to_text` wrote it.

    Raises:
        SubscriptionRefused: with the reason.
    """
    if len(text) > 4 * LONGEST:
        raise SubscriptionRefused("too_long")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SubscriptionRefused("not_a_subscription") from error
    if not isinstance(given, dict):
        raise SubscriptionRefused("not_a_subscription")
    keys = given.get("keys", given)
    if not isinstance(keys, dict):
        raise SubscriptionRefused("not_a_subscription")
    found = PushSubscription(
        _endpoint(given.get("endpoint")), _point(keys.get("p256dh")), _secret(keys.get("auth"))
    )
    if len(found.to_text()) > LONGEST:
        raise SubscriptionRefused("too_long")
    return found


def _endpoint(given: object) -> str:
    if not isinstance(given, str) or not given.isascii() or not given.isprintable():
        raise SubscriptionRefused("bad_endpoint")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise SubscriptionRefused("bad_endpoint") from error
    host = (parts.hostname or "").lower()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme not in {"https", "http"} or not _HOST.fullmatch(host) or not _TARGET.fullmatch(target):
        raise SubscriptionRefused("bad_endpoint")
    if parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        raise SubscriptionRefused("bad_endpoint")
    is_usual = port is None or port == {"https": 443, "http": 80}[parts.scheme]
    netloc = host if is_usual else f"{host}:{port}"
    return SplitResult(parts.scheme, netloc, parts.path or "/", parts.query, "").geturl()


def _point(given: object) -> bytes:
    """Return a public key that lies on the curve: one that does not would betray our side of the exchange."""
    point = _decoded(given)
    if len(point) != POINT_BYTES:
        raise SubscriptionRefused("bad_keys")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise SubscriptionRefused("bad_keys") from error
    return point


def _secret(given: object) -> bytes:
    secret = _decoded(given)
    if len(secret) != AUTH_BYTES:
        raise SubscriptionRefused("bad_keys")
    return secret


def _decoded(given: object) -> bytes:
    if not isinstance(given, str) or _BASE64URL.fullmatch(given) is None:
        raise SubscriptionRefused("bad_keys")
    try:
        return urlsafe_b64decode(given.rstrip("=") + "=" * (-len(given.rstrip("=")) % 4))
    except (binascii.Error, ValueError) as error:
        raise SubscriptionRefused("bad_keys") from error


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")
