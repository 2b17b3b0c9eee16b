"""An observer's page: what they are asked to look at, as coarse as they may see it, and what they found."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.places.cells import centre
from amparo.core.privacy.text import TextRefused
from amparo.incidents.domain.looking import RequestState, RequestStepNotPossible
from amparo.incidents.forms import words, words_beside
from amparo.incidents.forms.beside import FoundForm
from amparo.incidents.queries import requests as queries
from amparo.incidents.queries.requests import NoSuchRequest, NotWantedAnyMore, Task
from amparo.incidents.services import requests, wording
from amparo.incidents.views.board import setting_of
from amparo.incidents.views.screen import Setting
from amparo.network.api import Capability, actor_of, requires

SEE_OTHER, UNPROCESSABLE = 303, 422
# A block's middle to about a hundred metres, a neighbourhood's to about a kilometre: no finer than what is shown.
_BLOCK_DECIMALS, _NEIGHBOURHOOD_DECIMALS = 3, 2

_TOLD = (requests.AlreadyTaken, NotWantedAnyMore, RequestStepNotPossible)
Step = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Item:
    """One request in words."""

    request_id: UUID
    title: str
    place: str
    middle: str
    is_home: bool
    seen: str
    asked: str
    look_for: tuple[str, ...]
    is_asked: bool
    is_in_hand: bool
    is_over: bool
    is_to_all: bool
    answer: str
    words: str
    form: FoundForm | None


@requires(Capability.LOOK_ON_REQUEST)
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show an observer their own requests."""
    return _page(request)


@requires(Capability.LOOK_ON_REQUEST)
@require_POST
def accept(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say that one goes."""
    return _press(
        request, request_id, requests.accept, _("Thank you. Look from a distance, and come back safely.")
    )


@requires(Capability.LOOK_ON_REQUEST)
@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say that one can't; nobody asks why."""
    return _press(request, request_id, requests.decline, _("That is all right. Somebody else will be asked."))


@requires(Capability.LOOK_ON_REQUEST)
@require_POST
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say what one found."""
    form = FoundForm(request.POST, request_id=request_id)
    if not form.is_valid():
        return _page(request, again=form)

    def act(**who: object) -> None:
        requests.answer(found=form.found_value(), words=form.cleaned_data["words"], **who)  # type: ignore[arg-type]  # what `_press` hands on

    try:
        return _press(request, request_id, act, _("Thank you. Those who check it can read it now."))
    except (TextRefused, wording.WordsHoldPrivate) as error:
        form.add_error("words", words.refusal(error))
        return _page(request, again=form)


def _press(request: HttpRequest, request_id: UUID, act: Step, done: str) -> HttpResponse:
    """Do one step and go back to the page; another's request is as good as none."""
    try:
        act(request_id=request_id, by=actor_of(request), now=clock.now())
    except NoSuchRequest as error:
        raise Http404 from error
    except _TOLD as error:
        messages.error(request, _told(error))
    else:
        messages.success(request, done)
    response = HttpResponseRedirect(reverse("incidents:requests"))
    response.status_code = SEE_OTHER
    return response


def _told(error: AmparoError) -> str:
    return words.refusal(error)


def _page(request: HttpRequest, *, again: FoundForm | None = None) -> HttpResponse:
    actor, setting = actor_of(request), setting_of(request)
    tasks = queries.tasks(by=actor, now=setting.now)
    if again is not None and all(task.request_id != again.request_id for task in tasks):
        raise Http404
    items = [_item(task, setting, again) for task in tasks]
    context = {
        "waiting": [each for each in items if each.is_asked],
        "in_hand": [each for each in items if each.is_in_hand],
        "answered": [each for each in items if each.answer],
        "is_on": queries.is_on(actor, setting.now),
        "points": {"points": [_point(task) for task in tasks if task.state in _OPEN]},
    }
    return render(request, "incidents/requests.html", context, status=UNPROCESSABLE if again else 200)


_OPEN = (RequestState.ASKED, RequestState.ACCEPTED)


def _item(task: Task, setting: Setting, again: FoundForm | None) -> Item:
    is_in_hand = task.state is RequestState.ACCEPTED
    form = None
    if is_in_hand:
        is_again = again is not None and again.request_id == task.request_id
        form = again if is_again else FoundForm(request_id=task.request_id)
    return Item(
        request_id=task.request_id,
        title=str(words.ACTIVITIES[task.activity]),
        place=words.place(task.place, is_area=True, is_home=task.is_home, is_known=True),
        middle=_middle(task),
        is_home=task.is_home,
        seen=setting.ago(task.seen_at),
        asked=setting.ago(task.asked_at),
        look_for=tuple(str(words_beside.LOOK_FOR[each]) for each in task.look_for),
        is_asked=task.state is RequestState.ASKED,
        is_in_hand=is_in_hand,
        is_over=task.is_over,
        is_to_all=task.is_to_all,
        answer=str(words_beside.ANSWERS[task.answer]) if task.answer else "",
        words=task.words,
        form=form,
    )


def _middle(task: Task) -> str:
    point, decimals = centre(task.cell), _NEIGHBOURHOOD_DECIMALS if task.is_home else _BLOCK_DECIMALS
    return f"{point.lat:.{decimals}f}, {point.lon:.{decimals}f}"


def _point(task: Task) -> dict[str, object]:
    point = centre(task.cell)
    return {
        "id": str(task.request_id),
        "lat": round(point.lat, _BLOCK_DECIMALS + 1),
        "lon": round(point.lon, _BLOCK_DECIMALS + 1),
        "status": "open",
        "text": str(words.ACTIVITIES[task.activity]),
        "href": f"#request-{task.request_id}",
    }
