"""The list of members and the page of one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, requires
from amparo.network.domain.roles import Capability
from amparo.network.forms import words
from amparo.network.forms.members import RolesForm
from amparo.network.services import membership
from amparo.network.views.answers import done_or_told


@requires(Capability.MANAGE_MEMBERS)
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """List the members and the open invitations."""
    actor = actor_of(request)
    return render(
        request,
        "network/member_list.html",
        {
            "members": [_for_screen(each) for each in queries.members(by=actor)],
            "invitations": [
                {"invitation": each, "roles": [words.ROLES[role] for role in each.roles]}
                for each in queries.open_invitations(by=actor, now=clock.now())
            ],
        },
    )


@requires(Capability.MANAGE_MEMBERS)
@require_safe
def member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Show one member with what can be changed."""
    actor = actor_of(request)
    shown = _member_or_404(request, member_id)
    return render(
        request,
        "network/member_show.html",
        {
            **_for_screen(shown),
            "is_self": member_id == actor.member_id,
            "form": RolesForm(initial={"roles": [role.value for role in shown.roles]}),
        },
    )


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def change_roles(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Give a member exactly the roles that are ticked."""
    shown = _member_or_404(request, member_id)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "network/member_show.html",
            {**_for_screen(shown), "is_self": member_id == actor_of(request).member_id, "form": form},
            status=422,
        )
    return done_or_told(
        request,
        lambda: membership.change_roles(
            member_id=member_id, roles=form.cleaned_data["roles"], by=actor_of(request), now=clock.now()
        ),
        success=_("The roles were changed."),
        back_to=_page_of(member_id),
    )


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def vouch(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Vouch for the member of this page."""
    return done_or_told(
        request,
        lambda: membership.vouch(member_id=member_id, by=actor_of(request), now=clock.now()),
        success=_("You vouched for this member."),
        back_to=_page_of(member_id),
    )


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def suspend(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Keep a member out for now."""
    return done_or_told(
        request,
        lambda: membership.suspend_member(member_id=member_id, by=actor_of(request), now=clock.now()),
        success=_("The member is suspended. Open sessions have ended."),
        back_to=_page_of(member_id),
    )


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def reinstate(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Let a suspended member in again."""
    return done_or_told(
        request,
        lambda: membership.reinstate_member(member_id=member_id, by=actor_of(request), now=clock.now()),
        success=_("The member can come in again."),
        back_to=_page_of(member_id),
    )


@requires(Capability.MANAGE_MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Ask once, then remove a member now and for good."""
    if request.method != "POST":
        shown = _for_screen(_member_or_404(request, member_id))
        return render(request, "network/member_remove.html", shown)
    return done_or_told(
        request,
        lambda: membership.remove_member(member_id=member_id, by=actor_of(request), now=clock.now()),
        success=_("The member was removed. Open sessions have ended."),
        back_to=reverse("network:members"),
    )


def _member_or_404(request: HttpRequest, member_id: UUID) -> queries.MemberView:
    try:
        return queries.member(member_id, by=actor_of(request))
    except queries.NoSuchMember as error:
        raise Http404 from error


def _page_of(member_id: UUID) -> str:
    return reverse("network:member", kwargs={"member_id": member_id})


def _for_screen(shown: queries.MemberView) -> dict[str, object]:
    return {
        "member": shown,
        "roles": [words.ROLES[role] for role in shown.roles],
        "standing": words.STANDINGS[shown.standing],
        "is_active": shown.standing == "active",
        "is_suspended": shown.standing == "suspended",
    }
