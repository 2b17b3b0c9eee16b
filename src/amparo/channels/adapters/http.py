"""One HTTP/1.1 connection to a provider, kept open for a batch. No redirects, no cookies, no proxies, no log."""

import http.client
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from amparo.core import clock
from amparo.core.errors import AmparoError

MOST_BYTES_READ = 64 * 1024
LONGEST_WAIT = timedelta(hours=1)


class NotReached(AmparoError):
    """There is no connection, so nothing was handed over. `reason` is a short code."""

    code = "HTTP_NOT_REACHED"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class LineLost(AmparoError):
    """The connection ended, or stayed silent, after a request was begun: whether it arrived is not known."""

    code = "HTTP_LINE_LOST"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider answered.

    Attributes:
        status: the HTTP status.
        body: at most 64 kB of it. It may quote a number or a text: never print it.
        retry_after: how long we are asked to wait, at most an hour.
    """

    status: int
    body: bytes
    retry_after: timedelta | None


def is_safe(url: str) -> bool:
    """Tell whether what goes to the address can't be read on the way: it is HTTPS, or does not leave this machine."""
    parts = urlsplit(url)
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


class Line:
    """An open connection."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection

    def post(self, target: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post once and wait for the answer. A connection that the provider closed in between is opened anew.

        Raises:
            NotReached: it can't be opened again.
            LineLost: it ended before the answer.
        """
        if self._connection.sock is None:
            _open(self._connection)
        try:
            self._connection.request("POST", target, body, dict(headers))
            response = self._connection.getresponse()
            content = response.read(MOST_BYTES_READ)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise LineLost from error
        if not response.isclosed():
            self._connection.close()  # more than we want to read
        return Reply(response.status, content, _retry_after(response.getheader("Retry-After", "")))


@contextmanager
def line_to(url: str, *, timeout: timedelta) -> Iterator[Line]:
    """Open a connection to the host of an address.

    Raises:
        NotReached: the address is not safe, the host does not answer, or its certificate is not believed.
    """
    if not is_safe(url):
        raise NotReached("not_https")
    connection = _connection(urlsplit(url), timeout.total_seconds())
    try:
        _open(connection)
        yield Line(connection)
    finally:
        connection.close()


def target_of(url: str) -> str:
    """Return the path and query of an address, as a request line has it."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connection(parts: SplitResult, timeout_s: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout_s, context=_trust())
    return http.client.HTTPConnection(host, parts.port, timeout=timeout_s)


def _open(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NotReached("certificate_refused") from error
    except OSError as error:
        raise NotReached("unreachable") from error


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Return whose certificates are believed; reading them from the system takes 30 ms."""
    return ssl.create_default_context()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _retry_after(text: str) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3): seconds or a date; anything else counts as none."""
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(text)
    except ValueError:
        return None
    if wait.tzinfo is None:
        return None
    return min(max(wait - clock.now(), timedelta(0)), LONGEST_WAIT)
