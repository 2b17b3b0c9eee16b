"""Keeping a claim: its holder is still at it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.core import clock
from amparo.incidents.forms import words
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.services import claims
from amparo.incidents.views.board import setting_of
from amparo.network.api import Capability, actor_of, requires


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def keep(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Begin the time of a claim anew."""
    try:
        claims.keep(incident_id=incident_id, by=actor_of(request), now=clock.now())
    except NoSuchIncident as error:
        raise Http404 from error
    except claims.NotYourClaim as error:
        messages.error(request, words.refusal(error))
    else:
        messages.success(request, _("You still check it."))
    return HttpResponseRedirect(setting_of(request).href(incident_id), status=303)
