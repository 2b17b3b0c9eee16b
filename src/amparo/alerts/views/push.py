"""Alerts on the screen of a browser: what the page's script and the service worker ask. No cookie is read or set."""

from base64 import urlsafe_b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from amparo.alerts.domain import tokens
from amparo.alerts.forms import words
from amparo.alerts.forms.subscribe import WishesForm
from amparo.alerts.services import pace, push_joining
from amparo.channels import api as channels
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.network.api import public


def application_key() -> str:
    """Return the key that a browser subscribes with, as it takes it; empty where nothing can be offered."""
    key = channels.push_public_key()
    return urlsafe_b64encode(key).decode("ascii").rstrip("=") if key else ""


# A stranger's page could subscribe nothing but a browser whose keys it knows: its own.
@public
@csrf_exempt
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Take a browser's subscription with its wishes; answer with the path that ends it."""
    form = WishesForm(request.POST)
    if not form.is_valid() or request.POST.get("website"):
        return _refused([str(error) for errors in form.errors.values() for error in errors])
    now = clock.now()
    try:
        pace.count("subscribe", request.META["REMOTE_ADDR"], pace.SUBSCRIBE_BY_CLIENT, now)
        path = push_joining.begin(address=request.POST.get("subscription", ""), wishes=form.wishes(), now=now)
    except channels.AddressRefused:
        return _refused([_unknown_service()])
    except AmparoError as error:
        status = 429 if isinstance(error, pace.TooOften) else 422
        return _refused([words.refusal(error)], status=status)
    return _told({"path": path}, 201)


@public
@csrf_exempt
@require_POST
def readdress(request: HttpRequest, token: str) -> HttpResponse:
    """Take the new address of a browser that is subscribed; whoever has its token asks."""
    now = clock.now()
    try:
        pace.count("subscribe", request.META["REMOTE_ADDR"], pace.SUBSCRIBE_BY_CLIENT, now)
        push_joining.readdress(token=token, address=request.POST.get("subscription", ""), now=now)
    except tokens.LinkNotValid as error:
        return _refused([words.refusal(error)], status=404)
    except channels.AddressRefused:
        return _refused([_unknown_service()])
    except AmparoError as error:
        status = 429 if isinstance(error, pace.TooOften) else 422
        return _refused([words.refusal(error)], status=status)
    return _told({}, 200)


def _unknown_service() -> str:
    return _("We can't reach this browser: its maker's service is not one that we know. Please use e-mail.")


def _refused(errors: list[str], *, status: int = 422) -> JsonResponse:
    return _told({"errors": errors or [words.refusal_of("")]}, status)


def _told(content: dict[str, object], status: int) -> JsonResponse:
    response = JsonResponse(content, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
