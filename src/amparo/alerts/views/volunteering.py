"""A member's own way to get drills: asked for on a member's page, confirmed and ended by the link in the mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from amparo.alerts.domain import tokens
from amparo.alerts.forms import words
from amparo.alerts.forms.drill import VolunteerForm
from amparo.alerts.queries import drills as queries
from amparo.alerts.queries import signing
from amparo.alerts.services import drilling
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.network.api import actor_of, members_only, public

SEE_OTHER = 303


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request: HttpRequest) -> HttpResponse:
    """Say whether this member gets drills; ask for them."""
    actor = actor_of(request)
    language = translation.get_language() or "en"
    form = VolunteerForm(request.POST if request.method == "POST" else None, language=language)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            drilling.volunteer(
                address=given["address"], language=given["language"], by=actor, now=clock.now()
            )
        except AmparoError as error:
            form.add_error("address", words.refusal(error))
        else:
            messages.success(request, _("We are writing to that address. Press the button in the mail."))
            return _back()
    found = queries.volunteer_of(actor.member_id)
    context = {
        "form": form,
        "is_volunteer": found is not None,
        "is_confirmed": bool(found and found.confirmed_at),
    }
    return render(request, "alerts/drill_volunteer.html", context, status=422 if form.is_bound else 200)


@members_only
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Get no more drills."""
    drilling.leave(member_id=actor_of(request).member_id, now=clock.now())
    messages.success(request, _("You get no more drills. The address is forgotten."))
    return _back()


# The link is the right to do it, as with subscriptions; opening it changes nothing.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address for drills, or end them there."""
    now = clock.now()
    try:
        volunteer_id = signing.subscription_of(token, tokens.DRILLS)
        if request.method == "POST":
            act = drilling.end if "end" in request.POST else drilling.confirm
            act(token=token, now=now)
        found = queries.volunteer_by_id(volunteer_id)
    except tokens.LinkNotValid:
        return render(request, "alerts/subscribe_dead.html", status=404)
    context = {"is_over": found is None, "is_confirmed": bool(found and found.confirmed_at)}
    if found is None and request.method != "POST":
        return render(request, "alerts/subscribe_dead.html", status=404)
    return render(request, "alerts/drill_link.html", context)


def _back() -> HttpResponse:
    response = HttpResponseRedirect(reverse("alerts:volunteer"))
    response.status_code = SEE_OTHER
    return response
