"""What a person reads when something is refused or breaks: calm, in every interface language, nothing of the request.

These pages touch no database, session or context processor, so that they also appear when those are what broke.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.network.api import public

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class _Wording(NamedTuple):
    """Lazy texts, evaluated once per language."""

    code: str
    title: "StrOrPromise"
    text: "StrOrPromise"


_WORDINGS = {
    400: _Wording(
        "BAD_REQUEST",
        gettext_lazy("We could not read that"),
        gettext_lazy("Something in what was sent is not in a form we understand. Go back and try again."),
    ),
    403: _Wording(
        "FORBIDDEN",
        gettext_lazy("This page is not open to you"),
        gettext_lazy(
            "Your account does not have this task. A coordinator of the network can give it to you."
        ),
    ),
    404: _Wording(
        "NOT_FOUND",
        gettext_lazy("There is nothing here"),
        gettext_lazy("The address may be mistyped, or what was here has been removed."),
    ),
    405: _Wording(
        "METHOD_NOT_ALLOWED",
        gettext_lazy("This does not work like that"),
        gettext_lazy("This address takes only what a form of ours sends. Go back, and use the page itself."),
    ),
    413: _Wording(
        "TOO_LARGE",
        gettext_lazy("That is too much at once"),
        gettext_lazy("What was sent is larger than we can take. Send less text, and try again."),
    ),
    429: _Wording(
        "TOO_MANY_REQUESTS",
        gettext_lazy("Please wait a moment"),
        gettext_lazy("There were many tries in a short time. Wait a few minutes, and try again."),
    ),
    503: _Wording(
        "BUSY",
        gettext_lazy("Please try again in a moment"),
        gettext_lazy(
            "Many people are sending photos right now. Go back and send yours once more in a minute."
        ),
    ),
    500: _Wording(
        "SERVER_ERROR",
        gettext_lazy("Something broke on our side"),
        gettext_lazy("It is not your fault. Please try again in a minute."),
    ),
}
_FORM_IS_OLD = _Wording(
    "FORM_IS_OLD",
    gettext_lazy("This page was open for too long"),
    gettext_lazy(
        "For your safety we did not take what was sent. Go back, load the page again, and send it once more."
    ),
)


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where the body was the trouble."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return _answer(request, 400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 — Django passes it by name
    """Answer 403."""
    return _answer(request, 403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 — Django passes it by name
    """Answer 404."""
    return _answer(request, 404)


@public
def not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer 405."""
    return _answer(request, 405)


@public
def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413."""
    return _answer(request, 413)


@public
def busy(request: HttpRequest) -> HttpResponse:
    """Answer 503 to a large upload while others are being taken."""
    response = _answer(request, 503)
    response.headers["Retry-After"] = "20"
    return response


@public
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 — Django passes it by name
    """Answer 429."""
    return _answer(request, 429)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _answer(request, 500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 — Django passes it by name
    """Answer 403 to a form without its token: mostly an old page, or cookies that are off."""
    return _answer(request, 403, _FORM_IS_OLD)


def as_json(status: int, wording: _Wording | None = None) -> JsonResponse:
    """Return an error of the API in the language that is active."""
    chosen = wording or _WORDINGS[status]
    return JsonResponse({"code": chosen.code, "message": str(chosen.text)}, status=status)


def _answer(request: HttpRequest, status: int, wording: _Wording | None = None) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return as_json(status, wording)
    chosen = wording or _WORDINGS[status]
    page = loader.get_template("errors/error.html").render({"sections": _in_each_language(chosen)})
    return HttpResponse(page, status=status)


def _in_each_language(wording: _Wording) -> list[dict[str, str]]:
    """Return the sentences in every interface language, the visitor's first."""
    active = translation.get_language() or settings.LANGUAGE_CODE
    tags = sorted((tag for tag, _name in settings.LANGUAGES), key=lambda tag: tag != active)
    sections = []
    for tag in tags:
        with translation.override(tag):
            sections.append(
                {
                    "language": tag,
                    "direction": "rtl" if translation.get_language_bidi() else "ltr",
                    "title": str(wording.title),
                    "text": str(wording.text),
                    "back": _("Go to the first page"),
                }
            )
    return sections
