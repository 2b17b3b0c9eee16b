"""What makes the public pages an app that opens without a line: its name, its worker, and what the worker keeps."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amparo.core import languages
from amparo.network.api import public
from amparo.web.context import network_name
from amparo.web.middleware.language import supported

# The browser asks at each visit whether the worker has changed; what it keeps does not change every second.
_LOOK_AGAIN_S = 60
_SCRIPT = "built/service-worker.js"
_STATIC = ("built/main.css", "web/icons.svg", "web/mark.svg", "reports/activities.svg")
# Scripts name each other by their plain file names; only the first is named by the page.
_FIRST_SCRIPT = "main.js"
_COLOUR = "#0d4045"
_ICONS = (("web/mark-192.png", "192x192"), ("web/mark-512.png", "512x512"))


@public
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Serve the worker for the whole site, with the list of what it keeps before it."""
    body = cache.get_or_set("web.worker", _worker, _LOOK_AGAIN_S)
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say under which name and sign the pages install."""
    tag = supported(request.GET.get("lang", "")) or translation.get_language() or settings.LANGUAGE_CODE
    name = settings.APP_NAME or network_name()
    icons = [
        {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": "any maskable"}
        for path, sizes in _ICONS
    ]
    icons.append({"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
    told = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= 12 else name.split()[0][:12],
        "description": _("Report what you see, and get alerts."),
        "lang": tag,
        "dir": languages.get(tag).direction,
        "start_url": f"/?lang={tag}",
        "scope": "/",
        "display": "standalone",
        "background_color": _COLOUR,
        "theme_color": _COLOUR,
        "icons": icons,
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _worker() -> str:
    script = _found(_SCRIPT)
    tags = [tag for tag, _name in settings.LANGUAGES]
    kept = [_kept(static(path), _found(path)) for path in _STATIC]
    kept += [_kept(_address(name), _found(f"built/{name}")) for name in json.loads(_found("built/kept.json"))]
    kept += [_kept(f"{reverse('reports:report_offline')}?lang={tag}", _offline_page(tag)) for tag in tags]
    told = {"KEPT": kept, "LANGUAGES": tags, "ICON": static(_ICONS[0][0])}
    return (
        "".join(f"self.{name}={json.dumps(value)};" for name, value in told.items()) + f"\n{script.decode()}"
    )


def _kept(address: str, content: bytes) -> dict[str, str]:
    return {"url": address, "revision": hashlib.sha256(content).hexdigest()[:20]}


def _address(name: str) -> str:
    return static(f"built/{name}") if name == _FIRST_SCRIPT else f"{settings.STATIC_URL}built/{name}"


def _found(path: str) -> bytes:
    """Return a file of ours.

    Raises:
        FileNotFoundError: the front end was not built.
    """
    # What was collected is what is served; where nothing was, the apps' own folders are.
    if staticfiles_storage.exists(path):
        with staticfiles_storage.open(path) as file:
            return bytes(file.read())
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return Path(found).read_bytes()


def _offline_page(tag: str) -> bytes:
    """Return the page as browsers will keep it, to see whether it has changed."""
    address = reverse("reports:report_offline")
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.user = AnonymousUser()
    with translation.override(tag):
        response: HttpResponse = resolve(address).func(request)
    return response.content
