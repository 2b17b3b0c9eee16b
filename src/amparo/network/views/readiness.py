"""A member says "I am on until …" or "I am off", and sees who else is on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrOrPromise

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, members_only
from amparo.network.domain.actors import Actor
from amparo.network.domain.readiness import OnDuty
from amparo.network.domain.roles import Capability
from amparo.network.forms import words
from amparo.network.forms.readiness import OnForm
from amparo.network.services import readiness
from amparo.network.views.answers import done_or_told

# Whoever works with those who are on, or answers for them. Others see their own word only.
_SEES_NAMES = (Capability.SEE_BOARD, Capability.RELEASE_ALERT, Capability.MANAGE_MEMBERS)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member who is on, in words."""

    name: str
    roles: tuple[StrOrPromise, ...]
    until: str
    is_self: bool


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def on(request: HttpRequest) -> HttpResponse:
    """Show who is on, and take until when the member is."""
    actor, now = actor_of(request), clock.now()
    form = OnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return done_or_told(
            request,
            lambda: readiness.go_on(until=form.cleaned_data["until"], by=actor, now=now),
            success=_("You are on."),
            back_to=reverse("network:on"),
        )
    status = 422 if request.method == "POST" else 200
    return render(request, "network/on.html", {"form": form, **context(actor, now)}, status=status)


@members_only
@require_POST
def off(request: HttpRequest) -> HttpResponse:
    """Take that the member is on no more."""
    return done_or_told(
        request,
        lambda: readiness.go_off(by=actor_of(request)),
        success=_("You are off."),
        back_to=reverse("network:on"),
    )


def context(actor: Actor, now: datetime) -> dict[str, object]:
    """Return what a page says about who is on, as far as the actor may know it."""
    found = queries.who_is_on(now)
    own = next((each for each in found if each.member_id == actor.member_id), None)
    sees = any(actor.can(each) for each in _SEES_NAMES)
    return {
        "on_until": _until(own) if own else "",
        "sees_who_is_on": sees,
        "on_duty": list(_people(found, actor)) if sees else [],
        "has_tasks": bool(actor.capabilities),
    }


def _people(found: Iterable[OnDuty], actor: Actor) -> Iterable[Somebody]:
    for each in found:
        roles = tuple(words.ROLES[role] for role in each.roles)
        yield Somebody(each.name, roles, _until(each), is_self=each.member_id == actor.member_id)


def _until(each: OnDuty) -> str:
    local = each.until.astimezone(queries.current_network().time_zone)
    return formats.time_format(local.timetz(), "TIME_FORMAT")
