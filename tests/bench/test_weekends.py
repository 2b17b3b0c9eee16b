"""The baseline of forming does what its paper says, and groups are held against the truth fairly."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.api import Told
from amparo.demo.simulation.dice import Dice
from bench import st_dbscan, weekends
from bench.st_dbscan import Near, Settings
from tests.incidents.domain.test_forming import seen


def test_st_dbscan_joins_what_is_reached_from_cores_and_leaves_the_rest_alone() -> None:
    chain = [seen(n, north_m=80 * n, minutes=n) for n in range(4)]
    later, far = seen(8, minutes=120), seen(9, north_m=900)
    near = Near.among([*chain, later, far])

    found = st_dbscan.clusters(near, Settings(metres=100, minutes=15, fewest=2))

    assert len(set(found[:4])) == 1
    assert len(set(found)) == 3
    assert len(set(st_dbscan.clusters(near, Settings(metres=100, minutes=15, fewest=4)))) == 6


def test_the_truth_itself_is_right_and_one_heap_is_not() -> None:
    weekend = weekends.weekend(1)
    events = [_event(told, number) for number, told in enumerate(weekend.messages)]

    right, heap = weekends.tally(weekend, events), weekends.tally(weekend, [0] * len(events))

    assert (right.f1, right.joined, right.strays) == (1.0, 0, 0)
    assert heap.joined == heap.confirmed > 0
    assert heap.f1 < 0.1
    assert replace(right, right=0).f1 == 0


@pytest.mark.timeout(20)  # it forms a day of two hundred reports twice
@pytest.mark.parametrize("seed", simulation.TUNING[:4])
def test_whoever_comes_a_quarter_of_an_hour_sooner_or_later_changes_little(seed: int) -> None:
    """Nine of ten pairs that stand together do so also when everybody's arrival is drawn anew."""
    day = simulation.simulate(seed, days=1, began=weekends.BEGAN)
    arriving = weekends.sightings(day)
    dice = Dice(seed, "arrivals")
    delays = [dice.minutes(0, 15) for _ in arriving]
    order = sorted(
        range(len(arriving)), key=lambda n: (arriving[n].told_at or arriving[n].seen_at) + delays[n]
    )

    as_it_came = weekends.formed(arriving)
    otherwise = dict(zip(order, weekends.formed([arriving[number] for number in order]), strict=True))

    assert _agreement(as_it_came, [otherwise[number] for number in range(len(arriving))]) >= 0.9


def _agreement(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the F1 of the pairs that stand together in two groupings."""
    both = _pairs(Counter(zip(one, other, strict=True)).values())
    return 2 * both / (_pairs(Counter(one).values()) + _pairs(Counter(other).values()))


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def _event(told: Told, number: int) -> str:
    return told.event or f"junk {number}"
