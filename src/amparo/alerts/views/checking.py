"""Check this alert: by its text, by its code, by a picture of its code. Nothing that comes in is kept."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.alerts.adapters import code_reading
from amparo.alerts.adapters.code_reading import PictureNotRead
from amparo.alerts.forms import words
from amparo.alerts.forms.in_memory import PictureInMemory
from amparo.alerts.forms.subscribe import CheckForm
from amparo.alerts.queries import checking
from amparo.alerts.queries.checking import CheckResult
from amparo.alerts.services import pace
from amparo.alerts.views import showing
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.privacy.text import TextRefused
from amparo.network import api as network
from amparo.network.api import public
from amparo.vault.api import takes_files


# Nothing is stored and nobody is signed in here: a stranger's form could only ask a question.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Say whether a pasted text, or the code in the address of a scanned picture, is of this network."""
    scanned = request.GET.get("code", "")
    if request.method != "POST" and scanned:
        return _answer(request, lambda now: checking.check_code(scanned, now))
    form = CheckForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    return _answer(request, lambda now: checking.check_text(form.cleaned_data["text"], now), form)


@public
@csrf_exempt
@takes_files
@require_http_methods(["POST"])
def picture(request: HttpRequest) -> HttpResponse:
    """Say whether a code in a picture is ours. The picture is read in memory, by a child that ends with it."""
    taken = PictureInMemory(request)
    request.upload_handlers = [taken]
    with suppress(StopUpload, MultiPartParserError):  # what came of it is told below
        request.FILES  # noqa: B018 — reading it is what takes the picture in
    return _answer(request, lambda now: checking.check_scanned(_texts_in(taken), now))


def _texts_in(taken: PictureInMemory) -> tuple[str, ...]:
    if taken.is_too_large:
        raise PictureNotRead(why="too_large")
    if not taken.content:
        raise PictureNotRead(why="nothing_chosen")
    return code_reading.texts_in(taken.content)


def _answer(
    request: HttpRequest, ask: Callable[[datetime], CheckResult], form: CheckForm | None = None
) -> HttpResponse:
    now = clock.now()
    try:
        pace.count("check", request.META["REMOTE_ADDR"], pace.CHECK_BY_CLIENT, now)
        found = ask(now)
    except pace.TooOften as error:
        return _page(request, form, refusal=error, status=429)
    except (TextRefused, PictureNotRead) as error:
        return _page(request, form, refusal=error, status=422)
    return _page(request, form, found=found)


def _page(
    request: HttpRequest,
    form: CheckForm | None,
    *,
    found: CheckResult | None = None,
    refusal: AmparoError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form or CheckForm(),
        "result": showing.finding(found, network.current_network().time_zone) if found else None,
        "refusal": words.refusal(refusal) if refusal else "",
    }
    return render(request, "alerts/check.html", context, status=status)
