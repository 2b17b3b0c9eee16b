"""Whom a library may call that brings 179 services and follows redirects: the hosts that the settings name, no other.

An address says where it leads only to the service that reads it, so the list is held where the machine ends: Python
tells an audit hook (PEP 578) of every look-up of a name, every connection and every program that is started. Within
`only_to` what is not on the list fails there; other threads are not looked at.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import ip_address

_LOOK_UPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_CONNECTIONS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_PROGRAMS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
)
# A thread that is begun inside would be outside of what is looked at.
_OUTSIDE = _PROGRAMS | {"_thread.start_new_thread", "ctypes.dlopen"}
_WATCHED = _LOOK_UPS | _CONNECTIONS | _OUTSIDE


class EgressRefused(OSError):
    """Somewhere that the settings do not name was to be called. Libraries of HTTP take it for a failed connection."""


class _Within(threading.local):
    hosts: Sequence[str] | None = None
    has_looked_up: bool = False
    was_refused: bool = False


_within = _Within()


@contextmanager
def only_to(hosts: Sequence[str]) -> Iterator["_Within"]:
    """Let this thread reach these hosts alone; `was_refused` tells afterwards whether it tried another."""
    _hook()
    _within.hosts, _within.has_looked_up, _within.was_refused = tuple(hosts), False, False
    try:
        yield _within
    finally:
        _within.hosts = None


def is_allowed(host: str, hosts: Sequence[str]) -> bool:
    """Tell whether a host is on the list; `*.example.org` stands for all names below it."""
    name = host.rstrip(".").lower()
    return any(name == entry or (entry.startswith("*.") and name.endswith(entry[1:])) for entry in hosts)


@lru_cache(maxsize=1)
def _hook() -> None:
    """Begin to look; an audit hook stays until the process ends, and is only there where apprise is used."""
    sys.addaudithook(_look)
    if sys.version_info < (3, 12):
        _look_at_threads()


def _look_at_threads() -> None:
    """Have Python 3.11 say that a thread begins, as later ones do."""
    begin = threading.Thread.start

    def start(self: threading.Thread) -> None:
        sys.audit("_thread.start_new_thread")
        begin(self)

    threading.Thread.start = start  # type: ignore[method-assign] # there is no other way to hear of it


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _WATCHED or _within.hosts is None:
        return
    if event in _LOOK_UPS and _names_an_allowed_host(arguments[0], _within.hosts):
        _within.has_looked_up = True
        return
    if event in _CONNECTIONS and _leads_where_was_looked_up(arguments[1], _within.hosts):
        return
    _within.was_refused = True
    raise EgressRefused


def _names_an_allowed_host(host: object, hosts: Sequence[str]) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return isinstance(host, str) and is_allowed(host, hosts)


def _leads_where_was_looked_up(address: object, hosts: Sequence[str]) -> bool:
    """Tell whether a connection goes to a number that an allowed name just led to, or to an allowed name itself."""
    if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
        return False  # a socket of this machine
    try:
        ip_address(address[0].partition("%")[0])
    except ValueError:
        return is_allowed(address[0], hosts)
    return _within.has_looked_up or is_allowed(address[0], hosts)
