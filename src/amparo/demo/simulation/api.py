"""The door to the simulator: a city's weekend with the truth beside every message. Everything in it is invented.

The same seed, days, beginning, place and junk give the same weekend, on every machine. A weekend's honest part does not
change with the junk that is added. It was written without a look at how incidents are formed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from amparo.core.clock import DAY
from amparo.core.places import cells
from amparo.demo.simulation import happenings, hearsay, junk, witnesses, wording
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.lines import lines
from amparo.demo.simulation.places import Place, around, los_angeles
from amparo.demo.simulation.truth import Kind, Told, TrueEvent, Truth, Weekend

__all__ = [
    "HELD_OUT",
    "TUNING",
    "Kind",
    "Place",
    "Told",
    "TrueEvent",
    "Truth",
    "Weekend",
    "around",
    "lines",
    "los_angeles",
    "simulate",
]

# Set aside before any weight was tuned: a measure is taken on these, and nothing is ever changed to do better on them.
HELD_OUT: Final = (101, 211, 307, 401, 503, 601, 701, 809, 907, 1009)
# For choosing weights, and for looking at.
TUNING: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


def simulate(
    seed: int, *, days: int, began: datetime, place: Place | None = None, junk_a_day: int = 0
) -> Weekend:
    """Return the days from `began` on: what happened, and what people told about it.

    Args:
        seed: any whole number.
        days: how many times 24 hours, at least one.
        began: aware. Night and day are those of the place's time zone, so any moment will do.
        place: the city; the middle of Los Angeles if none is given.
        junk_a_day: how many junk messages flood in on each day, beside the few trolls of any day.

    Raises:
        ValueError: `days` or `junk_a_day` is too small, or `began` has no time zone.
    """
    if days < 1 or junk_a_day < 0:
        raise ValueError("a weekend has at least one day, and no less junk than none")
    if began.tzinfo is None:
        raise ValueError("the beginning needs a time zone")
    where = place or los_angeles()
    happened = happenings.draw(seed, days=days, began=began, place=where)
    until = began + DAY * days
    grown = (each for each in hearsay.mutations(seed, happened, where) if each.began < until)
    events = tuple(sorted((*happened, *grown), key=lambda event: (event.began, event.key)))
    honest = (told for event in events for told in _about(seed, event, where))
    dishonest = (
        told
        for day in range(days)
        for told in junk.tell(
            seed, day=day, began=began + DAY * day, place=where, events=events, count=junk_a_day
        )
    )
    arrived = sorted(
        (told for told in (*honest, *dishonest) if began <= told.at < until),
        key=lambda told: (told.at, told.key),
    )
    return Weekend(seed, days, began, events, tuple(_numbered(arrived)))


def _about(seed: int, event: TrueEvent, place: Place) -> Iterator[Told]:
    """Return all that is told about one event. Each street has a language that most of its people speak."""
    street_language = Dice(seed, f"street/{place.area_near(cells.centre(event.place)).slug}").weigh(
        wording.SPOKEN
    )
    seen = tuple(witnesses.tell(Dice(seed, f"witnesses/{event.key}"), event, place, street_language))
    yield from seen
    yield from hearsay.tell(Dice(seed, f"hearsay/{event.key}"), event, place, street_language, seen)


def _numbered(arrived: Sequence[Told]) -> Iterator[Told]:
    """Return the messages with plain numbers for keys, so that no key tells what it is about."""
    numbers = {told.key: f"m{number:06}" for number, told in enumerate(arrived, start=1)}
    senders = {
        source: f"s{number:06}"
        for number, source in enumerate(dict.fromkeys(told.source for told in arrived), 1)
    }
    for told in arrived:
        yield replace(
            told,
            key=numbers[told.key],
            source=senders[told.source],
            copied_from=numbers.get(told.copied_from, ""),
        )
