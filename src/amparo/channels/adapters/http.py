"""HTTP to a provider over connections that are kept open for a batch. No redirects, no cookies, no proxies, no log."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override
from yarl import URL

from amparo.channels.adapters import egress
from amparo.core import clock
from amparo.core.errors import AmparoError

MOST_BYTES_READ = 64 * 1024
LONGEST_WAIT = timedelta(hours=1)
# Whatever was not asked for would name our program to the provider, or let a small answer grow when it is unpacked.
_NOT_SENT = ("User-Agent",)
_SENT = {"Accept-Encoding": "identity"}


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
    body: bytes = field(repr=False)
    retry_after: timedelta | None


def is_safe(url: str) -> bool:
    """Tell whether what goes to the address can't be read on the way: it is HTTPS, or does not leave this machine."""
    parts = urlsplit(url)
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and egress.is_loopback(parts.hostname))


class Line:
    """Open connections to one host; as many as there are messages on their way at once."""

    def __init__(self, session: aiohttp.ClientSession, origin: str) -> None:
        self._session = session
        self._origin = origin
        self._last = ("", URL())

    async def post(self, target: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post once and wait for the answer.

        Raises:
            NotReached: no connection can be opened.
            LineLost: it ended before the answer.
        """
        return await self.request("POST", target, body, headers)

    async def request(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Ask once, by any method, and wait for the answer.

        Raises:
            NotReached: no connection can be opened.
            LineLost: it ended before the answer.
        """
        try:
            async with self._session.request(
                method, self._url(target), data=body, headers=headers, allow_redirects=False
            ) as response:
                content = await _content(response)
                wait = response.headers.get("Retry-After")
                return Reply(response.status, content, None if wait is None else _retry_after(wait))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise _not_reached(error) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise LineLost from error

    def _url(self, target: str) -> URL:
        """Return the whole address; most adapters post to one target again and again."""
        if self._last[0] != target:
            self._last = (target, URL(self._origin + target, encoded=True))
        return self._last[1]


@asynccontextmanager
async def line_to(url: str, *, timeout: timedelta) -> AsyncIterator[Line]:  # noqa: ASYNC109 — for each request
    """Open a connection to the host of an address; more are opened as messages are sent at once.

    Raises:
        NotReached: the address is not safe, the settings do not name its host, it does not answer, or its
            certificate is not believed.
    """
    if not is_safe(url):
        raise NotReached("not_https")
    try:
        egress.check(egress.host_of(url))
    except egress.HostRefused as error:
        raise NotReached("host_refused") from error
    seconds = timeout.total_seconds()
    limits = aiohttp.ClientTimeout(total=seconds, sock_connect=seconds)
    connector = aiohttp.TCPConnector(
        limit=0, ssl=_trust(), resolver=_Resolver(), socket_factory=_socket_to_an_allowed_host
    )
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=limits,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=_NOT_SENT,
        headers=_SENT,
        auto_decompress=False,
        trust_env=False,
    ) as session:
        await _open_one(session, connector, url, limits)
        yield Line(session, _origin_of(url))


def target_of(url: str) -> str:
    """Return the path and query of an address, as a request line has it."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


async def _open_one(
    session: aiohttp.ClientSession,
    connector: aiohttp.TCPConnector,
    url: str,
    limits: aiohttp.ClientTimeout,
) -> None:
    """Open the first connection at once, so that a provider who is down costs no message a try."""
    try:
        loop = asyncio.get_running_loop()
        request = aiohttp.ClientRequest("POST", URL(_origin_of(url)), loop=loop, session=session)
        (await connector.connect(request, [], limits)).release()
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise _not_reached(error) from error


class _Resolver(AbstractResolver):
    """Resolves the hosts that the gateway's settings name, and no others."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        egress.check(host)
        found = await self._resolver.resolve(host, port, family)
        for each in found:
            egress.learn(each["host"])
        return found

    @override
    async def close(self) -> None:
        await self._resolver.close()


def _socket_to_an_allowed_host(found: tuple[Any, ...]) -> socket.socket:
    family, kind, protocol, _, address = found
    egress.check(str(address[0]))
    made = socket.socket(family, kind, protocol)
    made.setblocking(False)  # noqa: FBT003 — as the standard library calls it
    return made


async def _content(response: aiohttp.ClientResponse) -> bytes:
    """Read at most 64 kB; whoever sends more loses the connection."""
    content = await response.content.read(MOST_BYTES_READ)
    while content and not response.content.at_eof():
        more = await response.content.read(MOST_BYTES_READ - len(content))
        if not more:
            break
        content += more
    if not response.content.at_eof():
        response.close()
    return content


def _not_reached(error: Exception) -> NotReached:
    is_refused = isinstance(error, aiohttp.ClientSSLError | ssl.SSLError)
    return NotReached("certificate_refused" if is_refused else "unreachable")


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Return whose certificates are believed; reading them from the system takes 30 ms."""
    return ssl.create_default_context()


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
