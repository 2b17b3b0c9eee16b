"""The desk's pages about rumours: make one, read exactly what others will, publish, take back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.core import clock, languages
from amparo.core.errors import AmparoError
from amparo.incidents.domain.rumours import RumourState, Why
from amparo.incidents.forms import words, words_rumours
from amparo.incidents.forms.rumours import OutsideForm
from amparo.incidents.queries import rumours as queries
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.queries.rumours import NoSuchRumour, RumourPreview
from amparo.incidents.services import rumours as service
from amparo.incidents.services.rumours import RumourExists
from amparo.incidents.views.check import day_of, page_language, rumour_shown
from amparo.network.api import Actor, Capability, NotAllowed, actor_of, current_network, requires

SEE_OTHER = 303


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List the rumours: those that wait for a second person first."""
    actor, zone = actor_of(request), current_network().time_zone
    found = queries.desk(language=page_language(), by=actor, now=clock.now())
    context = {
        "waiting": [rumour_shown(each, zone) for each in found.waiting],
        "public": [rumour_shown(each, zone) for each in found.public],
        "past": [rumour_shown(each, zone) for each in found.past],
        "may_make": actor.can(Capability.COMPOSE_ALERT) and actor.can(Capability.RECORD_OUTCOME),
    }
    return render(request, "incidents/rumours_desk.html", context)


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def show(request: HttpRequest, rumour_id: UUID) -> HttpResponse:
    """Show exactly what the public reads or would read, and what may be done with it."""
    return _show(request, rumour_id)


@requires(Capability.RECORD_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: HttpRequest) -> HttpResponse:
    """Make a page about a claim from outside, with what was found."""
    now, actor = clock.now(), actor_of(request)
    actor.require(Capability.COMPOSE_ALERT)
    form = OutsideForm(
        request.POST if request.method == "POST" else None,
        offered=queries.offered_languages(),
        today=now.astimezone(current_network().time_zone).date(),
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                made = service.draft_outside(what=form.value(), by=actor, now=now)
            except NotAllowed:
                raise
            except AmparoError as error:
                form.add_error(None, words_rumours.refusal(error))
            else:
                return _see(made)
    context = {"form": form, "policy": current_network().basis_policy}
    return render(request, "incidents/rumour_new.html", context, status=status)


@requires(Capability.COMPOSE_ALERT)
@require_POST
def from_incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Make a page from an incident with an outcome; one that exists is shown instead."""
    try:
        made = service.draft_from_incident(incident_id=incident_id, by=actor_of(request), now=clock.now())
    except NoSuchIncident as error:
        raise Http404 from error
    except RumourExists as error:
        return _see(UUID(str(error.fields["rumour_id"])))
    except NotAllowed:
        raise
    except AmparoError as error:
        messages.error(request, words_rumours.refusal(error))
        response = HttpResponseRedirect(reverse("incidents:incident", args=[incident_id]))
        response.status_code = SEE_OTHER
        return response
    return _see(made)


@requires(Capability.RELEASE_ALERT)
@require_POST
def publish(request: HttpRequest, rumour_id: UUID) -> HttpResponse:
    """Publish, as the second person, exactly what was on the screen."""
    given = request.POST.get("content_hash", "")

    def act(actor: Actor) -> None:
        service.publish(rumour_id=rumour_id, content_hash=given, by=actor, now=clock.now())

    return _done_or_told(request, rumour_id, act, success=_("Published. Everybody can find it now."))


@requires(Capability.WITHDRAW_ALERT)
@require_POST
def withdraw(request: HttpRequest, rumour_id: UUID) -> HttpResponse:
    """Take a page back, or drop a draft. One person may do this alone."""

    def act(actor: Actor) -> None:
        service.withdraw(rumour_id=rumour_id, by=actor, now=clock.now())

    return _done_or_told(request, rumour_id, act, success=_("Taken back. Nobody finds it any more."))


def _done_or_told(
    request: HttpRequest, rumour_id: UUID, act: Callable[[Actor], None], *, success: str
) -> HttpResponse:
    try:
        act(actor_of(request))
    except NoSuchRumour as error:
        raise Http404 from error
    except NotAllowed:
        raise
    except AmparoError as error:
        return _show(request, rumour_id, refusal=words_rumours.refusal(error), status=409)
    messages.success(request, success)
    return _see(rumour_id)


def _show(request: HttpRequest, rumour_id: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    try:
        found = queries.preview(rumour_id, language=page_language(), by=actor, now=clock.now())
    except NoSuchRumour as error:
        raise Http404 from error
    return render(request, "incidents/rumour_show.html", _context(found, actor, refusal), status=status)


def _context(found: RumourPreview, actor: Actor, refusal: str) -> dict[str, Any]:
    waits, zone = found.row.state is RumourState.DRAFT, current_network().time_zone
    shown = rumour_shown(found.row, zone)
    return {
        "rumour": shown,
        "refusal": refusal,
        "texts": [shown | {"text": text, "language": languages.get(text.language)} for text in found.texts],
        "content_hash": found.content_hash,
        "incident_id": found.incident_id,
        "bases": [(words.BASES[each.kind], each.how_judged) for each in found.bases],
        "authors": found.authors,
        "published_by": found.published_by,
        "withdrawn": _withdrawn(found, zone),
        "is_own": waits and found.is_author,
        "may_publish": waits and not found.is_author and actor.can(Capability.RELEASE_ALERT),
        "may_withdraw": found.row.state is not RumourState.WITHDRAWN and actor.can(Capability.WITHDRAW_ALERT),
        "may_compose": found.incident_id is not None and actor.can(Capability.COMPOSE_ALERT),
        "may_see_board": found.incident_id is not None and actor.can(Capability.SEE_BOARD),
    }


def _withdrawn(found: RumourPreview, zone: ZoneInfo) -> str:
    if not found.withdrawn_why:
        return ""
    why = words_rumours.WHY[Why(found.withdrawn_why)]
    return _("%(day)s, %(why)s") % {"day": day_of(found.withdrawn_at, zone), "why": why}


def _see(rumour_id: UUID) -> HttpResponse:
    response = HttpResponseRedirect(reverse("incidents:rumour_show", args=[rumour_id]))
    response.status_code = SEE_OTHER
    return response
