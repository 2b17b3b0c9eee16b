"""Signatures of webhooks as the Standard Webhooks specification has them (https://www.standardwebhooks.com).

`webhook-signature` holds, with blanks between, `v1,` and the base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`.
Several secrets are believed while one replaces another; several signatures may stand in one header for the same reason.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from amparo.core.errors import AmparoError

TOLERANCE = timedelta(minutes=5)
PREFIX = "whsec_"
LEAST_BYTES = 24
MOST_BYTES = 64
LONGEST_ID = 200
_MOST_SIGNATURES = 10


class SignatureRefused(AmparoError):
    """Nobody who knows a secret of ours sent this just now; `fields` has `reason`."""

    code = "SIGNATURE_REFUSED"


class SecretBroken(AmparoError):
    """A secret in the settings is not `whsec_` and the base64 of 24 to 64 bytes."""

    code = "SECRET_BROKEN"


def key_of(secret: str) -> bytes:
    """Return the bytes of a secret.

    Raises:
        SecretBroken: it is written otherwise.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SecretBroken from error
    if not secret.startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise SecretBroken
    return key


def sign(secret: str, *, event_id: str, at: datetime, body: bytes) -> str:
    """Return the value of `webhook-signature`.

    Raises:
        SecretBroken: the secret is none.
    """
    return f"v1,{_digest(key_of(secret), event_id, str(int(at.timestamp())), body)}"


def check(
    secrets: Sequence[str], *, event_id: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> None:
    """Check what came with a webhook: header values as they were sent.

    Raises:
        SignatureRefused: `missing`, `old` (or from the future), `wrong`.
        SecretBroken: a secret in the settings is none.
    """
    if not event_id or len(event_id) > LONGEST_ID or not event_id.isascii() or not event_id.isprintable():
        raise SignatureRefused(reason="missing")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise SignatureRefused(reason="missing")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise SignatureRefused(reason="old")
    given = [each[3:] for each in signatures.split(" ")[:_MOST_SIGNATURES] if each.startswith("v1,")]
    matches = [
        hmac.compare_digest(_digest(key_of(secret), event_id, timestamp, body).encode(), each.encode())
        for secret in secrets
        for each in given
    ]
    if not any(matches):
        raise SignatureRefused(reason="wrong")


def _digest(key: bytes, event_id: str, timestamp: str, body: bytes) -> str:
    content = b".".join((event_id.encode(), timestamp.encode(), body))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii")
