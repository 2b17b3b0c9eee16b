"""Headers that protect whoever visits, on every answer: pages, errors, the API and static files alike."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from amparo.web.views import errors

Next = Callable[[HttpRequest], HttpResponseBase]

# A body above this is refused unread. Forms have their own, smaller limit (DATA_UPLOAD_MAX_MEMORY_SIZE);
# this one also bounds what an upload could make the process hold in memory.
LARGEST_BODY_BYTES = 4 * 1024 * 1024

_FIXED = {
    "Permissions-Policy": (
        "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), serial=(), midi=(), "
        "accelerometer=(), gyroscope=(), magnetometer=(), display-capture=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not "no-referrer": browsers would then send forms with "Origin: null", which the check against forgeries refuses.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nothing is kept by a browser or a proxy unless its view said that it may: a shared phone is the common case.
    "Cache-Control": "no-store",
}


def protect_the_visitor(get_response: Next) -> Next:
    """Refuse oversize bodies and set the fixed headers; a view's own choice of a header stands."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = errors.too_large(request) if _is_oversize(request) else get_response(request)
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        if settings.IS_DEMO:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def _is_oversize(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > LARGEST_BODY_BYTES
