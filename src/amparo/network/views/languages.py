"""The page of languages: how far each is, who checked it, and which are in use."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.core.languages import name_in
from amparo.core.phrases import SOURCE_LANGUAGE, SheetState
from amparo.network.access import actor_of, requires
from amparo.network.domain.roles import Capability
from amparo.network.forms.words import BOOKS
from amparo.network.services import languages as service
from amparo.network.services.languages import LanguageView
from amparo.network.views.answers import done_or_told


@requires(Capability.MANAGE_NETWORK)
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Show every language: how far it is and whether it is in use."""
    shown = [_shown(each) for each in service.all_of_them(actor_of(request))]
    context = {
        "in_use": [each for each in shown if each["is_on"]],
        "others": [each for each in shown if not each["is_on"]],
    }
    return render(request, "network/languages.html", context)


@requires(Capability.MANAGE_NETWORK)
@require_POST
def put_in_use(request: HttpRequest, tag: str) -> HttpResponse:
    """Let things be sent in a language."""
    return done_or_told(
        request,
        lambda: service.put_in_use(
            tag=tag,
            is_known_unchecked="is_known_unchecked" in request.POST,
            by=actor_of(request),
            now=clock.now(),
        ),
        success=_("In use from now on. Alerts that are written from now on go out in it too."),
        back_to=reverse("network:languages"),
    )


@requires(Capability.MANAGE_NETWORK)
@require_POST
def take_out_of_use(request: HttpRequest, tag: str) -> HttpResponse:
    """Send nothing in a language any more."""
    return done_or_told(
        request,
        lambda: service.take_out_of_use(tag=tag, by=actor_of(request), now=clock.now()),
        success=_("Out of use. Who wished for it gets the network's first language."),
        back_to=reverse("network:languages"),
    )


def _shown(each: LanguageView) -> dict[str, Any]:
    return {
        "tag": each.language.tag,
        "own_name": each.language.own_name,
        "name": name_in(each.language.tag, get_language() or SOURCE_LANGUAGE),
        "direction": each.language.direction,
        "is_on": each.is_on,
        "is_first": each.is_first,
        "is_unchecked": each.is_unchecked,
        "is_ready": each.is_ready,
        "on_by": each.on_by,
        "on_at": each.on_at,
        "was_known": each.was_known,
        "summary": _summary(each),
        "sheets": [(BOOKS.get(app, app), _progress(state), _checked(state)) for app, state in each.sheets],
    }


def _summary(each: LanguageView) -> str:
    told = {"n": sum(state.is_complete for _app, state in each.sheets), "all": len(BOOKS)}
    return _("Complete in %(n)s of %(all)s parts") % told


def _progress(state: SheetState) -> str:
    if state.is_complete:
        return _("complete")
    lacking = state.missing + state.stale
    return ngettext(
        "%(n)s sentence is missing or out of date: nothing is said in it",
        "%(n)s sentences are missing or out of date: nothing is said in it",
        lacking,
    ) % {"n": lacking}


def _checked(state: SheetState) -> str:
    if not state.is_draft and state.reviewer:
        return _("checked by %(name)s") % {"name": state.reviewer}
    if not state.is_draft:
        return _("checked")
    if state.is_by_machine and state.language != SOURCE_LANGUAGE:
        return _("made by a computer, checked by nobody")
    return _("checked by nobody")
