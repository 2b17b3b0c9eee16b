"""What everybody may ask and read: "Heard something? Check", and the page of one rumour."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from amparo.core import clock, languages, pace
from amparo.incidents.domain.search_words import NothingToLookFor, QuestionTooLong
from amparo.incidents.forms import times, words, words_rumours
from amparo.incidents.forms.rumours import QuestionForm
from amparo.incidents.queries import rumours as queries
from amparo.incidents.queries import search
from amparo.incidents.queries.rumours import NoSuchRumour, RumourRow
from amparo.incidents.queries.search import Answer
from amparo.network.api import current_network, public

QUESTIONS_BY_CLIENT = 120


# The question travels in the body, so that it stands in no log, no history and no other site's referrer. Nothing is
# stored and nobody is signed in here: a stranger's form could only ask a question.
@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Answer what was found about what somebody heard. The question is neither stored nor logged."""
    now, language, zone = clock.now(), page_language(), current_network().time_zone
    form = QuestionForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "is_answered": False, "answers": []}
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            pace.count("heard", request.META["REMOTE_ADDR"], QUESTIONS_BY_CLIENT, now)
            found = search.look_up(form.cleaned_data["heard"], language=language, now=now)
        except (NothingToLookFor, QuestionTooLong) as error:
            form.add_error("heard", words_rumours.refusal(error))
        except pace.TooOften as error:
            form.add_error("heard", words_rumours.refusal(error))
            status = 429
        else:
            status = 200
            context |= {"is_answered": True, "answers": [_answer(each, zone) for each in found]}
    if not context["is_answered"]:
        newest = queries.newest_public(language=language, now=now)
        context["newest"] = [rumour_shown(each, zone) for each in newest]
    return render(request, "incidents/check.html", context, status=status)


@public
@never_cache
@require_safe
def rumour(request: HttpRequest, rumour_id: UUID) -> HttpResponse:
    """Show what was said, what was found, and how often it came in."""
    try:
        found = queries.public_rumour(rumour_id, language=page_language(), now=clock.now())
    except NoSuchRumour as error:
        raise Http404 from error
    return render(
        request, "incidents/rumour.html", {"rumour": rumour_shown(found, current_network().time_zone)}
    )


def page_language() -> str:
    """Return the language of the page."""
    return translation.get_language() or "en"


def rumour_shown(row: RumourRow, zone: ZoneInfo) -> dict[str, Any]:
    """Return a rumour for the templates."""
    return {
        "rumour_id": row.rumour_id,
        "outcome": row.outcome.value,
        "result": words_rumours.RESULTS[row.outcome],
        "text": row.text,
        "direction": languages.get(row.text.language).direction,
        "found": found_in(row.found_at, zone),
        "published": day_of(row.published_at, zone),
        "until": day_of(row.expires_at, zone),
        "state": row.state.value,
        "badge": words_rumours.BADGES[row.state],
        "state_text": words_rumours.STATES[row.state],
        "source_text": words_rumours.SOURCES[row.source],
        "is_over": row.is_over,
    }


def _answer(answer: Answer, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "href": answer.path,
        "title": answer.title,
        "text": answer.text.split("\n"),
        "language": answer.language,
        "direction": languages.get(answer.language).direction,
        "outcome": answer.outcome.value,
        "result": words_rumours.RESULTS[answer.outcome],
        "bases": [words.BASES[kind] for kind in answer.bases],
        "found": found_in(answer.found_at, zone),
    }


def found_in(moment: datetime, zone: ZoneInfo) -> str:
    """Return when something was found as everybody may read it: the day and the hour."""
    return times.hour_of(moment, now=clock.now(), zone=zone)


def day_of(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return the day of a moment on the network's calendar."""
    if moment is None:
        return ""
    return formats.date_format(moment.astimezone(zone).date(), "DATE_FORMAT")
