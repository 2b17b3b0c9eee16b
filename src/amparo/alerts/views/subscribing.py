"""Subscribe: the feed first, which needs no address; then e-mail, confirmed from the address itself.

The links in messages are the authority here, not a cookie: mail programs press the stop button without one.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.alerts.domain import tokens
from amparo.alerts.forms import words
from amparo.alerts.forms.subscribe import SubscribeForm, WishesForm
from amparo.alerts.queries import naming, signing, wording
from amparo.alerts.queries import wishes as wish_queries
from amparo.alerts.services import pace, subscribing
from amparo.alerts.views import managing, push
from amparo.core import clock, languages
from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer
from amparo.network.api import public

# Beside which question a refusal of the service stands.
_FIELDS = {"AREA_TOO_LARGE": "places", "OUTSIDE_REGION": "places", "TOO_MANY_AREAS": "places"}


# No cookie is read or set: a stranger's form could only ask for a mail, which any form can.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Offer the feeds; take a wish and an address."""
    form = SubscribeForm(request.POST) if request.method == "POST" else SubscribeForm(initial=_first_wishes())
    if not form.is_valid():
        return _ask(request, form, status=422 if form.is_bound else 200)
    if form.cleaned_data["website"]:
        return managing.see(reverse("alerts:asked"))
    now = clock.now()
    try:
        pace.count("subscribe", request.META["REMOTE_ADDR"], pace.SUBSCRIBE_BY_CLIENT, now)
        subscribing.subscribe(address=form.cleaned_data["address"], wishes=form.wishes(), now=now)
    except AmparoError as error:
        form.add_error(_FIELDS.get(error.code, "address"), words.refusal(error))
        return _ask(request, form, status=429 if isinstance(error, pace.TooOften) else 422)
    return managing.see(reverse("alerts:asked"))


@public
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next: the same for every address."""
    return render(request, "alerts/subscribe_asked.html")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a press of the button, as mail scanners open every link; then begin."""
    try:
        if request.method == "POST":
            subscription_id = subscribing.confirm(token=token, now=clock.now())
            return managing.see(f"{signing.path(subscription_id, tokens.UNSUBSCRIBE)}?begun=1")
        wishes, is_confirmed = wish_queries.wishes_of(token, tokens.CONFIRM)
    except tokens.LinkNotValid:
        return managing.dead(request)
    context = {"wishes": managing.shown(wishes), "is_confirmed": is_confirmed}
    return render(request, "alerts/subscribe_confirm.html", context)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a subscription watches; a POST, from here or from a mail program (RFC 8058), ends it."""
    try:
        if request.method == "POST":
            subscribing.unsubscribe(token=token, now=clock.now())
            return render(request, "alerts/subscribe_ended.html")
        return managing.manage(request, token)
    except tokens.LinkNotValid:
        return managing.dead(request)


@public
@csrf_exempt
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Change what a subscription watches."""
    try:
        held = wish_queries.held(token, tokens.UNSUBSCRIBE)
        form = WishesForm(request.POST, kept=held.wishes.drawn)
        if not form.is_valid():
            return managing.manage(request, token, form=form, status=422)
        try:
            subscribing.change(token=token, wishes=form.wishes())
        except tokens.LinkNotValid:
            raise
        except AmparoError as error:
            form.add_error("places", words.refusal(error))
            return managing.manage(request, token, form=form, status=422)
    except tokens.LinkNotValid:
        return managing.dead(request)
    return managing.see(f"{reverse('alerts:unsubscribe', args=[token])}?changed=1")


def _ask(request: HttpRequest, form: SubscribeForm, status: int) -> HttpResponse:
    offered = wording.offered_languages()
    active = languages.choose([translation.get_language() or "en"], offered)
    context = {
        "form": form,
        "feed_url": f"{settings.PUBLIC_ORIGIN}{reverse('alerts:atom', args=[active])}",
        "feeds": [
            {
                "own_name": languages.get(tag).own_name,
                "language": tag,
                "href": reverse("alerts:atom", args=[tag]),
            }
            for tag in offered
        ],
        "json_url": reverse("alerts:json"),
        "areas": gazetteer.gazetteer().areas,
        "example_zip": naming.example(),
        "push_key": push.application_key(),
    }
    return render(request, "alerts/subscribe.html", context, status=status)


def _first_wishes() -> dict[str, Any]:
    offered = wording.offered_languages()
    active = translation.get_language() or "en"
    return {
        "topics": [topic.value for topic in words.TOPICS],
        "language": languages.choose([active], offered),
    }
