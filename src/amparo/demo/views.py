"""The demonstration's own pages: who one may be, and the door."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET, require_safe

from amparo.demo.services import entrance
from amparo.demo.services.entrance import DoorClosed
from amparo.network import api as network


@network.public
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """List the personas, each with the link that signs a visitor in."""
    door = _door()
    is_spanish = (translation.get_language() or "").startswith("es")
    rows = [
        {
            "name": each.name,
            "handle": each.handle,
            "token": door.token,
            "tries": each.tries_es if is_spanish else each.tries_en,
        }
        for each in door.personas
    ]
    return render(request, "demo/persona_list.html", {"personas": rows, "ended_at": door.ended_at})


@network.public
@require_GET
def enter(request: HttpRequest, persona: str, token: str) -> HttpResponse:
    """Sign the visitor in as a persona and show the member's start page."""
    try:
        admitted = entrance.read().admit(persona, token)
    except DoorClosed as error:
        raise Http404 from error
    network.sign_in_for_demonstration(request, admitted.member_id)
    return HttpResponseRedirect("/desk/")


def _door() -> entrance.Entrance:
    try:
        return entrance.read()
    except DoorClosed as error:
        raise Http404 from error
