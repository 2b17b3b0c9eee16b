"""How large a body may be, and how many large ones are taken at once: decided before a byte of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from amparo.vault import api as vault
from amparo.web.views import errors

Next = Callable[[HttpRequest], HttpResponseBase]

# A body above this is refused unread. Forms have their own, smaller limit (DATA_UPLOAD_MAX_MEMORY_SIZE);
# only views that take photos and videos have a larger one.
LARGEST_BODY_BYTES = 4 * 1024 * 1024
# Above this a body occupies a thread for a while on a thin line, and needs one of the few places for that.
_LARGE_BODY_BYTES = 512 * 1024


def bounded(request: HttpRequest, get_response: Next) -> HttpResponseBase:
    """Answer a request whose body is small enough; refuse another, or ask it to come back."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isdecimal() else 0
    if size <= _LARGE_BODY_BYTES:
        return get_response(request)
    if not _takes_files(request):
        return errors.too_large(request) if size > LARGEST_BODY_BYTES else get_response(request)
    if size > vault.largest_form_bytes():
        return errors.too_large(request)
    with vault.upload() as has_place:
        return get_response(request) if has_place else errors.busy(request)


def _takes_files(request: HttpRequest) -> bool:
    try:
        return vault.is_taking_files(resolve(request.path_info).func)
    except Resolver404:
        return False
