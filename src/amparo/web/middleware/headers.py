"""Headers that protect whoever visits, on every answer: pages, errors, the API and static files alike."""

from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from amparo.web.middleware import bodies

Next = Callable[[HttpRequest], HttpResponseBase]

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
    """Refuse oversize bodies and set the fixed headers; a view's own choice of a header stands.

    The content security policy is the same for every answer, so it is put together once.
    """
    fixed = _FIXED | {"Content-Security-Policy": build_policy()}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = bodies.bounded(request, get_response)
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        if response.headers["Content-Security-Policy"].endswith("frame-ancestors *"):
            del response.headers["X-Frame-Options"]  # the older word for the same, which would contradict
        if settings.IS_DEMO:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware
