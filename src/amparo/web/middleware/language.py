"""Choose the language of the interface: the address, then the cookie, then the browser, then the network."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real

from amparo.network import api as network

Next = Callable[[HttpRequest], HttpResponseBase]

# RFC 9110 sets no limit; nobody reads thirty languages, and a long header is only work.
_MOST_WISHES = 30

# Feeds name their language in their address. A cache must not keep one copy for each visitor's browser and cookie.
READY_MADE = "/feeds/"


def choose_the_language(get_response: Next) -> Next:
    """Activate one of the languages in which the interface is complete."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(READY_MADE):
            return get_response(request)
        chosen = _first_supported(request)
        translation.activate(chosen)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def supported(tag: str) -> str | None:
    """Return the interface language that serves a BCP-47 tag, or None."""
    try:
        return trans_real.get_supported_language_variant(tag)
    except LookupError:
        return None


def _first_supported(request: HttpRequest) -> str:
    for tag in (request.GET.get("lang", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        found = supported(tag) if tag else None
        if found:
            return found
    return (
        _accepted(request.META.get("HTTP_ACCEPT_LANGUAGE", "")) or _the_networks() or settings.LANGUAGE_CODE
    )


@lru_cache(maxsize=256)
def _accepted(header: str) -> str | None:
    """Return the first language of a browser's list that we have."""
    for tag, _quality in trans_real.parse_accept_lang_header(header)[:_MOST_WISHES]:
        found = supported(tag) if tag != "*" else None
        if found:
            return found
    return None


def _the_networks() -> str | None:
    try:
        return supported(network.current_network().default_language)
    except network.NetworkNotSetUp:
        return None
