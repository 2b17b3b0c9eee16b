"""Serve the ready-made files of the feeds: no cookie, no session, an ETag, and gzip where the client takes it."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from amparo.alerts.domain import cap
from amparo.alerts.services import publishing
from amparo.core import clock, languages
from amparo.network.api import public

CACHING = "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"


@public
@require_safe
def cap_message(request: HttpRequest, name: str) -> HttpResponse:
    """Serve one alert's CAP message."""
    return _serve(request, f"cap/{name}.xml", cap.MEDIA_TYPE)


@public
@require_safe
def atom(request: HttpRequest, language: str) -> HttpResponse:
    """Serve the Atom feed of one language."""
    if not languages.is_known(language):
        return _missing()
    return _serve(request, f"atom/{languages.get(language).tag}.xml", "application/atom+xml; charset=utf-8")


@public
@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """Serve everything that stands, in all languages, as GeoJSON."""
    return _serve(request, "alerts.json", "application/geo+json; charset=utf-8")


def _serve(request: HttpRequest, name: str, media_type: str) -> HttpResponse:
    now = clock.now()
    if publishing.is_stale(now):
        publishing.publish(now)
    path = publishing.folder() / name
    try:
        known = path.stat()
        body, compressed, digest = _read(path, known.st_mtime_ns, known.st_ino)
    except FileNotFoundError:
        return _missing()
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{digest}-gz"' if takes_gzip else f'"{digest}"'
    if _is_known(request, etag):
        return _dress(HttpResponse(status=304), etag)
    response = HttpResponse(compressed if takes_gzip else body, content_type=media_type)
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    return _dress(response, etag)


@lru_cache(maxsize=512)
def _read(path: Path, _changed_ns: int, _inode: int) -> tuple[bytes, bytes, str]:
    body = path.read_bytes()
    return body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:32]


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag in {each.removeprefix("W/") for each in known}


def _missing() -> HttpResponse:
    return _dress(HttpResponse("Not found, or no longer valid.\n", status=404, content_type="text/plain"), "")


def _dress(response: HttpResponse, etag: str) -> HttpResponse:
    if etag:
        response["ETag"] = etag
    response["Cache-Control"] = CACHING if response.status_code != 404 else "public, max-age=15"
    response["Vary"] = "Accept-Encoding"
    response["Content-Length"] = str(len(response.content))
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
