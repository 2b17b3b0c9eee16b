"""What a member does to an incident: one service call each; a refusal says why and keeps what was typed."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.core import clock
from amparo.core.privacy.text import TextRefused
from amparo.incidents.domain.outcomes import BasisRefused
from amparo.incidents.domain.states import StepNotPossible
from amparo.incidents.forms import words
from amparo.incidents.forms.decide import MergeForm, OutcomeForm, SplitForm
from amparo.incidents.queries.detail import Detail
from amparo.incidents.queries.fetch import IncidentIsGone, NoSuchIncident
from amparo.incidents.services import decide, regroup
from amparo.incidents.views import board, weighing
from amparo.incidents.views import page as pages
from amparo.incidents.views.board import found_or_404, setting_of
from amparo.incidents.views.screen import Setting
from amparo.network.api import Capability, actor_of, requires

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422

# Somebody else was quicker: the page is shown as it stands now.
_CONFLICTS = (
    decide.AlreadyBeingChecked,
    decide.AlreadyRecorded,
    decide.NothingToCorrect,
    decide.NoNews,
    StepNotPossible,
    IncidentIsGone,
    regroup.ReportNotPresent,
)
_REFUSALS = (
    *_CONFLICTS,
    BasisRefused,
    TextRefused,
    decide.HowJudgedHoldsPrivate,
    regroup.NothingToSplit,
    regroup.NothingWouldStay,
    regroup.OutcomeRestsOnReport,
    regroup.SameIncident,
    regroup.CannotMergeDecided,
)

Press = Callable[..., None]

_SHOWN_IF = {"outcome_form": "may_record", "split_form": "may_split", "merge_form": "may_merge"}


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def claim(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that it is being checked."""
    return _press(request, incident_id, decide.claim_checking, _("You said that you check it."))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def put_back(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that nobody checks it any more."""
    return _press(request, incident_id, decide.put_back, _("It waits for somebody again."))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def news_read(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that the news was read and changes nothing."""
    return _press(request, incident_id, decide.put_news_aside, _("Noted: the news changes nothing."))


@requires(Capability.RECORD_OUTCOME)
@require_POST
def end(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say that it is over."""
    return _press(request, incident_id, decide.end_incident, _("Recorded: it is over."))


@requires(Capability.RECORD_OUTCOME)
@require_POST
def outcome(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Record what was found, or correct it."""
    _found, _setting, shown = _seen(request, incident_id)
    form = OutcomeForm(
        request.POST, independent=pages.first_hand_choices(shown), media=pages.report_choices(shown)
    )

    def record() -> UUID:
        decide.record_outcome(
            incident_id=incident_id,
            outcome=form.outcome_value(),
            basis=form.basis(),
            corrects=form.cleaned_data["corrects"],
            by=actor_of(request),
            now=clock.now(),
        )
        return incident_id

    done = _("Recorded. Those who reported it can read it now.")
    return _submit(request, incident_id, ("outcome_form", form), record, done)


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def split(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Split reports off into an incident of their own."""
    _found, _setting, shown = _seen(request, incident_id)
    form = SplitForm(request.POST, reports=pages.report_choices(shown))

    def move() -> UUID:
        return regroup.split(
            incident_id=incident_id,
            report_ids=form.report_ids(),
            reason=form.why(),
            by=actor_of(request),
            now=clock.now(),
        )

    return _submit(
        request, incident_id, ("split_form", form), move, _("Split off. This is the new incident.")
    )


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def merge(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Merge the incident into another."""
    found, setting, _shown = _seen(request, incident_id)
    form = MergeForm(request.POST, incidents=pages.merge_choices(found, setting))

    def move() -> UUID:
        regroup.merge(
            incident_id=incident_id,
            into=form.target(),
            reason=form.why(),
            by=actor_of(request),
            now=clock.now(),
        )
        return form.target()

    return _submit(request, incident_id, ("merge_form", form), move, _("Merged. All reports are here now."))


def _seen(request: HttpRequest, incident_id: UUID) -> tuple[Detail, Setting, pages.Page]:
    actor, setting = actor_of(request), setting_of(request)
    found = found_or_404(incident_id, actor)
    return found, setting, pages.page_of(found, setting, by=actor)


def _press(request: HttpRequest, incident_id: UUID, act: Press, done: str) -> HttpResponse:
    """Do what needs no form, and say on the incident's page that it was done or why not."""
    try:
        act(incident_id=incident_id, by=actor_of(request), now=clock.now())
    except NoSuchIncident as error:
        raise Http404 from error
    except _REFUSALS as error:
        messages.error(request, words.refusal(error))
    else:
        messages.success(request, done)
    return go(request, incident_id)


def _submit(
    request: HttpRequest,
    incident_id: UUID,
    named: tuple[str, forms.Form],
    act: Callable[[], UUID],
    done: str,
) -> HttpResponse:
    """Do what a form asks for and go where it leads; else show the page with what was typed and why not."""
    _name, form = named
    if not form.is_valid():
        return _again(request, incident_id, named, UNPROCESSABLE)
    try:
        leads_to = act()
    except NoSuchIncident as error:
        raise Http404 from error
    except _REFUSALS as error:
        _found, _setting, shown = _seen(request, incident_id)
        form.add_error(None, weighing.refusal(error, shown))
        if isinstance(error, decide.AlreadyRecorded):
            # Sent once more, it is meant as a correction of what the person now sees.
            meant = request.POST.copy()
            meant["corrects"] = str(error.fields["outcome_id"])
            form.data = meant
        status = CONFLICT if isinstance(error, _CONFLICTS) else UNPROCESSABLE
        is_second = isinstance(error, decide.AlreadyRecorded)
        return _again(request, incident_id, named, status, decided_first=is_second)
    messages.success(request, done)
    return go(request, leads_to)


def _again(
    request: HttpRequest,
    incident_id: UUID,
    named: tuple[str, forms.Form],
    status: int,
    *,
    decided_first: bool = False,
) -> HttpResponse:
    name, form = named
    found, setting, shown = _seen(request, incident_id)
    if not getattr(shown, _SHOWN_IF[name]):
        # The form is not on the page any more: what would stand on it stands on top.
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    context = board.incident_context(found, setting, actor_of(request))
    again = {name: form, "is_live": False, "decided_first": decided_first}
    return render(request, "incidents/board.html", context | again, status=status)


def go(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Go to an incident's page."""
    answer = HttpResponseRedirect(setting_of(request).href(incident_id))
    answer.status_code = SEE_OTHER
    return answer
