"""The network's own numbers: coarse and frozen for everybody, exact for members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from amparo.core import clock
from amparo.incidents.domain import numbers
from amparo.incidents.domain.numbers import Edition, Waits, Week, WeekFacts
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.forms import words_numbers as words
from amparo.incidents.queries import numbers as queries
from amparo.network.api import Capability, actor_of, current_network, public, requires

NOT_SAID = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """One outcome, at the head of its column; the kind gives the colour of its piece of the bar."""

    kind: str
    label: StrOrPromise


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, and its share beside it; empty where there is none."""

    text: str
    share: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of a row's bar, in percent of its length."""

    kind: str
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Row:
    """One week in words."""

    week: str
    is_over: bool
    cells: tuple[Cell, ...]
    in_all: str
    left_open: str
    waits: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a list of counts, with its bar."""

    label: str
    count: int
    percent: int


@public
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Show the published weeks."""
    rows = [_published(each) for each in queries.editions()]
    return render(request, "incidents/numbers.html", {"outcomes": _outcomes(), "rows": rows})


@requires(Capability.SEE_BOARD)
@never_cache
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Show what is open and how old, the last weeks exactly, and when things come in."""
    now = clock.now()
    found = queries.desk(by=actor_of(request), now=now, zone=current_network().time_zone)
    context = {
        "outcomes": _outcomes(),
        "ages": list(_ages(found.open_items)),
        "open_count": found.open_items.in_all,
        "unseen_count": found.open_items.unseen,
        "rows": [_exact(each, is_over=place > 0) for place, each in enumerate(found.weeks)],
        "hours": list(_hours(found.by_hour)),
    }
    return render(request, "incidents/numbers_desk.html", context)


def _outcomes() -> list[Column]:
    return [Column(outcome.value, words.OUTCOMES[outcome]) for outcome in Outcome]


def _published(edition: Edition) -> Row:
    few = _("fewer than %(limit)s") % {"limit": numbers.FEWEST}
    cells = []
    for outcome in Outcome:
        count, percent = edition.counts[outcome], edition.about_percent(outcome)
        share = _("about %(percent)s %%") % {"percent": percent} if percent is not None else ""
        cells.append(Cell(few if count is None else _said(count), share))
    return Row(
        week=_week(edition.week),
        is_over=True,
        cells=tuple(cells),
        in_all=_said(edition.about_in_all),
        left_open=few if edition.left_open is None else _said(edition.left_open),
        waits=(*_waits(edition.looked), *_waits(edition.decided)),
        bars=tuple(_bars({outcome: count or 0 for outcome, count in edition.counts.items()})),
    )


def _exact(facts: WeekFacts, *, is_over: bool) -> Row:
    in_all = sum(facts.outcomes.values())
    cells = []
    for outcome in Outcome:
        count = facts.outcomes.get(outcome, 0)
        share = _("%(percent)s %%") % {"percent": round(100 * count / in_all)} if in_all else ""
        cells.append(Cell(_said(count), share))
    return Row(
        week=_week(facts.week),
        is_over=is_over,
        cells=tuple(cells),
        in_all=_said(in_all),
        left_open=_said(facts.left_open),
        waits=(*_waits(numbers.waits(facts.looked)), *_waits(numbers.waits(facts.decided))),
        bars=tuple(_bars(facts.outcomes)),
    )


def _bars(counts: Mapping[Outcome, int]) -> Iterator[Bar]:
    in_all = sum(counts.values())
    start = 0.0
    for outcome in Outcome:
        if counts.get(outcome, 0):
            length = round(100 * counts[outcome] / in_all, 2)
            yield Bar(outcome.value, round(start, 2), length)
            start += length


def _ages(items: queries.OpenItems) -> Iterator[Count]:
    limits = [words.age(limit) for limit in queries.AGES]
    labels = [
        _("younger than %(limit)s") % {"limit": limits[0]},
        *(_("%(from)s to %(to)s") % {"from": start, "to": end} for start, end in pairwise(limits)),
        _("older than %(limit)s") % {"limit": limits[-1]},
    ]
    most = max(items.by_age) or 1
    for label, count in zip(labels, items.by_age, strict=True):
        yield Count(label, count, 100 * count // most)


def _hours(by_hour: tuple[int, ...]) -> Iterator[Count]:
    most = max(by_hour) or 1
    for hour, count in enumerate(by_hour):
        yield Count(f"{hour:02}:00", count, 100 * count // most)


def _waits(waits: Waits) -> tuple[str, str]:
    return _waited(waits.half), _waited(waits.nine_tenths)


def _waited(minutes: int | None) -> str:
    return NOT_SAID if minutes is None else words.waited(minutes)


def _said(count: int | None) -> str:
    return (
        NOT_SAID if count is None else str(formats.number_format(count, use_l10n=True, force_grouping=True))
    )


def _week(week: Week) -> str:
    return formats.date_format(week.monday, "DATE_FORMAT")
