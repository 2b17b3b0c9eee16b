"""What the steps' pages show besides their form."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.core import phrases
from amparo.core.places import cells, streets
from amparo.core.places.cells import Precision
from amparo.core.places.gazetteer import gazetteer, place_name
from amparo.network.api import NetworkSettings
from amparo.reports.domain.views import Submitted
from amparo.reports.forms import choices
from amparo.reports.forms.state import Answers
from amparo.reports.forms.steps import StepForm, WhereForm
from amparo.reports.queries import places
from amparo.reports.services import effort, replying


def where(form: WhereForm) -> dict[str, Any]:
    """Return the names to choose from, and the areas to choose among where one name means several."""
    offered = [{"slug": area.slug, "name": area.name, "within": area.within} for area in form.offered]
    return {
        "area_names": [area.name for area in gazetteer().areas if area.kind == "neighbourhood"],
        "offered": offered,
        "asks_which": form.asks_which,
        "chosen_slug": form["area_slug"].value() or "",
        "dont_know": places.DONT_KNOW,
        "has_point": bool(form["lat"].value()),
        "in_my_words": places.IN_MY_WORDS,
        "uses_streets": streets.is_there(),
    } | _corners(form)


def _corners(form: WhereForm) -> dict[str, Any]:
    """Return the corners to choose among: where they are asked for, and when the step is opened again."""
    text, area, answer = (form[name].value() or "" for name in ("place_text", "area", "corner"))
    offered = form.corners
    if answer and not form.is_bound:
        offered = places.corners(text, area, gazetteer=gazetteer(), region=form.network.region)
    is_for_this = (form["corner_for"].value() or "") == text
    corners = [
        {
            "key": places.corner_key(each),
            "name": each.name,
            "near": place_name(cells.cell_at(each.point, Precision.EXACT)),
        }
        for each in offered
    ]
    chosen = answer if is_for_this else corners[0]["key"] if len(corners) == 1 else ""
    is_question = not is_for_this and set(form.errors) == {"corner"}
    return {"corners": corners, "chosen_corner": chosen, "corner_for": text, "is_question": is_question}


def effort_asked(
    request: HttpRequest, answers: Answers, asked_for: effort.ProofAsked | None, now: datetime
) -> dict[str, Any]:
    """Return the challenge of the last page, where one is asked for; from then on, who can't solve it waits."""
    if answers.step != "check":
        return {}
    least = int(str(asked_for.fields["level"])) if asked_for else 0
    challenge = effort.challenge(who=request.META["REMOTE_ADDR"], now=now, least=least)
    if challenge is not None and answers.asked_at is None:
        answers.asked_at = now.timestamp()
    return {
        "challenge": json.dumps(challenge) if challenge else "",
        "sends_itself": asked_for is not None and asked_for.fields["reason"] == "missing",
    }


def summary(forms: dict[str, StepForm], network: NetworkSettings) -> dict[str, Any]:
    """Return what will be sent, in the words of the choices, with the step that changes each."""
    what, place, when = forms["what"].cleaned_data, forms["where"], forms["when"].cleaned_data
    moment = when["moment"].astimezone(network.time_zone)
    lines = [
        {
            "step": "what",
            "name": _("What"),
            "text": dict(choices.ACTIVITIES)[what["activity"]],
            "moment": None,
        },
        {"step": "where", "name": _("Where"), "text": _where_in_words(place), "moment": None},
        {"step": "when", "name": _("When it was seen"), "text": "", "moment": moment},
        {
            "step": "when",
            "name": _("How you know"),
            "text": dict(choices.HEARD)[when["heard"]],
            "moment": None,
        },
    ]
    return {
        "summary": lines,
        "uses_streets": isinstance(place, WhereForm) and place.chosen_corner is not None,
    }


def _where_in_words(form: StepForm) -> str:
    cleaned = form.cleaned_data
    words = places.in_words(cleaned["place_text"], cleaned["area"])
    if not isinstance(form, WhereForm) or form.found is None:
        return words
    if form.found.area is not None:
        name = form.found.area.name
        words = words if name in words else places.in_words(cleaned["place_text"], name)
    elif form.chosen_corner is not None:
        words = f"{form.chosen_corner.name} · {words}"
    elif form.found.is_known:
        point = _("A point that you chose")
        words = f"{point} · {words}" if words else point
    return words


def details(form: StepForm) -> dict[str, Any]:
    """Return whether the folded part opens by itself: where something stands in it, or is wrong."""
    return {"is_open": bool(form.errors) or any(form[name].value() for name in form.fields)}


def sent(request: HttpRequest, submitted: Submitted, *, left_out: bool = False) -> HttpResponse:
    """Show the receipt. Sending the page again gives the same one."""
    busy = replying.busy_phrase()
    context = {
        "code": submitted.receipt_code,
        "is_new": submitted.is_new,
        "left_out": left_out,
        "busy": phrases.book("reports").text(busy, get_language() or "en") if busy else "",
    }
    return render(request, "reports/report_sent.html", context)
