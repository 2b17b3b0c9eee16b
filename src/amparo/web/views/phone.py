"""What of ours lies on this phone, and how it goes."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from amparo.network.api import public


@public
@require_safe
def this_phone(request: HttpRequest) -> HttpResponse:
    """Say what is kept on this phone, what is lost when it goes, and offer to clear it."""
    return render(request, "web/this_phone.html")


@public
@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """End the visit here, and tell the browser to forget everything of ours."""
    if request.user.is_authenticated:
        logout(request)
    response = render(request, "web/this_phone_cleared.html")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    # A browser that does not know the header still loses the cookies.
    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        settings.REPORT_COOKIE_NAME,
    ):
        response.delete_cookie(name)
    return response
