"""A member's start page, the table of tasks, and the data map."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, members_only, requires
from amparo.network.domain.roles import CAPABILITIES, Capability, Role
from amparo.network.forms import words
from amparo.network.views import readiness


@dataclass(frozen=True)
class Door:
    """One thing a member can do now."""

    capability: Capability | None
    route: str
    title: StrOrPromise
    text: StrOrPromise


DOORS = (
    Door(
        Capability.SEE_BOARD,
        "incidents:board",
        _("Board"),
        _("What came in, what it may be, and what was found."),
    ),
    Door(
        Capability.SEE_BOARD,
        "incidents:how_to_decide",
        _("How to decide"),
        _("What to look at, in which order, and what each outcome means. For your first evening."),
    ),
    Door(
        Capability.SEE_BOARD,
        "incidents:surge",
        _("Surges and floods"),
        _("This hour against the usual one, what waits aside, and the switch."),
    ),
    Door(
        Capability.SEE_BOARD,
        "incidents:desk_numbers",
        _("Numbers"),
        _("What is open and how old, what was found, and how long people waited."),
    ),
    Door(
        Capability.TYPE_IN_REPORT,
        "reports:call",
        _("Take a call"),
        _("What to say and what to ask, step by step; for someone who calls or stands beside you."),
    ),
    Door(
        Capability.TYPE_IN_REPORT,
        "reports:callbacks",
        _("Callbacks"),
        _("People who could not get through. They call when you take their turn; nobody sees a number."),
    ),
    Door(
        Capability.LOOK_ON_REQUEST,
        "incidents:requests",
        _("Requests to look"),
        _("Where you are asked to look, and what you found."),
    ),
    Door(
        Capability.SEE_ALERTS_DESK,
        "alerts:desk",
        _("Alerts"),
        _("Compose, read as others will, release, stop."),
    ),
    Door(
        Capability.SEE_ALERTS_DESK,
        "incidents:rumours",
        _("Rumors"),
        _("What goes around, and what was found: pages that everybody can find."),
    ),
    Door(
        Capability.MANAGE_NETWORK,
        "network:policies",
        _("Policies"),
        _("When we say that something is confirmed, and how long anybody waits."),
    ),
    Door(
        Capability.MANAGE_MEMBERS,
        "network:members",
        _("Members"),
        _("Who is in the network. Invite someone, or remove a member at once."),
    ),
    Door(
        Capability.SEE_CAPABILITIES,
        "network:capabilities",
        _("Tasks and roles"),
        _("Which role may do what."),
    ),
    Door(
        Capability.SEE_DATA_MAP,
        "network:data_map",
        _("Data map"),
        _("What is stored, how sensitive it is, and when it goes."),
    ),
    Door(
        None,
        "network:vouch",
        _("Vouch for someone"),
        _("Say that you know the person behind an account."),
    ),
    Door(
        None,
        "mfa_index",
        _("Your sign-in"),
        _("Your passkeys, your second factor and your recovery codes."),
    ),
    Door(
        None,
        "network:sessions",
        _("Your devices"),
        _("Where you are signed in. Sign out what is lost."),
    ),
)


@members_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Say what the member can do now."""
    actor = actor_of(request)
    offered = [door for door in DOORS if door.capability is None or actor.can(door.capability)]
    return render(
        request,
        "network/desk.html",
        {
            "name": actor.name,
            **readiness.context(actor, clock.now()),
            "doors": [
                {"href": address, "title": door.title, "text": door.text}
                for door in offered
                if (address := _address(door.route))
            ],
        },
    )


@requires(Capability.SEE_CAPABILITIES)
@require_safe
def capabilities(request: HttpRequest) -> HttpResponse:
    """Show which role may do what, from the table that the checks read."""
    rows = [
        {
            "role": words.ROLES[role],
            "tasks": [words.CAPABILITIES[each] for each in Capability if each in CAPABILITIES[role]],
        }
        for role in Role
    ]
    return render(request, "network/capabilities.html", {"rows": rows})


@requires(Capability.SEE_DATA_MAP)
@require_safe
def data_map(request: HttpRequest) -> HttpResponse:
    """Show what is stored, how sensitive it is and how long it stays, as the tables themselves declare."""
    return render(request, "network/data_map.html", {"tables": queries.data_map()})


def _address(route: str) -> str | None:
    try:
        return reverse(route)
    except NoReverseMatch:
        return None
