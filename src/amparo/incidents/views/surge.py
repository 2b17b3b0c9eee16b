"""The page of surges: how the network works at the moment, why, and the switch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.incidents.domain.surge import Load
from amparo.incidents.forms import times
from amparo.incidents.forms import words_surge as words
from amparo.incidents.forms.surge import SwitchForm
from amparo.incidents.queries import surge as queries
from amparo.incidents.queries.surge import Hour, Past
from amparo.incidents.services import surge
from amparo.network.api import Actor, Capability, actor_of, current_network, requires

SEE_OTHER = 303
_SWITCHES = (Capability.MANAGE_NETWORK, Capability.TRIAGE_REPORTS)
_REFUSALS = (surge.SomebodySwitched, surge.EndRefused, surge.NotByHand)


@dataclass(frozen=True, slots=True)
class Row:
    """One hour in words."""

    hour: str
    received: int
    doubtful: int
    usual: str
    refused: int
    percent: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of the level in words."""

    level: str
    level_text: str
    at: str
    why: str
    numbers: str
    by_name: str


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the level, the numbers beside what is usual, and what changed."""
    return _page(request, None)


@requires(Capability.SEE_BOARD)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch the level by hand, or let the numbers decide again."""
    form, actor, now = SwitchForm(request.POST), actor_of(request), clock.now()
    try:
        if "let_go" in request.POST:
            surge.let_go(seen=_seen(request), by=actor, now=now)
            messages.success(request, _("The numbers decide again."))
        elif form.is_valid():
            surge.switch(
                level=form.wanted(),
                until=form.until(now),
                seen=form.cleaned_data["seen"],
                by=actor,
                now=now,
            )
            messages.success(request, _("Switched. Every board shows it now."))
        else:
            return _page(request, form)
    except _REFUSALS as error:
        messages.error(request, words.refusal(error))
    return HttpResponseRedirect(reverse("incidents:surge"), status=SEE_OTHER)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**31)) else 0


def _page(request: HttpRequest, form: SwitchForm | None) -> HttpResponse:
    actor, now, zone = actor_of(request), clock.now(), current_network().time_zone
    found = queries.overview(by=actor, now=now)
    mode = surge.current_mode(now)
    context = {
        "level": mode.level.value,
        "level_text": words.LEVELS[mode.level],
        "means": words.MEANS[mode.level],
        "why": words.WHYS[mode.why],
        "since": times.clock(mode.since, now=now, zone=zone) if found.changes else "",
        "until": times.clock(mode.until, now=now, zone=zone) if mode.until else "",
        "by_name": found.changes[0].by_name if found.changes and mode.is_by_hand else "",
        "now_text": _numbers(found.load),
        "rows": list(_rows(found.hours, now, zone)),
        "entries": list(_entries(found.changes, now, zone)),
        "may_switch": _may_switch(actor),
        "form": form or SwitchForm(initial={"level": mode.level.value, "seen": found.number}),
        "number": found.number,
    }
    return render(request, "incidents/surge.html", context, status=422 if form else 200)


def _may_switch(actor: Actor) -> bool:
    return any(actor.can(each) for each in _SWITCHES)


def _numbers(load: Load) -> str:
    return _("%(received)s in the last hour, %(doubtful)s of them doubtful; %(usual)s is usual") % {
        "received": round(load.received),
        "doubtful": round(load.doubtful),
        "usual": round(load.usual),
    }


def _rows(hours: Iterable[Hour], now: datetime, zone: ZoneInfo) -> Iterator[Row]:
    found = list(hours)
    most = max((each.received for each in found), default=0) or 1
    for each in found:
        yield Row(
            hour=times.clock(each.hour, now=now, zone=zone),
            received=each.received,
            doubtful=each.doubtful,
            usual=str(round(each.usual)),
            refused=sum(each.refused.values()),
            percent=round(100 * each.received / most),
        )


def _entries(changes: Iterable[Past], now: datetime, zone: ZoneInfo) -> Iterator[Entry]:
    for each in changes:
        yield Entry(
            level=each.mode.level.value,
            level_text=str(words.LEVELS[each.mode.level]),
            at=times.clock(each.mode.since, now=now, zone=zone),
            why=str(words.WHYS[each.mode.why]),
            numbers=_numbers(each.mode.load),
            by_name=each.by_name,
        )
