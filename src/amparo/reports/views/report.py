"""The public page "Report what you see": four short steps, carried by the page itself."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from amparo.channels.api import AddressRefused, NoPublicKey
from amparo.core import clock
from amparo.network.api import NetworkSettings, current_network, public
from amparo.reports.domain.draft import DraftRefused, ReportDraft
from amparo.reports.domain.effort import has_waited
from amparo.reports.domain.kinds import Activity, Heard, ReportChannel
from amparo.reports.domain.tokens import new_token
from amparo.reports.domain.views import Submitted
from amparo.reports.forms import photos, steps
from amparo.reports.forms.sentences import STEP_OF_FIELD, sentence
from amparo.reports.forms.state import Answers, PageTooOld
from amparo.reports.queries import places
from amparo.reports.services import effort, refusals
from amparo.reports.services.marking import BrowserKey
from amparo.reports.services.pictures import attach
from amparo.reports.services.submit import submit_report
from amparo.reports.views import browser, pictures, report_pages
from amparo.vault.api import MediaRefused, takes_files

STEPS = ("what", "where", "when", "check")
_FORMS: dict[str, type[steps.StepForm]] = {
    "what": steps.WhatForm,
    "where": steps.WhereForm,
    "when": steps.WhenForm,
    "check": steps.DetailsForm,
}
# What a form can hold is limited by its fields; this only bounds what the page carries for showing it again.
_MOST_CHARS_KEPT = 20_000


@public
@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show a step, take its answers, and at the end take the report. Sending twice is the same as sending once."""
    now = clock.now()
    network = current_network()
    if request.method != "POST":
        return _show(request, Answers(new_token(), STEPS[0], _heard_only(request)), network, now)
    try:
        answers = Answers.unsealed(request.POST.get("answers", ""), now)
    except PageTooOld:
        return _show(request, Answers(new_token(), STEPS[0]), network, now, is_too_old=True)
    _keep(request, answers)
    chosen = pictures.choose(request, answers.pictures, now)
    answers.pictures, answers.refused = [str(each) for each in chosen.kept], list(chosen.refused)
    return _go(request, answers, network, now)


def _heard_only(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Return what is answered already for somebody who comes to tell what they heard; they may change it."""
    return {"when": {"heard": Heard.HEARD.value}} if request.GET.get("heard") else {}


def _keep(request: HttpRequest, answers: Answers) -> None:
    """Put what stands in the page's fields into the answers, right or wrong: nothing that was typed gets lost."""
    names = _FORMS[answers.step].base_fields
    answers.raw[answers.step] = {
        name: request.POST[name][:_MOST_CHARS_KEPT] for name in names if name in request.POST
    }


def _go(request: HttpRequest, answers: Answers, network: NetworkSettings, now: datetime) -> HttpResponse:
    wish = request.POST.get("go", "next")
    if wish == "stay" or pictures.is_dropping(request) or answers.refused:
        return _show(request, answers, network, now)
    if wish == "back":
        answers.step = STEPS[max(0, STEPS.index(answers.step) - 1)]
        return _show(request, answers, network, now)
    if wish.startswith("edit-") and wish.removeprefix("edit-") in STEPS:
        answers.step, answers.comes_back = wish.removeprefix("edit-"), True
        return _show(request, answers, network, now)
    if wish == "send" and answers.step == "check":
        return _send(request, answers, network, now)
    return _next(request, answers, network, now)


def _next(request: HttpRequest, answers: Answers, network: NetworkSettings, now: datetime) -> HttpResponse:
    if answers.step == "when":
        answers.answered_at = now.timestamp()
    form = _form(answers, answers.step, network, now)
    if not form.is_valid():
        return _show(request, answers, network, now, form=form)
    following = STEPS[min(len(STEPS) - 1, STEPS.index(answers.step) + 1)]
    answers.step = "check" if answers.comes_back else following
    answers.comes_back = False
    return _show(request, answers, network, now)


def _send(request: HttpRequest, answers: Answers, network: NetworkSettings, now: datetime) -> HttpResponse:
    forms = {step: _form(answers, step, network, now) for step in STEPS}
    for step, form in forms.items():
        if not form.is_valid():
            answers.step = step
            return _show(request, answers, network, now, form=form)
    key = browser.key_of(request, now)
    try:
        before = _let_pass(request, answers, forms["check"].cleaned_data["text"], now)
        submitted = _submit(answers, forms, key, now, sent_before=before)
    except effort.ProofAsked as error:
        return _show(request, answers, network, now, form=forms["check"], asked_for=error)
    except DraftRefused as error:
        refusals.count(error.code.lower(), now)
        name = str(error.fields["field"])
        answers.step = STEP_OF_FIELD.get(name, "check")
        form = forms[answers.step]
        form.refuse(name, error)
    except (AddressRefused, NoPublicKey) as error:
        form = forms["check"]
        form.add_error("contact", sentence(error))
    else:
        response = report_pages.sent(request, submitted, left_out=not _attach(submitted, answers, now))
        browser.remember(response, key)
        return response
    return _show(request, answers, network, now, form=form)


def _let_pass(request: HttpRequest, answers: Answers, words: str, now: datetime) -> int:
    asked_at = now if answers.asked_at is None else datetime.fromtimestamp(answers.asked_at, UTC)
    return effort.check(
        who=request.META["REMOTE_ADDR"],
        proof=request.POST.get("proof", ""),
        token=answers.token,
        now=now,
        is_patient=has_waited(asked_at, now),
        words=words,
    )


def _attach(submitted: Submitted, answers: Answers, now: datetime) -> bool:
    """Give the report its pictures; tell whether it took them. Sent twice with other ones, it may have too many."""
    try:
        attach(report_id=submitted.report_id, pictures=answers.pictures, now=now)
    except MediaRefused:
        return False
    return True


def _submit(
    answers: Answers,
    forms: dict[str, steps.StepForm],
    key: BrowserKey,
    now: datetime,
    *,
    sent_before: int,
) -> Submitted:
    what, where, when, details = (forms[step] for step in STEPS)
    found = where.found if isinstance(where, steps.WhereForm) else None
    if found is None or not isinstance(details, steps.DetailsForm) or not isinstance(when, steps.WhenForm):
        raise TypeError("The steps' forms are mixed up.")
    draft = ReportDraft(
        activity=Activity(what.cleaned_data["activity"]),
        cell=found.cell,
        place_is_known=found.is_known,
        place_text=places.in_words(where.cleaned_data["place_text"], where.cleaned_data["area"]),
        seen_at=when.cleaned_data["moment"],
        first_hand=steps.is_first_hand(when),
        sent_before=sent_before,
        **steps.details_of(details),
    )
    return submit_report(
        draft=browser.marked(draft, key, now),
        token=answers.token,
        channel=ReportChannel.WEB,
        language=translation.get_language() or "en",
        now=now,
    )


def _form(
    answers: Answers, step: str, network: NetworkSettings, now: datetime, *, is_bound: bool = True
) -> steps.StepForm:
    moment = now
    if step == "when" and answers.answered_at is not None:
        moment = datetime.fromtimestamp(answers.answered_at, UTC)
    raw = answers.raw.get(step, {})
    given: dict[str, Any] = {"data": raw} if is_bound else {"initial": raw}
    return _FORMS[step](network=network, now=moment, **given)


def _show(
    request: HttpRequest,
    answers: Answers,
    network: NetworkSettings,
    now: datetime,
    *,
    form: steps.StepForm | None = None,
    is_too_old: bool = False,
    asked_for: effort.ProofAsked | None = None,
) -> HttpResponse:
    if answers.step == "check":
        before = {step: _form(answers, step, network, now) for step in STEPS[:-1]}
        wrong = next((step for step, each in before.items() if not each.is_valid()), None)
        if wrong is not None:
            answers.step, form = wrong, before[wrong]
    effort_asked = report_pages.effort_asked(request, answers, asked_for, now)
    context: dict[str, Any] = effort_asked | {
        "answers": answers.sealed(now),
        "step": answers.step,
        "steps": STEPS,
        "number": STEPS.index(answers.step) + 1,
        "form": form or _form(answers, answers.step, network, now, is_bound=False),
        "is_too_old": is_too_old,
        "is_asked_for": asked_for is not None,
        "is_question": False,
        "public_contact": network.public_contact,
    }
    if answers.step == "where":
        context |= report_pages.where(context["form"])
    if answers.step == "check":
        context |= report_pages.summary(before, network) | report_pages.details(context["form"])
        context["photos"] = photos.part(answers.pictures, answers.refused)
    status = 429 if asked_for else 200 if form is None else 422
    response = render(request, "reports/report_wizard.html", context, status=status)
    if answers.step != "check":
        # The browser's own "back" must work between pages that were sent. What it keeps for that is sealed; the page
        # that shows all answers is not kept.
        response.headers["Cache-Control"] = "private, no-cache"
    return response
