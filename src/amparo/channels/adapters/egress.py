"""Where the gateway may connect to: the hosts of what is configured, and nowhere else.

Whoever gets to run something in the gateway can't carry addresses away to a host of their own. Two guards keep the
list: our HTTP connections ask it before they resolve and before they connect (uvloop tells no audit hook of either),
and an audit hook sees whatever uses Python's own sockets, as mail does. It is no wall against native code.
"""

import logging
import socket
import sys
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from amparo.channels.adapter import adapter_for
from amparo.channels.domain.kinds import ChannelKind

log = logging.getLogger(__name__)

_EVENTS = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto", "socket.sendmsg"}
)
_MOST_ADDRESSES = 4096


class HostRefused(OSError):
    """The gateway's settings do not name this host. An `OSError`: whoever connects takes it for a failure."""

    code = "HOST_REFUSED"

    def __init__(self) -> None:
        super().__init__(f"{self.code}: the gateway's settings do not name this host")


class _List:
    """The hosts, and the addresses that they were resolved to."""

    def __init__(self, hosts: Iterable[str]) -> None:
        names = {host.strip().rstrip(".").lower() for host in hosts if host.strip()}
        self.names = frozenset(name for name in names if not name.startswith("*."))
        self.endings = tuple(name[1:] for name in names if name.startswith("*."))
        self.addresses: dict[str, None] = {}

    def has(self, host: str) -> bool:
        name = host.rstrip(".").lower()
        return (
            name in self.names or name.endswith(self.endings) or name in self.addresses or is_loopback(name)
        )

    def learn(self, address: str) -> None:
        self.addresses[address.partition("%")[0].lower()] = None
        while len(self.addresses) > _MOST_ADDRESSES:
            del self.addresses[next(iter(self.addresses))]


_in_force: list[_List] = []
_is_hooked: list[bool] = []


def host_of(url: str) -> str:
    """Return the host of an address on the web, or an empty text."""
    return urlsplit(url).hostname or ""


def configured_hosts() -> set[str]:
    """Return the hosts that the settings name: of adapters (`hosts()`), mail, database, broker, on call, the listed."""
    hosts = {*settings.GATEWAY_HOSTS, settings.IMAP_HOST, settings.DATABASES["default"].get("HOST") or ""}
    hosts.add(host_of(settings.BROKER_URL))
    hosts.update(host_of(each) for each in settings.ON_CALL if "://" in each)
    for kind in settings.CHANNEL_ADAPTERS:
        own: Callable[[], Iterable[str]] | None = getattr(adapter_for(ChannelKind(kind)), "hosts", None)
        hosts.update(() if own is None else own())
    return {host for host in hosts if host and not host.startswith("/")}


def enforce(hosts: Iterable[str]) -> None:
    """Let this process connect to these hosts and to itself only, from now on. `*.example.org` names all below it."""
    _in_force[:] = [_List(hosts)]
    if not _is_hooked:
        _is_hooked.append(True)
        _learn_what_is_resolved()
        sys.addaudithook(_hook)


def lift() -> None:
    """Let this process connect anywhere again: for tests."""
    _in_force.clear()


def is_allowed(host: str) -> bool:
    """Tell whether a host, or an address that one was resolved to, may be connected to."""
    return not _in_force or _in_force[0].has(host)


def check(host: str) -> None:
    """See to it that a host may be connected to.

    Raises:
        HostRefused: it may not.
    """
    if not is_allowed(host):
        log.error("The gateway refused to connect to a host that its settings do not name.")
        raise HostRefused


def learn(address: str) -> None:
    """Remember an address that an allowed host was resolved to."""
    if _in_force:
        _in_force[0].learn(address)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not _in_force:
        return
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        target = arguments[0]
    else:
        target = (
            arguments[1][0] if isinstance(arguments[1], tuple) else None
        )  # a path: a socket of this machine
    if target is not None and target != "":
        check(target.decode("ascii", "replace") if isinstance(target, bytes) else str(target))


def _learn_what_is_resolved() -> None:
    resolve = socket.getaddrinfo

    def resolve_and_learn(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 — as the standard library's
        found = resolve(*arguments, **named)  # the audit hook has refused what may not be resolved
        for entry in found:
            learn(str(entry[4][0]))
        return found

    socket.getaddrinfo = resolve_and_learn
