"""Please call me: the public form, and the members' queue, in which nobody sees a number."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.channels.api import AddressRefused, NoPublicKey
from amparo.core import clock, languages
from amparo.network.api import Capability, actor_of, current_network, public, requires
from amparo.reports.domain.callback import CallState
from amparo.reports.forms.callback import CallbackForm, refusal
from amparo.reports.queries import callbacks as queries
from amparo.reports.queries.callbacks import Wish
from amparo.reports.services import callbacks, effort

SEE_OTHER = 303
_REFUSALS = (
    callbacks.CallsNotPossible,
    callbacks.TooManyWait,
    AddressRefused,
    NoPublicKey,
    effort.ProofAsked,
)
_ENDS = {"reached": CallState.REACHED, "again": CallState.WAITING, "give_up": CallState.GIVEN_UP}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number, where somebody can be told that it is their turn; else say so."""
    form = CallbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _ask(request, form, clock.now())
        except _REFUSALS as error:
            form.add_error(None, refusal(error))
        else:
            return HttpResponseRedirect(reverse("reports:callback_waits"), status=SEE_OTHER)
    return _form(request, form)


@public
@require_safe
def waits(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "reports/callback_waits.html")


@requires(Capability.TYPE_IN_REPORT)
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show whose turn it is, and who waits."""
    found, now = queries.queue(by=actor_of(request)), clock.now()
    context = {
        "invited": [_row(each, now) for each in found.invited],
        "waiting": [_row(each, now) for each in found.waiting],
        "is_possible": callbacks.is_possible(),
        "contact": current_network().public_contact,
    }
    return render(request, "reports/callback_desk.html", context)


@requires(Capability.TYPE_IN_REPORT)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Tell whoever waits first that it is their turn, and open the script of their call."""
    try:
        callback_id = callbacks.take_next(by=actor_of(request), now=clock.now())
    except (callbacks.NobodyWaits, callbacks.CallsNotPossible) as error:
        messages.error(request, refusal(error))
        return HttpResponseRedirect(reverse("reports:callbacks"), status=SEE_OTHER)
    messages.success(request, _("They get a message now. Stay by the phone."))
    return HttpResponseRedirect(reverse("reports:call", query={"callback": callback_id}), status=SEE_OTHER)


@requires(Capability.TYPE_IN_REPORT)
@require_POST
def go_on(request: HttpRequest, callback_id: UUID) -> HttpResponse:
    """Say how a turn ended."""
    wanted = _ENDS.get(request.POST.get("step", ""))
    if wanted is not None:
        try:
            callbacks.go_on(callback_id=callback_id, wanted=wanted, by=actor_of(request), now=clock.now())
        except callbacks.CallMoved as error:
            messages.error(request, refusal(error))
    return HttpResponseRedirect(reverse("reports:callbacks"), status=SEE_OTHER)


def _ask(request: HttpRequest, form: CallbackForm, now: datetime) -> None:
    number = form.cleaned_data["number"]
    # The same form sent again within the hour asks for no second proof: the page waits, nobody is locked out.
    effort.check(who=request.META["REMOTE_ADDR"], proof="", token=number, now=now, is_patient=True)
    callbacks.ask(
        number=number,
        language=translation.get_language() or "en",
        is_urgent=form.cleaned_data["is_urgent"],
        now=now,
    )


def _form(request: HttpRequest, form: CallbackForm) -> HttpResponse:
    context = {
        "form": form,
        "is_possible": callbacks.is_possible(),
        "public_contact": current_network().public_contact,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "reports/callback_ask.html", context, status=status)


def _row(wish: Wish, now: datetime) -> dict[str, object]:
    return {
        "wish": wish,
        "language": languages.name_in(wish.language, translation.get_language() or "en"),
        "minutes": max(0, int((now - wish.asked_at).total_seconds() // 60)),
    }
