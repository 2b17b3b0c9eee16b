"""Vouching by handle: whoever knows a person can say so, without seeing who else is in the network."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.core import clock
from amparo.network import queries
from amparo.network.access import actor_of, members_only
from amparo.network.forms.members import VouchForm
from amparo.network.services import membership
from amparo.network.views.answers import go, sentence


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def vouch(request: HttpRequest) -> HttpResponse:
    """Take the handle of an account whose person the member knows."""
    form = VouchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            membership.vouch(
                member_id=queries.member_id_of(form.cleaned_data["handle"]),
                by=actor_of(request),
                now=clock.now(),
            )
        except (queries.NoSuchMember, membership.CannotVouch) as error:
            form.add_error("handle", str(sentence(error)))
        else:
            messages.success(request, _("You vouched for this member."))
            return go(reverse("network:desk"))
    return render(request, "network/vouch.html", {"form": form}, status=422 if form.is_bound else 200)
