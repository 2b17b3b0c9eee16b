"""Making links that let one person in; a link is shown once, to whoever made it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, requires
from amparo.network.domain.roles import Capability
from amparo.network.forms.members import InviteForm
from amparo.network.services import inviting
from amparo.network.views.answers import done_or_told, sentence


@requires(Capability.MANAGE_MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for a new member."""
    form = InviteForm(
        request.POST if request.method == "POST" else None, organisations=queries.organisations()
    )
    if not form.is_valid():
        return render(
            request, "network/invitation_new.html", {"form": form}, status=422 if form.is_bound else 200
        )
    try:
        invited = inviting.invite(
            roles=form.cleaned_data["roles"],
            organisation_id=form.cleaned_data["organisation"],
            by=actor_of(request),
            now=clock.now(),
        )
    except (inviting.NoRoleGiven, queries.NoSuchOrganisation) as error:
        form.add_error(None, str(sentence(error)))
        return render(request, "network/invitation_new.html", {"form": form}, status=422)
    return _show_once(request, invited, name=None)


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def renew(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Make a link by which a member chooses a new password and a new second factor."""
    actor = actor_of(request)
    try:
        invited = inviting.renew_access(member_id=member_id, by=actor, now=clock.now())
        return _show_once(request, invited, name=queries.member(member_id, by=actor).name)
    except queries.NoSuchMember as error:
        raise Http404 from error


@requires(Capability.MANAGE_MEMBERS)
@require_POST
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make a link useless."""
    return done_or_told(
        request,
        lambda: inviting.withdraw_invitation(
            invitation_id=invitation_id, by=actor_of(request), now=clock.now()
        ),
        success=_("The invitation was withdrawn."),
        back_to=reverse("network:members"),
    )


def _show_once(request: HttpRequest, invited: inviting.Invited, *, name: str | None) -> HttpResponse:
    """Answer the post itself with the link: kept for a next page, it would lie in the session's row."""
    address = settings.PUBLIC_ORIGIN + reverse("network:join", kwargs={"token": invited.token})
    context = {"link": address, "expires_at": invited.expires_at, "renews": name}
    return render(request, "network/invitation_made.html", context)
