"""Serve the feeds before the middleware that only pages need: they are read by programs, a thousand times a second."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from amparo.web.middleware.language import READY_MADE

Next = Callable[[HttpRequest], HttpResponseBase]


def serve_ready_made(get_response: Next) -> Next:
    """Call the view of an address below `/feeds/` at once: no session, no language, no sign-in is of use to it.

    What names the client was taken off before, and the protecting headers come after, as for every answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(READY_MADE):
            return get_response(request)
        try:
            found = _found(request.path_info)
        except Resolver404:
            return get_response(request)
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return answer

    return middleware


@lru_cache(maxsize=512)
def _found(path: str) -> ResolverMatch:
    return resolve(path)
