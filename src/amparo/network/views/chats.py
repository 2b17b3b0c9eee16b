"""Chat, ntfy and apprise: what others see of them, a second look before one is turned on; off is one press."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrOrPromise

from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import clock
from amparo.network.access import actor_of, requires
from amparo.network.domain.roles import Capability
from amparo.network.forms.channels_seen import NAMES, SEEN, Seen
from amparo.network.services import channels as service
from amparo.network.views.answers import done_or_told


@dataclass(frozen=True)
class Shown:
    """One kind of channel as the page shows it."""

    kind: str
    name: str
    is_on: bool
    changed_at: datetime | None
    has_provider: bool
    shown_to_people: str
    what_for: StrOrPromise
    seen: tuple[Seen, ...]


def all_shown() -> tuple[Shown, ...]:
    """Return all kinds that have a switch beside SMS, in the order of the page."""
    return tuple(_shown(kind) for kind in SEEN)


@requires(Capability.MANAGE_NETWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def turn_on(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask once more, beside what others see; then begin to use a kind."""
    wanted = _known(kind)
    if request.method != "POST":
        return render(request, "network/chat_on.html", {"chat": _shown(wanted)})
    return done_or_told(
        request,
        lambda: service.turn_on(kind=wanted, by=actor_of(request), now=clock.now()),
        success=_("%(name)s is on.") % {"name": NAMES[wanted]},
        back_to=reverse("network:channels"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def turn_off(request: HttpRequest, kind: str) -> HttpResponse:
    """Stop using a kind at once."""
    wanted = _known(kind)
    return done_or_told(
        request,
        lambda: service.turn_off(kind=wanted, by=actor_of(request), now=clock.now()),
        success=_("%(name)s is off. What waited was cancelled.") % {"name": NAMES[wanted]},
        back_to=reverse("network:channels"),
    )


def _known(name: str) -> ChannelKind:
    found = next((kind for kind in SEEN if kind.value == name), None)
    if found is None:
        raise Http404
    return found


def _shown(kind: ChannelKind) -> Shown:
    switch = channels.switch(kind)
    what_for, seen = SEEN[kind]
    return Shown(
        kind=kind.value,
        name=NAMES[kind],
        is_on=switch.is_on,
        changed_at=switch.changed_at,
        has_provider=kind.value in settings.CHANNEL_ADAPTERS,
        shown_to_people=settings.PUBLIC_CHATS.get(kind.value, ""),
        what_for=what_for,
        seen=seen,
    )
