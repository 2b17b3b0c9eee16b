"""Pages that belong to the house itself: how we protect, the source, the language, the sign of life."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from amparo.network.api import public
from amparo.web import running
from amparo.web.middleware.language import supported


@public
@require_safe
def protect(request: HttpRequest) -> HttpResponse:
    """Say in plain words what is stored, how precisely, and who can see it."""
    return render(request, "web/protect.html")


@public
@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """Offer the running source (AGPL-3.0, section 13)."""
    return render(request, "web/source.html", {"running": running.version()})


# A stranger's form could at most change the language of a visitor's screen; a token here would put
# a cookie on every public page.
@public
@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language until the browser closes, and go back to where the person was."""
    response = HttpResponseRedirect(_safe_return(request))
    response.status_code = 303
    chosen = supported(request.POST.get("language", ""))
    if chosen:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@public
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _safe_return(request: HttpRequest) -> str:
    """Return the page to go back to: on this host, without the `lang` that would undo the choice."""
    wanted = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) or not wanted.startswith("/"):
        return "/"
    parts = urlsplit(wanted)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    return parts._replace(query=urlencode(kept)).geturl()
