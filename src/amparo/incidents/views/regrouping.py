"""Taking a move back, deciding whether two incidents are one, and agreeing with who decided first."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.incidents.domain.states import StepNotPossible
from amparo.incidents.forms import words
from amparo.incidents.forms.regroup import AgreeForm, OtherForm, SameForm, UndoForm
from amparo.incidents.queries.fetch import IncidentIsGone, NoSuchIncident
from amparo.incidents.services import agree as agreeing
from amparo.incidents.services import decide, regroup, suggestions, undo
from amparo.incidents.views.actions import go
from amparo.network.api import Actor, Capability, NotAllowed, actor_of, requires

_REFUSALS: tuple[type[AmparoError], ...] = (
    undo.NothingToUndo,
    undo.SomethingHappenedSince,
    suggestions.NotSuggested,
    regroup.SameIncident,
    regroup.CannotMergeDecided,
    IncidentIsGone,
    StepNotPossible,
    agreeing.OwnOutcome,
    decide.AlreadyRecorded,
    decide.NothingToCorrect,
)


# What a service does, and to which incident it leads.
Act = Callable[[Actor, datetime], UUID]


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def take_back(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Take the last move back."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident_id, _("Choose why."))

    def act(by: Actor, now: datetime) -> UUID:
        why = form.why()
        return undo.undo(incident_id=incident_id, entry_id=form.entry_id(), reason=why, by=by, now=now)

    return _do(request, incident_id, act, _("Taken back."))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def same(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that two incidents are one."""
    form = SameForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident_id, _("Choose why."))
    source, target = form.pair(incident_id)

    def act(by: Actor, now: datetime) -> UUID:
        regroup.merge(incident_id=source, into=target, reason=form.why(), by=by, now=now)
        return target

    return _do(request, incident_id, act, _("Merged. All reports are here now."))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def not_same(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that two incidents are two."""
    form = OtherForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident_id, _("This could not be done. Nothing was changed."))

    def act(by: Actor, now: datetime) -> UUID:
        other = form.cleaned_data["other"]
        suggestions.tell_apart(incident_id=incident_id, other_id=other, by=by, now=now)
        return incident_id

    return _do(request, incident_id, act, _("Noted: they are two. This is not suggested again."))


@requires(Capability.RECORD_OUTCOME)
@require_POST
def agree(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Agree with the outcome that somebody else recorded first."""
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident_id, _("This could not be done. Nothing was changed."))

    def act(by: Actor, now: datetime) -> UUID:
        outcome = form.cleaned_data["outcome"]
        agreeing.agree(incident_id=incident_id, outcome_id=outcome, by=by, now=now)
        return incident_id

    return _do(request, incident_id, act, _("Noted: you agree. The outcome stands as it is."))


def _do(request: HttpRequest, incident_id: UUID, act: Act, done: str) -> HttpResponse:
    """Do it and go where it leads; else say why not on the incident's page."""
    try:
        leads_to = act(actor_of(request), clock.now())
    except NoSuchIncident as error:
        raise Http404 from error
    except _REFUSALS as error:
        return _refused(request, incident_id, words.refusal(error))
    except NotAllowed:
        # Whoever may open this page lacks only what an outcome takes.
        return _refused(
            request, incident_id, _("This changes what an outcome says: a verifier has to do it.")
        )
    messages.success(request, done)
    return go(request, leads_to)


def _refused(request: HttpRequest, incident_id: UUID, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return go(request, incident_id)
