"""Who sends: a signed header for each push service (VAPID, RFC 8292), made once for some hours."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from py_vapid import Vapid02

# RFC 8292, section 2: at most 24 hours. Half of it bears a clock that is wrong by hours.
LASTS = timedelta(hours=12)
_RENEWED_AFTER = timedelta(hours=6)
_MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Signed:
    header: str
    renew_at: datetime


_signed: dict[tuple[bytes, str, str], _Signed] = {}


def contact() -> str:
    """Return whom a push service may write to about us: the setting, else the site itself."""
    if settings.PUSH_CONTACT:
        return str(settings.PUSH_CONTACT)
    origin = urlsplit(settings.PUBLIC_ORIGIN)
    is_name = origin.scheme == "https" and ":" not in (origin.hostname or ":")
    return f"https://{origin.hostname}" if is_name else "https://localhost"


def authorization(push_key: bytes, origin: str, now: datetime) -> str:
    """Return the `Authorization` header for a push service, signed with a private key (32 bytes)."""
    key = (push_key, origin, contact())
    known = _signed.get(key)
    # A clock that was put back makes it new, too: what expires too late is refused.
    if known is not None and known.renew_at - _RENEWED_AFTER <= now < known.renew_at:
        return known.header
    if len(_signed) >= _MOST_KEPT:
        _signed.clear()
    claims = {"aud": origin, "exp": int((now + LASTS).timestamp()), "sub": contact()}
    header: str = Vapid02.from_raw(urlsafe_b64encode(push_key)).sign(claims)["Authorization"]
    _signed[key] = _Signed(header, now + _RENEWED_AFTER)
    return header
