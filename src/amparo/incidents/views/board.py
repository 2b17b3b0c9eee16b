"""The board: queue, map and the chosen incident on one screen, live by the journal's cursor."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from amparo.core import clock
from amparo.incidents.domain.filters import Filter
from amparo.incidents.domain.states import State
from amparo.incidents.forms import words_board
from amparo.incidents.forms.decide import MergeForm, OutcomeForm, SplitForm
from amparo.incidents.forms.filters import FilterForm, filter_of
from amparo.incidents.queries import board as queries
from amparo.incidents.queries import moment
from amparo.incidents.queries.board import BoardPage
from amparo.incidents.queries.claims import own_returns_at
from amparo.incidents.queries.detail import Detail, detail
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.queries.presence import Presence, now_looking
from amparo.incidents.queries.saved import filters_of
from amparo.incidents.queries.shelves import Shelf
from amparo.incidents.services import presence
from amparo.incidents.views import around, beside, cursor, lasting, moving, rows, screen
from amparo.incidents.views import page as pages
from amparo.incidents.views.screen import Setting
from amparo.network.api import Actor, Capability, actor_of, current_network, requires

MOST_PAGES = 10_000


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the queue and the map; the bare address opens with the member's own filter, where one was chosen for it."""
    setting, actor = setting_of(request), actor_of(request)
    if not request.GET:
        own = next((each for each in filters_of(actor) if each.is_default), None)
        if own is not None:
            return HttpResponseRedirect(replace(setting, wanted=filter_of(own.terms)).board_href())
    return render(request, "incidents/board.html", board_context(setting, actor))


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Answer with the queue if something happened since the cursor, else with nothing."""
    setting = setting_of(request)
    looking = now_looking(setting.now)
    if cursor.is_current(request.GET.get("after", ""), now=setting.now, looking=looking.digest):
        return HttpResponse(status=204)
    selected = uuid_or_none(request.GET.get("selected", ""))
    context = queue_context(setting, actor_of(request), selected=selected, looking=looking)
    return render(request, "incidents/partials/queue.html", context)


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def points(request: HttpRequest) -> JsonResponse:
    """Answer with the map's points: those of the same page of the queue, and the chosen incident."""
    setting = setting_of(request)
    actor, selected = actor_of(request), uuid_or_none(request.GET.get("selected", ""))
    found = _page(setting, actor, cursor.latest(now=setting.now))
    shown = queries.with_chosen(found.rows, selected, by=actor)
    return JsonResponse({"points": list(screen.points(shown, setting, selected=selected))})


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Show one incident beside the queue; one that was merged leads to where its reports are."""
    actor, setting = actor_of(request), setting_of(request)
    found = found_or_404(incident_id, actor)
    if found.merged_into:
        return HttpResponseRedirect(setting.href(found.merged_into))
    presence.look(incident_id=incident_id, by=actor, now=setting.now, arrives=True)
    return render(request, "incidents/board.html", incident_context(found, setting, actor))


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def live(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Answer with the incident's part of the screen if something happened since the cursor, else with nothing."""
    setting, actor = setting_of(request), actor_of(request)
    try:
        presence.look(incident_id=incident_id, by=actor, now=setting.now)
    except NoSuchIncident as error:
        raise Http404 from error
    looking = now_looking(setting.now, at=[incident_id]).digest
    if cursor.is_current(request.GET.get("after", ""), now=setting.now, looking=looking):
        return HttpResponse(status=204)
    context = detail_context(found_or_404(incident_id, actor), setting, actor)
    return render(request, "incidents/partials/incident.html", context)


def setting_of(request: HttpRequest) -> Setting:
    """Return what the screen depends on; nonsense in the address means the first page of what waits."""
    shelf, number = request.GET.get("shelf", ""), request.GET.get("page", "")
    return Setting(
        now=clock.now(),
        network=current_network(),
        shelf=Shelf(shelf) if shelf in set(Shelf) else Shelf.TO_DO,
        page=_page_number(number),
        wanted=filter_of(request.GET) if FilterForm.base_fields.keys() & request.GET.keys() else Filter(),
    )


def found_or_404(incident_id: UUID, actor: Actor) -> Detail:
    """Return an incident's detail, or answer that there is none."""
    try:
        return detail(incident_id, by=actor)
    except NoSuchIncident as error:
        raise Http404 from error


def queue_context(
    setting: Setting, actor: Actor, *, selected: UUID | None = None, looking: Presence | None = None
) -> dict[str, object]:
    """Return what the queue's templates need."""
    # The cursor is read first: what happens while the page is read is then shown twice rather than never.
    looking = looking or now_looking(setting.now)
    seen = cursor.latest(now=setting.now, looking=looking.digest)
    found = _page(setting, actor, seen)
    others = partial(looking.others, than=actor)
    hidden, may_choose = found.dangers_hidden, actor.can(Capability.TRIAGE_REPORTS)
    return {
        "cursor": seen,
        "rows": rows.html(found.rows, setting, selected=selected, lookers=others, may_choose=may_choose),
        "shelves": list(around.shelf_links(found, setting)),
        "nothing_text": words_board.NOTHING_ON[setting.shelf],
        "is_filtered": bool(setting.wanted),
        "dangers_hidden": words_board.dangers_hidden(hidden) if hidden else "",
        "dangers_href": replace(setting, page=1, wanted=Filter()).board_href(shelf=Shelf.TO_DO.value),
        "earlier_href": setting.board_href(page=str(setting.page - 1)) if setting.page > 1 else "",
        "later_href": setting.board_href(page=str(setting.page + 1)) if found.has_next else "",
        "query": setting.query(),
        "queue_url": setting.address("incidents:queue", selected=selected),
        "points_url": setting.address("incidents:points", selected=selected),
    }


def board_context(setting: Setting, actor: Actor, *, selected: UUID | None = None) -> dict[str, object]:
    """Return what the whole screen without a chosen incident needs."""
    return queue_context(setting, actor, selected=selected) | around.context(setting, actor)


def detail_context(found: Detail, setting: Setting, actor: Actor) -> dict[str, object]:
    """Return what an incident's template needs, with fresh forms."""
    incident_id = found.row.incident_id
    looking = now_looking(setting.now, at=[incident_id])
    seen = cursor.latest(now=setting.now, looking=looking.digest)
    shown = pages.page_of(found, setting, by=actor)
    standing = str(shown.finding.outcome_id) if shown.finding else ""
    stands_beside = beside.context(found, shown, setting, actor)
    moved = moving.context(found, shown, setting, actor)
    return (
        stands_beside
        | moved
        | {
            "cursor": seen,
            "incident": shown,
            "looking": words_board.looking(looking.others(incident_id, than=actor)),
            "claim_returns": _claim_returns(found, setting, actor),
            "lasting": lasting.of(found, by=actor),
            "query": setting.query(),
            "policy": setting.network.basis_policy,
            "outcome_form": OutcomeForm(
                independent=pages.first_hand_choices(shown),
                media=pages.report_choices(shown),
                initial={"corrects": standing} | stands_beside["observer_basis"],
            ),
            "split_form": SplitForm(reports=pages.report_choices(shown)),
            "merge_form": MergeForm(incidents=pages.merge_choices(found, setting)),
        }
    )


def incident_context(found: Detail, setting: Setting, actor: Actor) -> dict[str, object]:
    """Return what the whole screen with a chosen incident needs."""
    whole = board_context(setting, actor, selected=found.row.incident_id)
    return whole | {"is_live": True} | detail_context(found, setting, actor)


def _page(setting: Setting, actor: Actor, seen: str) -> BoardPage:
    return moment.page(
        entry=cursor.entry_of(seen),
        by=actor,
        now=setting.now,
        shelf=setting.shelf,
        number=setting.page,
        wanted=setting.wanted,
    )


def _claim_returns(found: Detail, setting: Setting, actor: Actor) -> str:
    if found.row.state is not State.CHECKING:
        return ""
    at = own_returns_at(found.row.incident_id, by=actor)
    return setting.clock(at) if at else ""


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() else 1


def uuid_or_none(text: str) -> UUID | None:
    """Return the id that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
