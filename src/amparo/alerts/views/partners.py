"""Partner networks on the desk: who is one, what they state, and the step by which a statement becomes our message."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amparo.alerts.domain.partners.message import Says
from amparo.alerts.forms import partners as forms
from amparo.alerts.forms.partners import PartnerForm
from amparo.alerts.models import PartnerState
from amparo.alerts.queries import partners as queries
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.queries.partners import PartnerRow, Prompt
from amparo.alerts.services import partners, relaying
from amparo.alerts.views import showing
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Actor, Capability, actor_of, requires

SEE_OTHER = 303


@requires(Capability.SEE_ALERTS_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Show partners and their statements; take a coordinator's proposal of another."""
    actor = actor_of(request)
    if request.method != "POST":
        return _page(request, actor, PartnerForm())
    actor.require(Capability.MANAGE_NETWORK)
    form = PartnerForm(request.POST)
    if form.is_valid():
        try:
            partners.propose(proposal=form.proposal(), by=actor, now=clock.now())
        except AmparoError as error:
            form.add_error(None, forms.refusal(error))
        else:
            messages.success(request, _("Proposed. Now a second coordinator must compare and confirm it."))
            return _back()
    return _page(request, actor, form, status=422)


@requires(Capability.MANAGE_NETWORK)
@require_POST
def confirm(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Let a partner in, as the second coordinator."""
    fingerprint = request.POST.get("fingerprint", "")
    try:
        partners.confirm(
            partner_id=partner_id, fingerprint=fingerprint, by=actor_of(request), now=clock.now()
        )
    except AmparoError as error:
        return _page(request, actor_of(request), PartnerForm(), refusal=forms.refusal(error), status=409)
    messages.success(request, _("Confirmed. We read what it publishes from now on."))
    return _back()


@requires(Capability.MANAGE_NETWORK)
@require_POST
def stop(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """Stop reading a partner, at once and alone."""
    try:
        partners.stop(partner_id=partner_id, by=actor_of(request), now=clock.now())
    except AmparoError as error:
        return _page(request, actor_of(request), PartnerForm(), refusal=forms.refusal(error), status=409)
    messages.success(request, _("Stopped. Nothing of it is read or shown any more."))
    return _back()


@requires(Capability.COMPOSE_ALERT)
@require_POST
def relay(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Make a draft of ours from a partner's statement; two people release it as any other."""
    try:
        alert_id = relaying.relay(
            statement_id=statement_id, choices=relaying.Choices(), by=actor_of(request), now=clock.now()
        )
    except AmparoError as error:
        return _page(request, actor_of(request), PartnerForm(), refusal=forms.refusal(error), status=409)
    return _to_alert(alert_id)


@requires(Capability.COMPOSE_ALERT)
@require_POST
def relay_over(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Make a draft that says that the partner says that it is over."""
    try:
        following = relaying.follow(alert_id=alert_id, by=actor_of(request), now=clock.now())
    except NoSuchAlert as error:
        raise Http404 from error
    except AmparoError as error:
        return _page(request, actor_of(request), PartnerForm(), refusal=forms.refusal(error), status=409)
    return _to_alert(following)


def prompts() -> list[dict[str, Any]]:
    """Return what the desk must look at: partners that said something after we relayed them."""
    return [_prompt(each) for each in queries.prompts(clock.now())]


def _page(
    request: HttpRequest, actor: Actor, form: PartnerForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    now, zone = clock.now(), network.current_network().time_zone
    may_manage = actor.can(Capability.MANAGE_NETWORK)
    found = [_partner(each, zone) for each in queries.rows(by=actor)]
    context = {
        "form": form,
        "refusal": refusal,
        "may_manage": may_manage,
        "may_compose": actor.can(Capability.COMPOSE_ALERT),
        "proposed": [each for each in found if each["is_proposed"]],
        "active": [each for each in found if not each["is_proposed"]],
        "statements": showing.statements(queries.standing(now), zone),
        "prompts": prompts(),
    }
    return render(request, "alerts/partners.html", context, status=status)


def _partner(row: PartnerRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": row.partner_id,
        "name": row.name,
        "address": row.address,
        "is_proposed": row.state == PartnerState.PROPOSED,
        "fingerprint": row.fingerprint,
        "proposed_by": row.proposed_by,
        "is_mine": row.is_mine,
        "read": showing.when(row.read_at, zone) if row.read_at else "",
        "fault": forms.fault(row.fault) if row.fault else "",
        "refused": [{"address": address, "fault": forms.fault(code)} for address, code in row.refused],
    }


def _prompt(prompt: Prompt) -> dict[str, Any]:
    return {
        "alert_id": prompt.alert_id,
        "href": reverse("alerts:preview", args=[prompt.alert_id]),
        "code": prompt.code,
        "partner": prompt.partner,
        "says": forms.SAYS[prompt.says] if prompt.says else "",
        "is_over": prompt.says == Says.ENDED,
    }


def _back() -> HttpResponse:
    response = HttpResponseRedirect(reverse("alerts:partners"))
    response.status_code = SEE_OTHER
    return response


def _to_alert(alert_id: UUID) -> HttpResponse:
    response = HttpResponseRedirect(reverse("alerts:preview", args=[alert_id]))
    response.status_code = SEE_OTHER
    return response
