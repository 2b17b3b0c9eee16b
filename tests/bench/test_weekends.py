"""The baseline of forming does what its paper says, and groups are held against the truth fairly."""

from dataclasses import replace

from amparo.demo.simulation.api import Told
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


def _event(told: Told, number: int) -> str:
    return told.event or f"junk {number}"
