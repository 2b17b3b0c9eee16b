"""What became of a report, for whoever holds its six words: read, add, take back. The code is never in an address."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from amparo.core import clock
from amparo.network.api import public
from amparo.reports.domain.danger import NO_DANGER
from amparo.reports.domain.draft import DraftRefused
from amparo.reports.domain.receipts import ReceiptNotUnderstood
from amparo.reports.domain.views import ReceiptView
from amparo.reports.forms import choices, photos
from amparo.reports.forms.receipt import AdditionForm, AnswerForm, CodeForm, danger_of
from amparo.reports.forms.sentences import sentence
from amparo.reports.forms.state import PageTooOld, seal, unseal
from amparo.reports.queries import reports as queries
from amparo.reports.services import attempts, return_visit
from amparo.reports.services import pictures as keeping
from amparo.reports.services.attempts import TooManyAttempts
from amparo.reports.views import asked, pictures
from amparo.reports.views.pictures import Chosen
from amparo.vault.api import MediaRefused, takes_files


@public
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the code; with it, show what became of the report."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, form, status=422 if form.is_bound else 200)
    now = clock.now()
    who = request.META["REMOTE_ADDR"]
    try:
        attempts.check(who, now=now)
        found = queries.find_receipt(form.cleaned_data["code"], now=now)
    except (ReceiptNotUnderstood, TooManyAttempts) as error:
        form.add_error("code", sentence(error))
        return _ask(request, form, status=429 if isinstance(error, TooManyAttempts) else 422)
    except queries.NoSuchReceipt as error:
        attempts.count_failure(who, now=now)
        form.add_error("code", sentence(error))
        return _ask(request, form, status=422)
    return _show(request, found, now)


@public
@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Append something to the report whose page this was sent from."""
    now, question_id = clock.now(), asked.question_of(request)
    try:
        report_id = _report_id(request, now)
        if question_id is not None:
            return _answer(request, report_id, question_id, now)
        chosen = pictures.choose(request, (), now)
        if not chosen.refused and not pictures.is_dropping(request):
            chosen = _add(report_id, AdditionForm(request.POST), chosen, now)
            if chosen == pictures.NOTHING:
                return _show(request, queries.receipt_of(report_id, now=now), now, done="added")
        form = AdditionForm(request.POST)
        return _show(request, queries.receipt_of(report_id, now=now), now, form=form, chosen=chosen)
    except (PageTooOld, queries.NoSuchReceipt):
        return _back_to_the_code()
    except (DraftRefused, return_visit.ReportIsClosed) as error:
        form = AdditionForm(request.POST)
        form.add_error("text", sentence(error))
        return _show(request, queries.receipt_of(report_id, now=now), now, form=form)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask once more, then take the report back."""
    now = clock.now()
    try:
        report_id = _report_id(request, now)
        if request.POST.get("sure") != "yes":
            sealed = seal("receipt", {"report_id": str(report_id)}, now=now)
            return render(request, "reports/receipt_withdraw.html", {"held": sealed})
        _withdraw(report_id, now)
        return _show(request, queries.receipt_of(report_id, now=now), now, done="withdrawn")
    except (PageTooOld, queries.NoSuchReceipt):
        return _back_to_the_code()


def _answer(request: HttpRequest, report_id: UUID, question_id: UUID, now: datetime) -> HttpResponse:
    """Add the answer to a question; one that can't be taken stands there again, with what is wrong."""
    text = request.POST.get("text", "")
    try:
        return_visit.add_to_report(report_id=report_id, text=text, question_id=question_id, now=now)
    except (DraftRefused, return_visit.ReportIsClosed) as error:
        # With the report its questions are gone: what was typed stands where something is added.
        is_gone = isinstance(error, return_visit.ReportIsClosed)
        form = AdditionForm(request.POST) if is_gone else AnswerForm(request.POST, question_id=question_id)
        form.add_error("text", sentence(error))
        return _show(request, queries.receipt_of(report_id, now=now), now, form=form)
    return _show(request, queries.receipt_of(report_id, now=now), now, done="answered")


def _add(report_id: UUID, form: AdditionForm, chosen: Chosen, now: datetime) -> Chosen:
    """Add what was told and pictures; return what is left to say of the pictures."""
    form.full_clean()
    text, danger = form.cleaned_data["text"], danger_of(form)
    if text.strip() or danger != NO_DANGER or not chosen.kept:
        return_visit.add_to_report(report_id=report_id, text=text, danger=danger, now=now)
    if not chosen.kept:
        return pictures.NOTHING
    try:
        keeping.add(report_id=report_id, pictures=chosen.kept, now=now)
    except MediaRefused as error:
        return Chosen((), (error.why.value,))
    return pictures.NOTHING


def _withdraw(report_id: UUID, now: datetime) -> None:
    try:
        return_visit.withdraw_report(report_id=report_id, now=now)
    except return_visit.AlreadyWithdrawn:
        # A second tap: the page that follows says what the first one did.
        return


def _report_id(request: HttpRequest, now: datetime) -> UUID:
    return UUID(unseal("receipt", request.POST.get("held", ""), now=now)["report_id"])


def _back_to_the_code() -> HttpResponse:
    response = HttpResponseRedirect(reverse("reports:receipt"))
    response.status_code = 303
    return response


def _ask(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    return render(request, "reports/receipt_enter.html", {"form": form}, status=status)


def _show(
    request: HttpRequest,
    found: ReceiptView,
    now: datetime,
    *,
    form: AdditionForm | AnswerForm | None = None,
    done: str = "",
    chosen: Chosen | None = None,
) -> HttpResponse:
    title, text = choices.FATES[found.fate]
    context = {
        "held": seal("receipt", {"report_id": str(found.report_id)}, now=now),
        "receipt": found,
        "fate_title": title,
        "fate_text": text,
        "form": form if isinstance(form, AdditionForm) else AdditionForm(),
        "questions": asked.questions(found, form if isinstance(form, AnswerForm) else None),
        "done": done,
        "photos": photos.part(chosen.kept, chosen.refused) if chosen else photos.part(),
    }
    return render(request, "reports/receipt_show.html", context, status=422 if form else 200)
