"""What is taken off a request before any of our code, or a library's, can see it.

The client's address is replaced by a pseudonym: a keyed hash of the address's network, under a random key that lives
for an hour in this process's memory and nowhere else. Rate limits can count with it; nobody can turn it back, and
tomorrow's differs.
"""

import hashlib
import ipaddress
import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from amparo.core import clock

# Header names as WSGI writes them. Whatever else names a client begins with one of the prefixes.
_STRIPPED = frozenset(
    {
        "HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_FROM", "HTTP_TRUE_CLIENT_IP",
        "HTTP_CLIENT_IP", "HTTP_FASTLY_CLIENT_IP", "HTTP_DNT", "HTTP_SEC_GPC", "REMOTE_HOST", "REMOTE_PORT",
        "REMOTE_USER", "REMOTE_IDENT",
    }
)  # fmt: skip
_STRIPPED_PREFIXES = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL", "HTTP_X_CLIENT", "HTTP_X_CLUSTER", "HTTP_X_ORIGINAL", "HTTP_X_REMOTE",
    "HTTP_CF_", "HTTP_SEC_CH_", "HTTP_X_APPENGINE", "HTTP_X_AZURE", "HTTP_X_ENVOY", "HTTP_X_PROXYUSER",
)  # fmt: skip


_IPV4_BYTES = 4
_IN_GROUPS = re.compile("....")


@dataclass
class HourlyKey:
    """A random key that is forgotten when the hour changes."""

    hour: datetime | None = None
    key: bytes = b""
    lock: Lock = field(default_factory=Lock)

    def at(self, now: datetime) -> bytes:
        """Return the key of an hour."""
        hour = clock.floor_to(now, clock.HOUR)
        with self.lock:
            if self.hour != hour:
                self.hour, self.key = hour, os.urandom(32)
            return self.key


_hourly = HourlyKey()


def pseudonym(address: str, now: datetime) -> str:
    """Return a made-up address of the private range fd00::/8 that stands for a client's network for this hour.

    Addresses of one network (/24 of IPv4, /48 of IPv6) share a pseudonym; text that is no address has one too.
    """
    try:
        packed = ipaddress.ip_address(address.split("%", maxsplit=1)[0]).packed
        network = packed[:3] if len(packed) == _IPV4_BYTES else packed[:6]
    except ValueError:
        network = b""
    digest = hashlib.blake2b(network, key=_hourly.at(now), digest_size=15).hexdigest()
    return ":".join(_IN_GROUPS.findall("fd" + digest))


def strip(environ: MutableMapping[str, Any], now: datetime, address_header: str = "") -> None:
    """Remove from a WSGI environment, in place, whatever tells who the client is.

    Args:
        environ: the WSGI environment, changed in place.
        now: decides the hour of the pseudonym.
        address_header: the WSGI name of the header in which a trusted proxy hands over the client's address; its
            last entry is the one the proxy itself saw. Empty: the peer's address is used.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    if address_header:
        address = str(environ.get(address_header, address)).rsplit(",", 1)[-1].strip()
    for name in [each for each in environ if each in _STRIPPED or each.startswith(_STRIPPED_PREFIXES)]:
        del environ[name]
    if address_header:
        environ.pop(address_header, None)
    environ["REMOTE_ADDR"] = pseudonym(address, now)
