"""One step on several incidents: the answer says for how many it was done, for which not, and why."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amparo.core import clock
from amparo.incidents.forms import words
from amparo.incidents.queries import board
from amparo.incidents.services import bulk, giving_up
from amparo.incidents.services.bulk import Refused, Result, Step
from amparo.incidents.views import screen
from amparo.incidents.views.board import setting_of, uuid_or_none
from amparo.incidents.views.screen import Setting
from amparo.network.api import Actor, Capability, actor_of, requires

# So many refused incidents are named; the rest is counted.
_MOST_NAMED = 5


def _claimed(count: int) -> str:
    return ngettext("You check %(count)s incident now.", "You check %(count)s incidents now.", count)


def _put_back(count: int) -> str:
    return ngettext(
        "%(count)s incident waits for somebody again.",
        "%(count)s incidents wait for somebody again.",
        count,
    )


def _set_aside(count: int) -> str:
    return ngettext("%(count)s incident waits aside.", "%(count)s incidents wait aside.", count)


def _taken_back(count: int) -> str:
    return ngettext(
        "%(count)s incident is back in the queue.", "%(count)s incidents are back in the queue.", count
    )


def _news_read(count: int) -> str:
    return ngettext(
        "Noted for %(count)s incident: the news changes nothing.",
        "Noted for %(count)s incidents: the news changes nothing.",
        count,
    )


def _unverifiable(count: int) -> str:
    return ngettext(
        "Recorded for %(count)s incident: it could not be verified. Its reporters can read it now.",
        "Recorded for %(count)s incidents: they could not be verified. Their reporters can read it now.",
        count,
    )


_DONE: Mapping[Step, Callable[[int], str]] = {
    Step.CLAIM: _claimed,
    Step.PUT_BACK: _put_back,
    Step.SET_ASIDE: _set_aside,
    Step.TAKE_BACK: _taken_back,
    Step.READ_NEWS: _news_read,
    Step.UNVERIFIABLE: _unverifiable,
}


@requires(Capability.TRIAGE_REPORTS)
@require_POST
def do(request: HttpRequest) -> HttpResponse:
    """Do a step on the chosen incidents; before outcomes are recorded, ask once more."""
    setting, actor = setting_of(request), actor_of(request)
    step = request.POST.get("step", "")
    chosen = [each for each in map(uuid_or_none, request.POST.getlist("incident")) if each]
    if step not in set(Step):
        messages.error(request, _("Choose what to do."))
    elif not chosen:
        messages.error(request, _("Choose incidents first: tick them, or press x."))
    elif step == Step.UNVERIFIABLE and "is_confirmed" not in request.POST:
        return _ask(request, chosen, setting, actor)
    else:
        _do(request, Step(step), chosen, actor)
    return HttpResponseRedirect(_back(request, setting), status=303)


def _do(request: HttpRequest, step: Step, chosen: list[UUID], actor: Actor) -> None:
    try:
        result = bulk.do(step=step, incident_ids=chosen, by=actor, now=clock.now())
    except (bulk.TooManyChosen, giving_up.TooManyAtOnce) as error:
        messages.error(request, words.refusal(error))
        return
    if result.done:
        messages.success(request, _DONE[step](len(result.done)) % {"count": len(result.done)})
    for sentence in _refusals(result, actor):
        messages.error(request, sentence)


def _ask(request: HttpRequest, chosen: list[UUID], setting: Setting, actor: Actor) -> HttpResponse:
    actor.require(Capability.RECORD_OUTCOME)
    rows = board.rows_by_id(chosen[: bulk.MOST_AT_ONCE], by=actor).values()
    context = {
        "rows": screen.items(rows, setting),
        "query": setting.query(),
        "beside": uuid_or_none(request.POST.get("beside", "")),
        "back_href": _back(request, setting),
    }
    return render(request, "incidents/bulk_confirm.html", context)


def _refusals(result: Result, actor: Actor) -> Iterable[str]:
    """Yield a sentence for each reason, with the incidents that it kept back."""
    rows = board.rows_by_id([each.incident_id for each in result.refused], by=actor)
    by_reason: dict[str, list[Refused]] = {}
    for each in result.refused:
        by_reason.setdefault(words.refusal(each.error), []).append(each)
    for reason, refused in by_reason.items():
        known = [rows[each.incident_id] for each in refused if each.incident_id in rows]
        names = [f"{words.ACTIVITIES[row.activity]}, {screen.place_of(row)}" for row in known[:_MOST_NAMED]]
        count = ngettext("Not done for %(count)s:", "Not done for %(count)s:", len(refused)) % {
            "count": len(refused)
        }
        more = ["…"] if len(refused) > len(names) and names else []
        yield f"{count} {reason} {' · '.join([*names, *more])}".strip()


def _back(request: HttpRequest, setting: Setting) -> str:
    beside = uuid_or_none(request.POST.get("beside", ""))
    return setting.href(beside) if beside else setting.board_href()
