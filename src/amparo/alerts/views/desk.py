"""The alerts desk: its lists, the preview, the second person's approval, the progress of sending."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.alerts.domain.kinds import FOLLOW_UP_KINDS, RELAY_KINDS, Kind
from amparo.alerts.domain.states import Action, State
from amparo.alerts.forms import words
from amparo.alerts.forms.compose import duration, title_of
from amparo.alerts.queries import desk as desk_queries
from amparo.alerts.queries.desk import DeskRow, Preview
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.services import composing, releasing, withdrawing
from amparo.alerts.views import partners, showing
from amparo.channels.api import Progress
from amparo.core import clock, languages
from amparo.core.errors import AmparoError
from amparo.core.places.cells import Precision, centre
from amparo.network import api as network
from amparo.network.api import Actor, Capability, actor_of, requires

SEE_OTHER = 303


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second person, first of all."""
    found = desk_queries.desk(by=actor_of(request), now=clock.now())
    zone = network.current_network().time_zone
    context = {
        "proposed": [_row(row, zone) for row in found.proposed],
        "drafts": [_row(row, zone) for row in found.drafts],
        "standing": [_row(row, zone) for row in found.standing],
        "past": [_row(row, zone) for row in found.past],
        "may_see_board": actor_of(request).can(Capability.SEE_BOARD),
        "prompts": partners.prompts(),
    }
    return render(request, "alerts/desk.html", context)


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def preview(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Show exactly what would go out, and to whom."""
    return _preview(request, alert_id)


@requires(Capability.SEE_ALERTS_DESK)
@require_safe
def progress(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Answer the live part of the preview: 204 when nothing changed since the asked cursor."""
    try:
        found = desk_queries.progress_of(alert_id, actor_of(request))
    except NoSuchAlert as error:
        raise Http404 from error
    shown = progress_shown(found)
    if request.GET.get("after") == shown["cursor"]:
        return HttpResponse(status=204)
    return render(request, "alerts/partials/progress.html", {"progress": shown})


@requires(Capability.COMPOSE_ALERT)
@require_POST
def propose(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Put a draft before a second person."""
    try:
        composing.propose(alert_id=alert_id, by=actor_of(request), now=clock.now())
    except NoSuchAlert as error:
        raise Http404 from error
    except AmparoError as error:
        return _preview(request, alert_id, refusal=words.refusal(error), status=422)
    messages.success(request, _("Proposed. Now a second person must look at it and release it."))
    return _see(alert_id)


@requires(Capability.RELEASE_ALERT)
@require_POST
def release(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Release, as the second person, exactly what was on the screen. Never on the host of drills."""
    if settings.DRILL_ORIGIN and request.get_host() == urlsplit(settings.DRILL_ORIGIN).netloc:
        raise Http404
    try:
        releasing.release(
            alert_id=alert_id,
            content_hash=request.POST.get("content_hash", ""),
            by=actor_of(request),
            now=clock.now(),
        )
    except NoSuchAlert as error:
        raise Http404 from error
    except AmparoError as error:
        return _preview(request, alert_id, refusal=words.refusal(error), status=409)
    messages.success(request, _("Released. It is being sent."))
    return _see(alert_id)


@requires(Capability.WITHDRAW_ALERT)
@require_POST
def withdraw(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take back what was sent, or drop what was not. One person may do this alone."""
    try:
        withdrawing.withdraw(alert_id=alert_id, by=actor_of(request), now=clock.now())
    except NoSuchAlert as error:
        raise Http404 from error
    except AmparoError as error:
        return _preview(request, alert_id, refusal=words.refusal(error), status=409)
    messages.success(request, _("Taken back."))
    return _see(alert_id)


def progress_shown(found: Progress | None) -> dict[str, Any]:
    """Return the progress of a sending for the template; the cursor changes with every number."""
    if found is None:
        return {"is_known": False, "cursor": "-", "is_finished": False}
    counts = (found.sent, found.queued + found.failed, found.dead, found.cancelled, found.expired)
    return {
        "is_known": True,
        "cursor": "-".join(str(count) for count in counts),
        "is_finished": found.is_finished,
        "sent": found.sent,
        "waiting": found.queued + found.failed,
        "dead": found.dead,
        "stopped": found.cancelled + found.expired,
        "total": sum(counts),
    }


def _preview(request: HttpRequest, alert_id: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    try:
        found = desk_queries.preview(alert_id, actor, clock.now())
    except NoSuchAlert as error:
        raise Http404 from error
    context = {
        "alert": _row(found.row, network.current_network().time_zone),
        "refusal": refusal,
        "content_hash": found.content_hash,
        "texts": [showing.text(each) for each in found.texts],
        "lacking": [languages.get(tag) for tag in found.lacking],
        "audience": [
            {"own_name": languages.get(each.language).own_name, "channel": each.channel, "count": each.count}
            for each in found.audience
        ],
        "audience_total": found.audience_total,
        "area": _area(found),
        "points": _points(found),
        "ends": showing.when(clock.now() + found.content.lifetime, network.current_network().time_zone),
        "duration": duration(int(found.content.lifetime.total_seconds() // 60)),
        "progress": progress_shown(found.progress),
        "is_sent": found.row.released_at is not None,
        "authors": found.authors,
        "proposed_by": found.proposed_by,
        "released_by": found.released_by,
        "can": _can(found, actor),
        "follow_ups": _follow_ups(found, may_compose=actor.can(Capability.COMPOSE_ALERT)),
    }
    return render(request, "alerts/preview.html", context, status=status)


def _can(found: Preview, actor: Actor) -> dict[str, bool]:
    """Return which buttons stand on the page; the services decide again."""
    allowed = found.actions
    return {
        "revise": Action.REVISE in allowed
        and actor.can(Capability.COMPOSE_ALERT)
        and found.row.kind not in RELAY_KINDS,
        "propose": Action.PROPOSE in allowed and actor.can(Capability.COMPOSE_ALERT),
        "release": Action.RELEASE in allowed and actor.can(Capability.RELEASE_ALERT) and not found.is_author,
        "own": Action.RELEASE in allowed and found.is_author,
        "withdraw": Action.WITHDRAW in allowed
        and actor.can(Capability.WITHDRAW_ALERT)
        and found.row.kind != Kind.WITHDRAWAL,
    }


def _follow_ups(found: Preview, *, may_compose: bool) -> list[dict[str, Any]]:
    row = found.row
    if (
        not may_compose
        or row.released_at is None
        or row.kind == Kind.WITHDRAWAL
        or row.kind in RELAY_KINDS
        or row.state == State.WITHDRAWN
    ):
        return []
    told_confirmed = found.content.facts.outcome == "confirmed"
    kinds = [kind for kind in Kind if kind in FOLLOW_UP_KINDS and (told_confirmed or kind == Kind.CORRECTION)]
    return [
        {"text": title_of(kind), "href": reverse("alerts:follow", args=[row.alert_id, kind.value])}
        for kind in kinds
    ]


def _area(found: Preview) -> dict[str, Any]:
    is_block = found.content.precision >= Precision.BLOCK
    return {
        "place": found.content.facts.place,
        "where": found.content.facts.where,
        "precision": words.PRECISIONS[Precision.BLOCK if is_block else Precision.NEIGHBOURHOOD],
        "archive": found.content.facts.district,
    }


def _points(found: Preview) -> dict[str, Any]:
    status, text = words.BADGES[found.row.kind], found.texts[0].headline if found.texts else ""
    return {
        "points": [
            {
                "id": str(found.row.alert_id),
                "lat": round(centre(cell).lat, 5),
                "lon": round(centre(cell).lon, 5),
                "status": status,
                "text": text,
                "href": "",
            }
            for cell in found.content.cells
        ]
    }


def _row(row: DeskRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": row.alert_id,
        "href": reverse("alerts:preview", args=[row.alert_id]),
        "public_href": reverse("alerts:alert", args=[row.alert_id]) if row.released_at else "",
        "incident_id": row.incident_id,
        "kind": row.kind.value,
        "kind_text": words.KINDS[row.kind],
        "badge": words.BADGES[row.kind],
        "state": row.state.value,
        "state_text": words.STATES[row.state],
        "code": row.code,
        "place": row.place,
        "composed_by": row.composed_by,
        "created": showing.when(row.created_at, zone),
        "released": showing.when(row.released_at, zone) if row.released_at else "",
        "expires": showing.when(row.expires_at, zone) if row.expires_at else "",
    }


def _see(alert_id: UUID) -> HttpResponse:
    response = HttpResponseRedirect(reverse("alerts:preview", args=[alert_id]))
    response.status_code = SEE_OTHER
    return response
