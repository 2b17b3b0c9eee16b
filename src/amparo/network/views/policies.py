"""The page of policies: six numbers, what they mean, and who changed them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.core import clock
from amparo.network.access import actor_of, requires
from amparo.network.domain.roles import Capability
from amparo.network.forms.policies import HOUR, MINUTE, NAMES, PoliciesForm, refusal
from amparo.network.services import policies as service
from amparo.network.services.policies import (
    CeilingRaisedByOne,
    MoreMediaThanReports,
    NothingChanged,
    PolicyOutOfBounds,
)
from amparo.network.views.answers import go


@requires(Capability.MANAGE_NETWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: HttpRequest) -> HttpResponse:
    """Show the policies and what they will and will not confirm; change them."""
    actor = actor_of(request)
    standing = service.current(actor)
    form = PoliciesForm(request.POST if request.method == "POST" else None, standing=standing)
    if form.is_valid():
        try:
            service.change(policies=form.value(), by=actor, now=clock.now())
        except (PolicyOutOfBounds, MoreMediaThanReports, CeilingRaisedByOne, NothingChanged) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("Saved. It holds from now on; what was decided stays."))
            return go(reverse("network:policies"))
    context = {
        "form": form,
        "standing": standing,
        "give_up_hours": standing.give_up_after // HOUR,
        "first_look_minutes": standing.first_look_within // MINUTE,
        "changes": [(NAMES[each.policy], each) for each in service.changes(actor)],
    }
    return render(request, "network/policies.html", context, status=422 if form.is_bound else 200)
