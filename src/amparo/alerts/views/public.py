"""What everybody sees: the first page, one alert, and its code as a picture."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from amparo.alerts import keys
from amparo.alerts.domain import code_picture
from amparo.alerts.domain.feeds import signature
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.queries import partners as partner_queries
from amparo.alerts.queries import public as public_queries
from amparo.alerts.queries import recordings, wording
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.views import showing
from amparo.core import clock, languages
from amparo.network import api as network
from amparo.network.api import public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is confirmed now, what was found false, and what is over."""
    found = public_queries.home(_language(), clock.now())
    zone = network.current_network().time_zone
    return render(
        request,
        "alerts/home.html",
        {
            "confirmed": [showing.card(each, zone) for each in found.confirmed],
            "found_false": [showing.card(each, zone) for each in found.found_false],
            "over": [showing.card(each, zone) for each in found.over],
            "relayed": [showing.card(each, zone) for each in found.relayed],
            "has_statements": partner_queries.is_anything_stated(clock.now()),
            "points": showing.points(found),
        },
    )


@public
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """Show what partner networks state now, as theirs."""
    zone = network.current_network().time_zone
    found = showing.statements(partner_queries.standing(clock.now()), zone)
    return render(request, "alerts/statements.html", {"statements": found})


@public
@require_safe
def use(request: HttpRequest) -> HttpResponse:
    """Tell other sites and networks how to use the alerts: every address, and how far to rely on it."""
    held = keys.public()
    context = {
        "origin": settings.PUBLIC_ORIGIN,
        "feeds": [
            {"tag": tag, "own_name": languages.get(tag).own_name, "direction": languages.get(tag).direction}
            for tag in wording.offered_languages()
        ],
        "page_tag": _language(),
        "fingerprint": held[0].fingerprint if held else "",
        "key_id": signature.key_id(held[0].ed25519) if held else "",
        "is_test": settings.CAP_STATUS != "Actual",
    }
    return render(request, "alerts/use.html", context)


@public
@require_safe
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Show one alert in all its languages, its state and its story."""
    # A message's link names its own language, which may be one in which the rest of the page is not.
    wanted = request.GET.get("lang", "")
    language = wanted if languages.is_known(wanted) else _language()
    try:
        shown, thread = public_queries.thread_of(alert_id, language, clock.now())
    except NoSuchAlert as error:
        raise Http404 from error
    newest, zone = thread[0], network.current_network().time_zone
    said = recordings.said_now(newest)
    return render(
        request,
        "alerts/alert_show.html",
        {
            "alert": showing.card(shown, zone),
            "texts": [showing.text(each) for each in shown.texts],
            "story": [showing.card(each, zone) for each in thread],
            "newest": showing.card(newest, zone) if newest.alert_id != alert_id else None,
            "is_taken_back": newest.kind == Kind.WITHDRAWAL,
            "is_corrected": newest.kind == Kind.CORRECTION and newest.alert_id != alert_id,
            "points": showing.points_of([shown]),
            "spoken": [languages.get(tag) for tag in recordings.languages_with(said)] if said else [],
        },
    )


@public
@require_safe
def code_svg(request: HttpRequest, alert_id: UUID) -> HttpResponse:  # noqa: ARG001 — every view takes it
    """Give an alert's code as a picture to scan: the address where it is checked."""
    try:
        code = public_queries.code_of(alert_id)
    except NoSuchAlert as error:
        raise Http404 from error
    address = f"{settings.PUBLIC_ORIGIN}/alerts/check/?code={code}"
    response = HttpResponse(code_picture.svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@public
@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 — every view takes it
    """Lead from the short address in an SMS to the page of its alert."""
    try:
        return redirect("alerts:alert", alert_id=public_queries.id_of_code(code))
    except NoSuchAlert as error:
        raise Http404 from error


def _language() -> str:
    return translation.get_language() or "en"
