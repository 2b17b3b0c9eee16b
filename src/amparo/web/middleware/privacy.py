"""Take the client's traces off a request before anything else can see them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from amparo.core import clock
from amparo.core.privacy import edge

Next = Callable[[HttpRequest], HttpResponseBase]


def strip_the_client(get_response: Next) -> Next:
    """Stand outermost: what is not in the request can't reach a log, a table or an error page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        edge.strip(request.META, clock.now(), settings.CLIENT_ADDRESS_HEADER)
        return get_response(request)

    return middleware
