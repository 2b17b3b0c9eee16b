"""Sending as a whole: stop it all at once, let it go on, and lift the ceiling of alerts. Stopping takes one person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, requires
from amparo.network.domain.roles import Capability
from amparo.network.services import ceiling, lockdown
from amparo.network.views.answers import done_or_told


@requires(Capability.MANAGE_NETWORK)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show whether anything may leave, how many alerts an hour, and what waits for a second coordinator."""
    actor = actor_of(request)
    context = {
        "held": lockdown.look(by=actor),
        "ceiling": ceiling.look(by=actor, now=clock.now()),
        "hours": ceiling.HOURS,
        "own_id": actor.member_id,
        "zone": queries.current_network().time_zone,
    }
    return render(request, "network/sending.html", context)


@requires(Capability.MANAGE_NETWORK)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Stop all sending at once, alone."""
    return done_or_told(
        request,
        lambda: lockdown.lock(by=actor_of(request), now=clock.now()),
        success=_("All sending is stopped. Every public page says so."),
        back_to=reverse("network:sending"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def ask_to_lift(request: HttpRequest) -> HttpResponse:
    """Ask that sending go on."""
    return done_or_told(
        request,
        lambda: lockdown.ask_to_lift(by=actor_of(request), now=clock.now()),
        success=_("Asked. Now another coordinator must agree; until then nothing leaves."),
        back_to=reverse("network:sending"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    """Let sending go on, as the second coordinator."""
    return done_or_told(
        request,
        lambda: lockdown.lift(by=actor_of(request), now=clock.now()),
        success=_("Sending goes on."),
        back_to=reverse("network:sending"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def ask_for_more(request: HttpRequest) -> HttpResponse:
    """Ask to lift the ceiling of alerts for some hours."""
    hours = request.POST.get("hours", "")
    return done_or_told(
        request,
        lambda: ceiling.ask(
            hours=int(hours) if hours.isdecimal() and len(hours) < 3 else 0,
            by=actor_of(request),
            now=clock.now(),
        ),
        success=_("Asked. Now another coordinator must agree."),
        back_to=reverse("network:sending"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def grant(request: HttpRequest, lift_id: UUID) -> HttpResponse:
    """Lift the ceiling, as the second coordinator."""
    return done_or_told(
        request,
        lambda: ceiling.grant(lift_id=lift_id, by=actor_of(request), now=clock.now()),
        success=_("The ceiling is lifted."),
        back_to=reverse("network:sending"),
    )
