"""What a member puts beside an incident's facts: one service call each; a refusal keeps what was typed."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.privacy.text import TextRefused
from amparo.incidents.domain.looking import RequestStepNotPossible
from amparo.incidents.forms import words
from amparo.incidents.forms.beside import AskForm, LookForm, NoteForm
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.queries.requests import NoSuchRequest
from amparo.incidents.services import asking, notes, regroup, requests, wording
from amparo.incidents.views import beside, board
from amparo.incidents.views import page as pages
from amparo.incidents.views.board import found_or_404, setting_of
from amparo.network import api as network
from amparo.network.api import Capability, actor_of, requires
from amparo.reports import api as reports

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422

# Somebody else was quicker, or what it was about is gone: the page is shown as it stands now.
_CONFLICTS = (
    notes.IncidentIsClosed,
    regroup.ReportNotPresent,
    reports.AlreadyAsked,
    reports.CannotBeAsked,
    reports.ReportIsClosed,
    requests.AlreadyRequested,
    requests.NotAnObserver,
)
_REFUSALS: tuple[type[AmparoError], ...] = (
    *_CONFLICTS,
    TextRefused,
    wording.WordsHoldPrivate,
    notes.NoteEmpty,
    notes.TooManyNotes,
    reports.QuestionEmpty,
    reports.QuestionHoldsPrivate,
    reports.LanguageNotSpoken,
    reports.TooManyQuestions,
    requests.NothingToLookFor,
    requests.PlaceNotKnown,
    requests.TooManyRequests,
)


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def note(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Append a note."""
    form = NoteForm(request.POST)

    def act() -> None:
        notes.add_note(
            incident_id=incident_id,
            text=form.cleaned_data["text"],
            by=actor_of(request),
            now=clock.now(),
        )

    return _submit(request, incident_id, ("note_form", form), act, (_("Your note stands below."), "notes"))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def ask(request: HttpRequest, incident_id: UUID, report_id: UUID) -> HttpResponse:
    """Ask the sender of one of the incident's reports."""
    form = AskForm(request.POST, report_id=report_id)

    def act() -> None:
        asking.ask_reporter(
            incident_id=incident_id,
            report_id=report_id,
            wanted=form.wanted(),
            by=actor_of(request),
            now=clock.now(),
        )

    done = _("Asked. The answer appears here by itself.")
    return _submit(request, incident_id, ("ask_form", form), act, (done, f"report-{report_id}"))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def look(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Ask somebody to look."""
    able = [(str(member_id), name) for member_id, name in network.members_who_can(Capability.LOOK_ON_REQUEST)]
    on = {each.member_id for each in network.who_is_on(clock.now())}
    form = LookForm(request.POST, observers=able, on=sum(UUID(each) in on for each, _name in able))

    def act() -> None:
        requests.ask_to_look(
            incident_id=incident_id,
            to=form.observer(),
            look_for=form.look_for_values(),
            by=actor_of(request),
            now=clock.now(),
        )

    return _submit(request, incident_id, ("look_form", form), act, (_("Asked."), "requests"))


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def withdraw_request(request: HttpRequest, incident_id: UUID, request_id: UUID) -> HttpResponse:
    """Take a request back."""
    try:
        requests.withdraw(request_id=request_id, by=actor_of(request), now=clock.now())
    except NoSuchRequest as error:
        raise Http404 from error
    except RequestStepNotPossible as error:
        messages.error(request, words.refusal(error))
    else:
        messages.success(request, _("Taken back. Nobody needs to go."))
    return _go(request, incident_id, "requests")


def _submit(
    request: HttpRequest,
    incident_id: UUID,
    named: tuple[str, forms.Form],
    act: Callable[[], None],
    then: tuple[str, str],
) -> HttpResponse:
    """Do what a form asks for and show it on the page; else show the page with what was typed and why not.

    Args:
        request: with the form.
        incident_id: on whose page it stands.
        named: the form, and what the page calls it.
        act: what it asks for.
        then: what is said when it was done, and the part of the page that shows it.
    """
    _name, form = named
    done, part = then
    if not form.is_valid():
        return _again(request, incident_id, named, UNPROCESSABLE)
    try:
        act()
    except NoSuchIncident as error:
        raise Http404 from error
    except _REFUSALS as error:
        form.add_error(None, words.refusal(error))
        status = CONFLICT if isinstance(error, _CONFLICTS) else UNPROCESSABLE
        return _again(request, incident_id, named, status)
    messages.success(request, done)
    return _go(request, incident_id, part)


def _again(
    request: HttpRequest, incident_id: UUID, named: tuple[str, forms.Form], status: int
) -> HttpResponse:
    name, form = named
    actor, setting = actor_of(request), setting_of(request)
    found = found_or_404(incident_id, actor)
    context = board.incident_context(found, setting, actor)
    if isinstance(form, AskForm):
        shown = pages.page_of(found, setting, by=actor)
        stands_beside = beside.context(found, shown, setting, actor, again=form)
        context |= stands_beside
        is_shown = any(talk.form is form for talk in stands_beside["talks"])
    else:
        context[name] = form
        is_shown = bool(context["may_add"])
    if not is_shown:
        # The form is not on the page any more: what would stand on it stands on top.
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    return render(request, "incidents/board.html", context | {"is_live": False}, status=status)


def _go(request: HttpRequest, incident_id: UUID, part: str) -> HttpResponse:
    answer = HttpResponseRedirect(f"{setting_of(request).href(incident_id)}#{part}")
    answer.status_code = SEE_OTHER
    return answer
