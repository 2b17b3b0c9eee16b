"""How to decide: a plain page for a new dispatcher, with the rules in force and the demonstration's incidents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from amparo.core import clock
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.forms import words_guide, words_numbers
from amparo.incidents.queries import guide as queries
from amparo.incidents.queries.board import BoardRow
from amparo.incidents.queries.guide import Shows
from amparo.incidents.views import screen
from amparo.incidents.views.screen import Setting
from amparo.network.api import Actor, Capability, actor_of, current_network, requires
from amparo.reports import api as reports


@dataclass(frozen=True, slots=True)
class Example:
    """An incident to look at."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """One outcome: what it means, what it needs, what its reporters read, and an incident that has it."""

    kind: str
    name: StrOrPromise
    means: StrOrPromise
    needs: StrOrPromise
    reporter_reads: str
    reads_in: str
    example: Example | None


@requires(Capability.SEE_BOARD)
@require_safe
def how_to_decide(request: HttpRequest) -> HttpResponse:
    """Show the page; examples are shown in the demonstration only, where no incident is anybody's."""
    network = current_network()
    setting = Setting(now=clock.now(), network=network)
    shown = _examples(setting, actor_of(request)) if settings.IS_DEMO else {}
    context = {
        "policy": network.basis_policy,
        "first_look_within": words_numbers.age(network.first_look_within),
        "give_up_after": words_numbers.age(network.give_up_after),
        "outcomes": list(_outcomes(shown)),
        "waits": shown.get(Shows.WAITS),
        "urgent": shown.get(Shows.URGENT),
        "looks_like": shown.get(Shows.LOOKS_LIKE),
        "home": shown.get(Shows.HOME),
    }
    return render(request, "incidents/how_to_decide.html", context)


def _outcomes(shown: Mapping[Shows, Example]) -> Iterator[Told]:
    for outcome in Outcome:
        told = reports.told_of(outcome.value, translation.get_language() or "")
        yield Told(
            kind=outcome.value,
            name=words_numbers.OUTCOMES[outcome],
            means=words_guide.MEANS[outcome],
            needs=words_guide.NEEDS[outcome],
            reporter_reads=told.text,
            reads_in=told.language,
            example=shown.get(Shows(outcome)),
        )


def _examples(setting: Setting, actor: Actor) -> dict[Shows, Example]:
    found = queries.examples(by=actor)
    return {shows: _example(row, setting) for shows, row in found.items()}


def _example(row: BoardRow, setting: Setting) -> Example:
    item = screen.item(row, setting)
    return Example(item.href, f"{item.title} · {item.place} · {item.reports}")
