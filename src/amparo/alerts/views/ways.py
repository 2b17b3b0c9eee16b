"""The ways of a subscription: add one, type its code, press its link, order them, take one out; and the renewal."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from amparo.alerts.domain import tokens
from amparo.alerts.domain.composing import day_in_words
from amparo.alerts.forms import words
from amparo.alerts.forms.subscribe import WayForm
from amparo.alerts.queries import signing
from amparo.alerts.queries import wishes as wish_queries
from amparo.alerts.services import pace, subscribing, ways
from amparo.alerts.views import managing
from amparo.channels.api import ChannelKind
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.network.api import public


@public
@csrf_exempt
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Do one thing with the ways of a subscription; the link in the message is the authority."""
    form = WayForm(request.POST)
    try:
        wish_queries.held(token, tokens.UNSUBSCRIBE)
        if not form.is_valid():
            return managing.manage(request, token, way_form=form, status=422)
        now = clock.now()
        try:
            pace.count("ways", request.META["REMOTE_ADDR"], pace.WAYS_BY_CLIENT, now)
            said = _DO[form.cleaned_data["do"]](token, form, now)
        except tokens.LinkNotValid:
            raise
        except AmparoError as error:
            form.add_error(_FIELDS.get(form.cleaned_data["do"]), _refusal(error, form))
            status = 429 if isinstance(error, pace.TooOften) else 422
            return managing.manage(request, token, way_form=form, status=status)
    except tokens.LinkNotValid:
        return managing.dead(request)
    return managing.see(f"{reverse('alerts:unsubscribe', args=[token])}?{said}=1#ways")


def _add(token: str, form: WayForm, now: datetime) -> str:
    kind = ChannelKind(form.cleaned_data["kind"] or ChannelKind.EMAIL)
    ways.add(token=token, kind=kind, address=form.cleaned_data["address"], now=now)
    return "asked"


def _code(token: str, form: WayForm, now: datetime) -> str:
    ways.confirm_by_code(token=token, code=form.cleaned_data["code"], now=now)
    return "added"


def _up(token: str, form: WayForm, now: datetime) -> str:  # noqa: ARG001 — as all that a press may do
    if form.cleaned_data["way"] is None:
        raise tokens.LinkNotValid
    ways.move_up(token=token, way_id=form.cleaned_data["way"])
    return "ordered"


def _out(token: str, form: WayForm, now: datetime) -> str:
    ways.take_out(token=token, way_id=form.cleaned_data["way"], now=now)
    return "out"


_DO: dict[str, Callable[[str, WayForm, datetime], str]] = {"add": _add, "code": _code, "up": _up, "out": _out}
_FIELDS = {"add": "address", "code": "code"}


def _refusal(error: AmparoError, form: WayForm) -> str:
    if error.code == "ADDRESS_REFUSED" and form.cleaned_data["kind"] == ChannelKind.SMS:
        return _("This does not look like a telephone number. Check it, please.")
    return words.refusal(error)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a press of the button, as mail scanners open every link; then use the new way."""
    try:
        if request.method == "POST":
            subscription_id = ways.confirm_by_link(token=token, now=clock.now())
            return managing.see(f"{signing.path(subscription_id, tokens.UNSUBSCRIBE)}?added=1#ways")
        wish_queries.waiting_way(token)
    except tokens.LinkNotValid:
        return managing.dead(request)
    return render(request, "alerts/way_confirm.html")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether alerts go on for a year more; then let them."""
    try:
        if request.method == "POST":
            subscribing.renew(token=token, now=clock.now())
            return managing.see(f"{reverse('alerts:unsubscribe', args=[token])}?renewed=1")
        held = wish_queries.held(token, tokens.UNSUBSCRIBE)
    except tokens.LinkNotValid:
        return managing.dead(request)
    if held.until is None:
        return managing.dead(request)
    context = {"token": token, "until": day_in_words(held.until, managing.page_language())}
    return render(request, "alerts/subscribe_renew.html", context)
