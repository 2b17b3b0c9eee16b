"""The page for a report without a line. Browsers keep it, so nothing on it may be anybody's in particular."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amparo.core import clock
from amparo.core.places.gazetteer import gazetteer
from amparo.core.privacy import intake
from amparo.network.api import current_network, public
from amparo.reports.domain import limits
from amparo.reports.forms import steps

# What the browser insists on before it seals: nobody can ask back about a sealed report.
REQUIRED = ("activity", "place_text", "seen", "heard")


@public
@require_safe
def report_offline(request: HttpRequest) -> HttpResponse:
    """Show the report's four steps as one form, which the browser itself takes, and what waits on this phone."""
    # Whoever opens it: what browsers keep is the page of a stranger, without a member's name or messages.
    request.user = AnonymousUser()
    network, now = current_network(), clock.now()
    where = steps.WhereForm(network=network, now=now)
    details = steps.DetailsForm(network=network, now=now)
    _limit(where, place_text=limits.PLACE_TEXT_MAX_CHARS, area=limits.PLACE_TEXT_MAX_CHARS)
    _limit(
        details,
        text=limits.TEXT_MAX_CHARS,
        markings=limits.MARKINGS_MAX_CHARS,
        vehicles=limits.VEHICLES_MAX_CHARS,
        contact=limits.CONTACT_MAX_CHARS,
    )
    context = {
        "what": steps.WhatForm(network=network, now=now),
        "where": where,
        "when": steps.WhenForm(network=network, now=now),
        "details": details,
        "area_names": [area.name for area in gazetteer().areas if area.kind == "neighbourhood"],
        "recipient": _recipient(),
        "required": " ".join(REQUIRED),
        "public_contact": network.public_contact,
        "messages": (),
    }
    return render(request, "reports/report_offline.html", context)


def _limit(form: steps.StepForm, **most_chars: int) -> None:
    """Let the browser keep the limits: what is sealed too long could not be mended."""
    for name, limit in most_chars.items():
        form.fields[name].widget.attrs["maxlength"] = limit


def _recipient() -> str:
    try:
        return intake.recipient()
    except (intake.NoIntakeKey, intake.IntakeKeyBroken):
        return ""  # The page says that it can't keep a report here.
