"""Answer programs before the middleware that only pages need: feeds and the API are asked a thousand times a second."""

from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from amparo.web.middleware.language import READY_MADE

Next = Callable[[HttpRequest], HttpResponseBase]

API = "/api/"


def answer_programs(get_response: Next) -> Next:
    """Call the view of an address below `/feeds/` or `/api/` at once: no session and no sign-in is of use to it.

    What names the client was taken off before, and the protecting headers come after, as for every answer. Every
    operation of the API is open to anybody (a test walks through them), so nothing here needs to know who asks.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith((READY_MADE, API)):
            return get_response(request)
        request.get_host()  # refuses a foreign host, as pages do
        try:
            found = _found(request.path_info)
        except Resolver404:
            return get_response(request)
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        has_body = answer.status_code != HTTPStatus.NOT_MODIFIED  # a length there would be that of the whole
        if isinstance(answer, HttpResponse) and has_body and not answer.has_header("Content-Length"):
            answer.headers["Content-Length"] = str(len(answer.content))
        return answer

    return middleware


@lru_cache(maxsize=512)
def _found(path: str) -> ResolverMatch:
    return resolve(path)
