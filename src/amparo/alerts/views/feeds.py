"""Serve the ready-made files of the feeds: no cookie, no session, a strong ETag, brotli or gzip where it is taken."""

import gzip
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.views.decorators.http import require_safe

from amparo.alerts.domain import cap
from amparo.alerts.domain.feeds import as_json, atom, frame
from amparo.alerts.services import publishing
from amparo.core import clock, languages
from amparo.network.api import public

CACHING = "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
CACHING_OF_NOTHING = "public, max-age=15"
_IDENTITY, _GZIP, _BROTLI = "", "gzip", "br"


@dataclass(frozen=True, slots=True)
class _File:
    """One file in its three writings, all of the same bytes."""

    bodies: dict[str, bytes]
    digest: str
    changed: int
    last_modified: str


@public
@require_safe
def cap_message(request: HttpRequest, name: str) -> HttpResponse:
    """Serve one alert's CAP message."""
    return _serve(request, f"cap/{name}.xml", cap.MEDIA_TYPE)


@public
@require_safe
def cap_index(request: HttpRequest) -> HttpResponse:
    """Serve the index of CAP messages."""
    return _serve(request, atom.INDEX, f"{atom.MEDIA_TYPE}; charset=utf-8")


@public
@require_safe
def atom_feed(request: HttpRequest, language: str) -> HttpResponse:
    """Serve the Atom feed of one language."""
    if not languages.is_known(language):
        return _missing()
    return _serve(request, atom.name_of(languages.get(language).tag), f"{atom.MEDIA_TYPE}; charset=utf-8")


@public
@require_safe
def json_feed(request: HttpRequest, language: str, signature: str = "") -> HttpResponse:
    """Serve the JSON Feed of one language, or the signature of its bytes."""
    if not languages.is_known(language):
        return _missing()
    name = as_json.name_of(languages.get(language).tag)
    return _signed(request, name, signature, f"{as_json.MEDIA_TYPE}; charset=utf-8")


@public
@require_safe
def geojson(request: HttpRequest, ending: str, signature: str = "") -> HttpResponse:
    """Serve everything that stands, in all languages, as GeoJSON, or the signature of its bytes."""
    return _signed(request, f"alerts.{ending}", signature, f"{as_json.GEO_MEDIA_TYPE}; charset=utf-8")


@public
@require_safe
def public_keys(request: HttpRequest) -> HttpResponse:
    """Serve the public keys."""
    return _serve(request, publishing.KEYS, "application/json")


@public
@require_safe
def widget(request: HttpRequest) -> HttpResponse:
    """Serve the script that shows the alerts on another site."""
    return _serve(request, publishing.WIDGET, "text/javascript; charset=utf-8")


@public
@require_safe
def frame_page(request: HttpRequest, language: str) -> HttpResponse:
    """Serve the page for other sites' frames: the only one that they may show inside theirs."""
    if not languages.is_known(language):
        return _missing()
    tag = languages.get(language).tag
    answer = _serve(request, frame.name_of(tag), f"{frame.MEDIA_TYPE}; charset=utf-8")
    answer["Content-Security-Policy"] = f"{frame.POLICY}; frame-ancestors *"
    return answer


def _signed(request: HttpRequest, name: str, signature: str, media_type: str) -> HttpResponse:
    return _serve(request, name + signature, "text/plain; charset=utf-8" if signature else media_type)


def _serve(request: HttpRequest, name: str, media_type: str) -> HttpResponse:
    now = clock.now()
    if publishing.is_stale(now):
        publishing.publish(now)
    path = publishing.folder() / name
    try:
        known = path.stat()
        file = _read(path, known.st_mtime_ns, known.st_ino)
    except FileNotFoundError:
        return _missing()
    encoding = _best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    etag = f'"{file.digest}{encoding}"'
    headers = _dated(file, now) | {"ETag": etag, "Cache-Control": CACHING}
    if _is_known(request, etag, file, headers):
        return _dressed(HttpResponse(status=304), headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    body = file.bodies[encoding]
    headers["Content-Length"] = str(len(body))
    return _dressed(HttpResponse(body, content_type=media_type), headers)


@lru_cache(maxsize=512)
def _read(path: Path, changed_ns: int, _inode: int) -> _File:
    """Read a file once for each time it changes, with what stands beside it if that is of the same bytes."""
    body = path.read_bytes()
    bodies = {
        _IDENTITY: body,
        _GZIP: _beside(path, ".gz", gzip.decompress, body) or gzip.compress(body, mtime=0),
        _BROTLI: _beside(path, ".br", brotli.decompress, body) or brotli.compress(body, quality=5),
    }
    changed = changed_ns // 1_000_000_000
    return _File(bodies, hashlib.sha256(body).hexdigest()[:32], changed, http_date(changed))


def _beside(path: Path, suffix: str, unpack: Callable[[bytes], bytes], body: bytes) -> bytes | None:
    """Return what stands compressed beside a file; nothing if it is of another moment, or broken."""
    try:
        compressed = path.with_name(path.name + suffix).read_bytes()
        return compressed if unpack(compressed) == body else None
    except (OSError, EOFError, zlib.error, brotli.error):
        return None


@lru_cache(maxsize=256)
def _best_encoding(header: str) -> str:
    """Return the smallest writing that an Accept-Encoding (RFC 9110, section 12.5.3) takes."""
    taken = dict(_weighed(part) for part in header.lower().split(","))
    for encoding in (_BROTLI, _GZIP):
        if taken.get(encoding, taken.get("*", 0.0)) > 0:
            return encoding
    return _IDENTITY


def _weighed(part: str) -> tuple[str, float]:
    name, _, weight = part.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0


def _dated(file: _File, now: datetime) -> dict[str, str]:
    """Return Last-Modified, once the second is over in which the file could be written again (RFC 9110, 8.8.2.2)."""
    is_settled = file.changed + 1 < now.timestamp()
    return {"Last-Modified": file.last_modified} if is_settled else {}


def _is_known(request: HttpRequest, etag: str, file: _File, headers: dict[str, str]) -> bool:
    """Tell whether the client has it: by its ETag, and only if it sent none by its date (RFC 9110, section 13.2.2)."""
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        known = parse_etags(asked)
        return known == ["*"] or etag in {each.removeprefix("W/") for each in known}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return "Last-Modified" in headers and since is not None and file.changed <= since


def _missing() -> HttpResponse:
    answer = HttpResponse("Not found, or no longer valid.\n", status=404, content_type="text/plain")
    return _dressed(answer, {"Cache-Control": CACHING_OF_NOTHING, "Content-Length": str(len(answer.content))})


def _dressed(response: HttpResponse, headers: dict[str, str]) -> HttpResponse:
    for name, value in headers.items():
        response[name] = value
    response["Vary"] = "Accept-Encoding"
    response["Access-Control-Allow-Origin"] = "*"
    # So that a page elsewhere can say how old a copy is that it holds.
    response["Access-Control-Expose-Headers"] = "Date, ETag"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
