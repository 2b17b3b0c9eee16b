"""For which host passkeys are made, and from which page alone they may come."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

LOCAL_NAME = "localhost"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The party that passkeys are bound to (Web Authentication, §4: "relying party").

    Attributes:
        id: the host name that a browser writes into every passkey; it can't be changed later.
        origin: the one origin whose pages may make and use them, the port included.
    """

    id: str
    origin: str


def relying_party(public_origin: str, *, may_be_plain: bool) -> RelyingParty | None:
    """Return for whom passkeys are made, or None where no browser would make one.

    Browsers ask for TLS and a host name; on the machine itself `localhost` is both enough and the only name, since a
    bare address is none. An installation that is reached at a loopback address makes passkeys at `localhost`.

    Args:
        public_origin: scheme, host and perhaps a port.
        may_be_plain: whether pages without TLS on this machine count (demonstrations and tests).
    """
    parts = urlsplit(public_origin)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https":
        if not may_be_plain or not _is_this_machine(host):
            return None
        port = f":{parts.port}" if parts.port not in {None, 80} else ""
        return RelyingParty(LOCAL_NAME, f"http://{LOCAL_NAME}{port}")
    if not host or _is_address(host):
        return None
    port = f":{parts.port}" if parts.port not in {None, 443} else ""
    return RelyingParty(host, f"https://{host}{port}")


def _is_this_machine(host: str) -> bool:
    return host == LOCAL_NAME or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
