"""Fetch one small document from a host that somebody vouched for. No redirects, cookies, proxies or unpacking.

The address may have been chosen by somebody hostile, so the name is looked up here, once, and the connection goes to
what was looked up: never to this machine or a private network, whatever the name says the next moment (SSRF).
"""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override
from yarl import URL

from amparo.core.errors import AmparoError

LONGEST_WAIT = timedelta(hours=1)
_CHUNK = 64 * 1024
_OK, _NOT_MODIFIED = 200, 304
_TOO_MANY, _UNAVAILABLE = 429, 503
_REDIRECTS = range(300, 400)


class NotFetched(AmparoError):
    """There is no document; `reason` is a short code, `retry_after` how long we are asked to wait."""

    code = "NOT_FETCHED"

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason=reason)
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Known:
    """What was said with the copy that we hold."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; `body` is None where our copy is still right."""

    body: bytes | None
    known: Known


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a host is trusted.

    Attributes:
        most_bytes: of the body.
        timeout: from the look-up to the last byte.
        may_be_here: whether loopback is allowed, and plain HTTP on it: tests and demonstrations only.
    """

    most_bytes: int
    timeout: timedelta
    may_be_here: bool = False


def fetch(url: str, *, known: Known, limits: Limits) -> Fetched:
    """Fetch a document.

    Raises:
        NotFetched: the address is not allowed, nothing came in time, it is too large, or the answer is no document.
    """
    check_address(url, may_be_here=limits.may_be_here)
    try:
        return asyncio.run(asyncio.wait_for(_fetch(url, known, limits), limits.timeout.total_seconds()))
    except TimeoutError as error:
        raise NotFetched("too_slow") from error
    except (aiohttp.ClientSSLError, ssl.SSLError) as error:
        raise NotFetched("certificate_refused") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise NotFetched("unreachable") from error


def check_address(url: str, *, may_be_here: bool) -> None:
    """Go on only with an address of the web that we would go to.

    Raises:
        NotFetched: it is not HTTPS, names no host, names a user, or an address that is not public.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise NotFetched("not_an_address") from error
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.fragment or not url.isascii():
        raise NotFetched("not_an_address")
    is_here = may_be_here and _is_loopback(host)
    if parts.scheme != "https" and not (is_here and parts.scheme == "http"):
        raise NotFetched("not_https")
    if _is_number(host) and not is_here and not _is_public(host):
        raise NotFetched("not_a_public_address")


class _PublicOnly(AbstractResolver):
    """Looks names up, and knows only those that are entirely in public networks."""

    def __init__(self, *, may_be_here: bool) -> None:
        self._may_be_here = may_be_here

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=socket.AF_UNSPEC)
        addresses = list(dict.fromkeys((str(entry[4][0]), entry[0]) for entry in found))
        for address, _ in addresses:
            if not _is_public(address) and not (self._may_be_here and _is_loopback(address)):
                raise NotFetched("not_a_public_address")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
            )
            for address, kind in addresses
        ]

    @override
    async def close(self) -> None:
        """Hold nothing."""


async def _fetch(url: str, known: Known, limits: Limits) -> Fetched:
    headers = {
        "Accept-Encoding": "identity",
        "Accept": "application/cap+xml, application/atom+xml, application/xml",
    }
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    connector = aiohttp.TCPConnector(
        resolver=_PublicOnly(may_be_here=limits.may_be_here), ssl=_trust(), use_dns_cache=False, limit=1
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("User-Agent",),
        auto_decompress=False,
        trust_env=False,
    ) as session:
        request = session.get(URL(url, encoded=True), headers=headers, allow_redirects=False)
        async with request as response:
            return await _answer(response, known, limits)


async def _answer(response: aiohttp.ClientResponse, known: Known, limits: Limits) -> Fetched:
    if response.status == _NOT_MODIFIED and (known.etag or known.last_modified):
        return Fetched(None, known)
    _check_is_a_document(response)
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > limits.most_bytes:
            raise NotFetched("too_large")
    headers = response.headers
    return Fetched(bytes(body), Known(headers.get("ETag", "")[:200], headers.get("Last-Modified", "")[:60]))


def _check_is_a_document(response: aiohttp.ClientResponse) -> None:
    if response.status in _REDIRECTS:
        raise NotFetched("redirects")
    if response.status in (_TOO_MANY, _UNAVAILABLE):
        raise NotFetched("busy", _wait(response.headers.get("Retry-After", "")))
    if response.status != _OK:
        raise NotFetched("refused")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotFetched("packed")
    if "html" in response.headers.get("Content-Type", "").lower():
        raise NotFetched("a_page")


def _wait(text: str) -> timedelta | None:
    return min(timedelta(seconds=int(text[:6])), LONGEST_WAIT) if text.isascii() and text.isdigit() else None


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ip_address(host).is_loopback)
