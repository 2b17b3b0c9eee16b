"""The page of one subscription, for whoever holds its link: what comes, where, by which ways, until when."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import formats, translation

from amparo.alerts.domain import areas
from amparo.alerts.domain.composing import day_in_words
from amparo.alerts.domain.quiet import QuietHours
from amparo.alerts.domain.tokens import UNSUBSCRIBE
from amparo.alerts.domain.ways import MOST_WAYS
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.forms import watched, words
from amparo.alerts.forms.subscribe import WayForm, WishesForm
from amparo.alerts.queries import wishes as wish_queries
from amparo.alerts.queries.wishes import Held
from amparo.alerts.services import ways
from amparo.channels.api import ChannelKind
from amparo.core import languages
from amparo.core.places import gazetteer

SEE_OTHER = 303
# What the page says at its top after a press.
SAID = ("begun", "changed", "asked", "added", "ordered", "out", "renewed")


def manage(
    request: HttpRequest,
    token: str,
    *,
    form: WishesForm | None = None,
    way_form: WayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a subscription.

    Raises:
        LinkNotValid: there is none.
    """
    held = wish_queries.held(token, UNSUBSCRIBE)
    context = {
        "form": form or WishesForm(initial=initial(held.wishes), kept=held.wishes.drawn),
        "way_form": way_form or WayForm(initial={"kind": ChannelKind.EMAIL.value}),
        "token": token,
        "said": next((name for name in SAID if name in request.GET), ""),
        "is_confirmed": held.is_confirmed,
        "wishes": shown(held.wishes),
        "ways": _ways(held),
        "can_add": len(held.ways) < MOST_WAYS,
        "offers_sms": ChannelKind.SMS in ways.offered(),
        "waits_for_code": any(
            not each.is_confirmed and each.channel == ChannelKind.SMS for each in held.ways
        ),
        "until": day_in_words(held.until, page_language()) if held.until else "",
        "areas": gazetteer.gazetteer().areas,
    }
    return render(request, "alerts/subscribe_manage.html", context, status=status)


def _ways(held: Held) -> list[dict[str, Any]]:
    confirmed = [each for each in held.ways if each.is_confirmed]
    return [
        {
            "id": each.way_id or "",
            "name": words.CHANNELS.get(each.channel, each.channel),
            "is_confirmed": each.is_confirmed,
            "is_first": each.way_id is None,
            "can_go": not each.is_confirmed or len(confirmed) > 1,
        }
        for each in held.ways
    ]


def initial(wishes: Wishes) -> dict[str, Any]:
    """Return what a form of a subscription's wishes shows first."""
    return {
        "topics": [topic.value for topic in wishes.topics],
        "is_everywhere": wishes.is_everywhere,
        "places": ", ".join(_names(wishes)),
        "keeps_drawn": bool(wishes.drawn),
        "quiet_from": wishes.quiet.begin if wishes.quiet else None,
        "quiet_until": wishes.quiet.end if wishes.quiet else None,
        "wakes": wishes.quiet.wakes if wishes.quiet else False,
        "language": wishes.language,
        "radius": "3200",
    }


def shown(wishes: Wishes) -> dict[str, Any]:
    """Return what a subscription watches, in words and for a map."""
    cells = wish_queries.cells_of(wishes.areas, wishes.drawn)
    return {
        "topics": [words.TOPICS[topic] for topic in wishes.topics],
        "places": _names(wishes),
        "is_everywhere": wishes.is_everywhere,
        "drawn": watched.in_words(wishes.drawn) if wishes.drawn else "",
        "areas": watched.on_map(areas.put_together(cells)) if cells else None,
        "quiet": _quiet(wishes.quiet) if wishes.quiet else None,
        "language": languages.get(wishes.language).own_name,
    }


def _quiet(hours: QuietHours) -> dict[str, Any]:
    begin, end = (formats.time_format(each, "TIME_FORMAT") for each in (hours.begin, hours.end))
    return {"begin": begin, "end": end, "wakes": hours.wakes}


def _names(wishes: Wishes) -> list[str]:
    known = {area.slug: area.name for area in gazetteer.gazetteer().areas}
    return [known.get(slug, slug) for slug in wishes.areas]


def page_language() -> str:
    """Return the language of the page."""
    return translation.get_language() or "en"


def dead(request: HttpRequest) -> HttpResponse:
    """Say that a link leads nowhere, whatever the reason."""
    return render(request, "alerts/subscribe_dead.html", status=404)


def see(address: str) -> HttpResponse:
    """Send a browser on after a press."""
    response = HttpResponseRedirect(address)
    response.status_code = SEE_OTHER
    return response
