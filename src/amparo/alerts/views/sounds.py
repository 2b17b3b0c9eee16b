"""Answer with a sound: whole, in a part (telephones ask for parts), or not at all where the asker has it."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from amparo.alerts.queries.recordings import Sound

_TYPES = {"ogg": "audio/ogg", "m4a": "audio/mp4"}
_RANGE = re.compile(r"bytes=(\d{0,9})-(\d{0,9})")
PARTIAL = 206
NOT_SATISFIABLE = 416


def answer(request: HttpRequest, sound: Sound, ending: str, cache_control: str) -> HttpResponse:
    """Return the answer to a request for one of a recording's two files."""
    etag = f'"{sound.sha256[:32]}-{ending}"'
    data = sound.opus if ending == "ogg" else sound.aac
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        is_current = request.headers.get("If-Range", etag) == etag
        response = _part(data, request.headers.get("Range", "") if is_current else "")
        response["Content-Type"] = _TYPES[ending]
        response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _part(data: bytes, wanted: str) -> HttpResponse:
    """Return the bytes of one range; all of them where none, several or a wrong one is asked for."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return HttpResponse(data)
    first, last = found.groups()
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if start > end:
        refused = HttpResponse(status=NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{len(data)}"
        return refused
    response = HttpResponse(data[start : end + 1], status=PARTIAL)
    response["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
    return response
