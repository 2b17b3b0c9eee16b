"""The channels that a network turns on knowingly: what others see, a checklist, a second look; off is one press."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, requires
from amparo.network.domain.channel_points import SMS_POINTS
from amparo.network.domain.roles import Capability
from amparo.network.forms.channels import AS_OF, POINTS, PointsForm
from amparo.network.services import channels as service
from amparo.network.views import chats
from amparo.network.views.answers import done_or_told, go


@requires(Capability.MANAGE_NETWORK)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what SMS and the chats mean, and who answered for what."""
    return render(request, "network/channels.html", _context())


@requires(Capability.MANAGE_NETWORK)
@require_POST
def answer_for(request: HttpRequest) -> HttpResponse:
    """Tick and untick points."""
    form = PointsForm(request.POST)
    if not form.is_valid():
        return go(reverse("network:channels"))
    points = form.cleaned_data["points"]
    return done_or_told(
        request,
        lambda: service.answer_for(points=points, by=actor_of(request), now=clock.now()),
        success=_("Saved."),
        back_to=reverse("network:channels"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def turn_on(request: HttpRequest) -> HttpResponse:
    """Ask once more; then begin to use SMS."""
    context = _context()
    if request.method != "POST":
        return render(request, "network/channel_on.html", context)
    return done_or_told(
        request,
        lambda: service.turn_on(by=actor_of(request), now=clock.now()),
        success=_("SMS is on."),
        back_to=reverse("network:channels"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Stop using SMS at once."""
    return done_or_told(
        request,
        lambda: service.turn_off(by=actor_of(request), now=clock.now()),
        success=_("SMS is off. What waited was cancelled."),
        back_to=reverse("network:channels"),
    )


def _context() -> dict[str, Any]:
    ticked = {row.point: row for row in queries.channel_points(ChannelKind.SMS)}
    points = [
        {
            "name": name,
            "title": POINTS[name].title,
            "why": POINTS[name].why,
            "source": POINTS[name].source,
            "ticked": ticked.get(name),
        }
        for name in SMS_POINTS
    ]
    return {
        "switch": channels.switch(ChannelKind.SMS),
        "points": points,
        "are_all_ticked": all(point["ticked"] for point in points),
        "missing": sum(point["ticked"] is None for point in points),
        "as_of": AS_OF,
        "has_provider": "sms" in settings.CHANNEL_ADAPTERS,
        "number": settings.SMS_NUMBER,
        "chats": chats.all_shown(),
    }
