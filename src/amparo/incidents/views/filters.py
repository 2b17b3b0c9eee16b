"""A member's saved filters: each step one service call; a refusal says why."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amparo.incidents.forms import words
from amparo.incidents.forms.filters import FilterNameForm
from amparo.incidents.queries.saved import filters_of
from amparo.incidents.services import filters
from amparo.incidents.views import around
from amparo.incidents.views.board import setting_of
from amparo.network.api import Capability, actor_of, requires

_REFUSALS = (filters.FilterEmpty, filters.FilterNameTaken, filters.TooManyFilters)
_STEPS: Mapping[str, Callable[..., None]] = {
    "make_default": filters.make_default,
    "clear_default": filters.clear_default,
    "delete": filters.delete,
}


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """Show the member's filters."""
    setting, actor = setting_of(request), actor_of(request)
    context = {
        "saved_filters": list(around.filter_links(filters_of(actor), setting)),
        "back_href": setting.board_href(),
    }
    return render(request, "incidents/filters.html", context)


@requires(Capability.SEE_BOARD)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filter that the address holds."""
    setting, form = setting_of(request), FilterNameForm(request.POST)
    if not form.is_valid():
        _say(request, form)
    else:
        try:
            filters.save(name=form.cleaned_data["name"], wanted=setting.wanted, by=actor_of(request))
        except _REFUSALS as error:
            messages.error(request, words.refusal(error))
        else:
            messages.success(request, _("Kept. You find it above the queue."))
    return HttpResponseRedirect(setting.board_href(), status=303)


@requires(Capability.SEE_BOARD)
@require_POST
def change(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Rename a filter, let the board open with it or not, or delete it."""
    step, actor = request.POST.get("step", ""), actor_of(request)
    try:
        if step == "rename":
            form = FilterNameForm(request.POST)
            if form.is_valid():
                filters.rename(filter_id=filter_id, name=form.cleaned_data["name"], by=actor)
            else:
                _say(request, form)
        elif step in _STEPS:
            _STEPS[step](filter_id=filter_id, by=actor)
    except filters.NoSuchFilter as error:
        raise Http404 from error
    except _REFUSALS as error:
        messages.error(request, words.refusal(error))
    return HttpResponseRedirect(reverse("incidents:filters"), status=303)


def _say(request: HttpRequest, form: FilterNameForm) -> None:
    for errors in form.errors.values():
        for sentence in errors:
            messages.error(request, str(sentence))
