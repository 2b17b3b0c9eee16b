"""Compose a first alert from an incident, follow one up, revise a draft: one form, three ways in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from amparo.alerts.domain.kinds import FOLLOW_UP_KINDS, Kind, first_kind_of
from amparo.alerts.forms import words
from amparo.alerts.forms.compose import ComposeForm, chosen, title_of, usual
from amparo.alerts.models import Alert
from amparo.alerts.queries import fetch
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.alerts.services import composing
from amparo.alerts.services.composing import Draft
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.incidents import api as incidents
from amparo.incidents.api import IncidentForAlert
from amparo.network import api as network
from amparo.network.api import Capability, actor_of, requires

SEE_OTHER = 303
METHODS = ["GET", "HEAD", "POST"]


@requires(Capability.COMPOSE_ALERT)
@require_http_methods(METHODS)
def compose(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Compose the first alert about an incident."""
    try:
        incident = incidents.for_alert(incident_id, by=actor_of(request))
    except incidents.NoSuchIncident as error:
        raise Http404 from error
    except incidents.NothingFoundYet as error:
        return _refuse(request, words.refusal(error))
    try:
        composing.check_nothing_else_stands(incident_id, besides=None)
    except composing.AlreadyAlerted as error:
        return _refuse(request, words.refusal(error), standing=error.fields["alert_id"])
    kind = first_kind_of(incident.outcome.value)

    def save(draft: Draft) -> UUID:
        return composing.compose(
            incident_id=incident_id, kind=kind, draft=draft, by=actor_of(request), now=clock.now()
        )

    back = reverse("alerts:desk")
    return _ask(request, kind=kind, incident=incident, initial=_usual(kind, incident), save=save, back=back)


@requires(Capability.COMPOSE_ALERT)
@require_http_methods(METHODS)
def follow(request: HttpRequest, alert_id: UUID, kind: str) -> HttpResponse:
    """Compose an update, an all-clear or a correction of what was sent."""
    if kind not in {each.value for each in FOLLOW_UP_KINDS}:
        raise Http404
    wanted = Kind(kind)
    named = _alert_or_404(alert_id)
    incident = incidents.for_alert(named.incident_id, by=actor_of(request))

    def save(draft: Draft) -> UUID:
        return composing.follow_up(
            alert_id=alert_id, kind=wanted, draft=draft, by=actor_of(request), now=clock.now()
        )

    back = reverse("alerts:preview", args=[alert_id])
    return _ask(
        request, kind=wanted, incident=incident, initial=_usual(wanted, incident), save=save, back=back
    )


@requires(Capability.COMPOSE_ALERT)
@require_http_methods(METHODS)
def revise(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Change a draft; a proposal comes back to the desk."""
    row = _alert_or_404(alert_id)
    incident = incidents.for_alert(row.incident_id, by=actor_of(request))

    def save(draft: Draft) -> UUID:
        composing.revise(alert_id=alert_id, draft=draft, by=actor_of(request), now=clock.now())
        return alert_id

    back = reverse("alerts:preview", args=[alert_id])
    return _ask(
        request,
        kind=Kind(row.kind),
        incident=incident,
        initial=chosen(fetch.content_of(row)),
        save=save,
        back=back,
    )


def _refuse(request: HttpRequest, refusal: str, *, standing: object = None) -> HttpResponse:
    """Say why there is nothing to compose, before anybody fills a form in vain."""
    href = reverse("alerts:preview", args=[standing]) if standing else ""
    context = {"refusal": refusal, "standing_href": href}
    return render(request, "alerts/compose_refused.html", context, status=409)


def _ask(
    request: HttpRequest,
    *,
    kind: Kind,
    incident: IncidentForAlert,
    initial: dict[str, Any],
    save: Callable[[Draft], UUID],
    back: str,
) -> HttpResponse:
    form = ComposeForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        outcome=incident.outcome.value,
        is_home=incident.is_home,
        language=translation.get_language() or "en",
        initial=initial,
    )
    if form.is_valid():
        try:
            alert_id = save(form.draft())
        except AmparoError as error:
            form.add_error(None, words.refusal(error))
        else:
            response = HttpResponseRedirect(reverse("alerts:preview", args=[alert_id]))
            response.status_code = SEE_OTHER
            return response
    context = {
        "form": form,
        "kind_text": words.KINDS[kind],
        "badge": words.BADGES[kind],
        "title": title_of(kind),
        "is_home": incident.is_home,
        "own_words": form.own_words(),
        "has_sentences": "sentences" in form.fields,
        "has_where": "where" in form.fields,
        "back": back,
    }
    return render(request, "alerts/compose.html", context, status=422 if form.is_bound else 200)


def _usual(kind: Kind, incident: IncidentForAlert) -> dict[str, Any]:
    return usual(
        kind,
        outcome=incident.outcome.value,
        basis=incident.basis,
        activity=incident.activity,
        agency=incident.agency,
        lifetime=network.current_network().alert_expiry,
    )


def _alert_or_404(alert_id: UUID) -> Alert:
    try:
        return fetch.alert(alert_id)
    except NoSuchAlert as error:
        raise Http404 from error
