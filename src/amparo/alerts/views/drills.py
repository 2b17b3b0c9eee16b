"""Drills: their own pages, in their own colour, with their own words; on their own host where there is one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.alerts.domain import cap
from amparo.alerts.forms import words
from amparo.alerts.forms.compose import duration
from amparo.alerts.forms.drill import DrillForm
from amparo.alerts.queries import drills as queries
from amparo.alerts.queries.drills import DrillView, NoSuchDrill
from amparo.alerts.services import drilling
from amparo.alerts.views import showing
from amparo.alerts.views.desk import progress_shown
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Actor, Capability, actor_of, requires

P = ParamSpec("P")
SEE_OTHER = 303


def at_home(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a page of drills answer on the drills' own host only, where one is set: the address shows which it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if settings.DRILL_ORIGIN and request.get_host() != urlsplit(settings.DRILL_ORIGIN).netloc:
            return HttpResponseRedirect(f"{settings.DRILL_ORIGIN}{request.path}")
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]  # mypy names the class that wraps makes


@requires(Capability.SEE_ALERTS_DESK)
@at_home
@require_http_methods(["GET", "HEAD", "POST"])
def drills(request: HttpRequest) -> HttpResponse:
    """Show the drills, and propose one."""
    actor = actor_of(request)
    language = translation.get_language() or "en"
    form = DrillForm(request.POST if request.method == "POST" else None, language=language)
    if form.is_bound and form.is_valid():
        try:
            drill_id = drilling.compose(
                area=form.cleaned_data["area"],
                activity=form.cleaned_data["activity"],
                lifetime=form.lifetime,
                by=actor,
                now=clock.now(),
            )
        except network.NotAllowed:
            raise
        except AmparoError as error:
            form.add_error(None, words.refusal(error))
        else:
            return _see(drill_id)
    now, zone = clock.now(), network.current_network().time_zone
    rows = queries.newest(actor, now)
    context = {
        "form": form,
        "drills": [_row(each, zone) for each in rows],
        "may_compose": actor.can(Capability.COMPOSE_ALERT),
    }
    return render(request, "alerts/drills.html", context, status=422 if form.is_bound else 200)


@requires(Capability.SEE_ALERTS_DESK)
@at_home
@require_safe
def drill(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Show exactly what volunteers get, or got."""
    return _show(request, drill_id)


@requires(Capability.RELEASE_ALERT)
@at_home
@require_POST
def release(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Start a drill, as the second person."""
    hashed = request.POST.get("content_hash", "")
    return _done(
        request,
        drill_id,
        lambda actor: drilling.release(drill_id=drill_id, content_hash=hashed, by=actor, now=clock.now()),
        _("The drill has started. Only volunteers get it."),
    )


@requires(Capability.WITHDRAW_ALERT)
@at_home
@require_POST
def stop(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Stop a drill, alone."""
    return _done(
        request,
        drill_id,
        lambda actor: drilling.stop(drill_id=drill_id, by=actor, now=clock.now()),
        _("The drill is stopped. Whom it reached is told that it is over."),
    )


@requires(Capability.SEE_ALERTS_DESK)
@at_home
@require_safe
def cap_message(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Give a drill's CAP message to members: it stands in no feed."""
    try:
        body = queries.cap_of(drill_id, actor_of(request))
    except NoSuchDrill as error:
        raise Http404 from error
    return HttpResponse(body, content_type=cap.MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _done(request: HttpRequest, drill_id: UUID, act: Callable[[Actor], None], success: str) -> HttpResponse:
    try:
        act(actor_of(request))
    except NoSuchDrill as error:
        raise Http404 from error
    except network.NotAllowed:
        raise
    except AmparoError as error:
        return _show(request, drill_id, refusal=words.refusal(error), status=409)
    messages.success(request, success)
    return _see(drill_id)


def _show(request: HttpRequest, drill_id: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    try:
        found = queries.view(drill_id, actor, clock.now())
    except NoSuchDrill as error:
        raise Http404 from error
    context = {
        "drill": _row(found, network.current_network().time_zone),
        "refusal": refusal,
        "content_hash": found.content_hash,
        "texts": [showing.text(each) for each in found.texts],
        "duration": duration(int(found.content.lifetime.total_seconds() // 60)),
        "volunteers": found.volunteers,
        "progress": progress_shown(found.progress),
        "can_release": found.state == "waiting" and actor.can(Capability.RELEASE_ALERT) and not found.is_own,
        "is_own": found.state == "waiting" and found.is_own,
        "can_stop": found.state in {"waiting", "running"} and actor.can(Capability.WITHDRAW_ALERT),
        "is_sent": found.progress is not None,
    }
    return render(request, "alerts/drill.html", context, status=status)


def _row(found: DrillView, zone: Any) -> dict[str, Any]:  # noqa: ANN401 — a zone, as `showing.when` takes it
    return {
        "id": found.drill_id,
        "href": reverse("alerts:drill", args=[found.drill_id]),
        "code": found.code,
        "place": found.content.facts.place,
        "state": found.state,
        "state_text": words.DRILL_STATES[found.state],
        "composed_by": found.composed_by,
        "released_by": found.released_by,
        "created": showing.when(found.created_at, zone),
        "expires": showing.when(found.expires_at, zone) if found.expires_at else "",
    }


def _see(drill_id: UUID) -> HttpResponse:
    response = HttpResponseRedirect(reverse("alerts:drill", args=[drill_id]))
    response.status_code = SEE_OTHER
    return response
