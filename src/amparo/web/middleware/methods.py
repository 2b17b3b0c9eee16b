"""Give a page to who opens an address that takes only forms: Django answers such a visit with nothing at all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

from amparo.web.views import errors

Next = Callable[[HttpRequest], HttpResponseBase]


def explain_a_wrong_method(get_response: Next) -> Next:
    """Put the calm page in place of an empty 405, keeping the header that says what is allowed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        explained = errors.not_allowed(request)
        explained.headers["Allow"] = response.headers["Allow"]
        return explained

    return middleware
