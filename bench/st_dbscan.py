"""ST-DBSCAN (Birant and Kut, "ST-DBSCAN: An algorithm for clustering spatial-temporal data", 2007), plainly.

It sees all reports at once. A report is a core where at least `fewest` reports, itself among them, lie within `metres`
and `minutes` of it; what is reached from a core is one cluster; all else stands alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from amparo.core.places import cells
from amparo.incidents.domain.forming import Sighting

METRES: Final = (100, 150, 200, 250, 300, 400, 600, 900)
MINUTES: Final = (15, 20, 30, 40, 50, 60, 90)
FEWEST: Final = (1, 2, 3)


@dataclass(frozen=True)
class Settings:
    """What is tuned."""

    metres: float
    minutes: float
    fewest: int


@dataclass(frozen=True)
class Near:
    """The pairs of reports that any setting may call near, worked out once: for each the others, metres, minutes."""

    of: Mapping[int, Sequence[tuple[int, float, float]]]
    count: int

    @classmethod
    def among(cls, sightings: Sequence[Sighting]) -> "Near":
        """Compare all; a report whose place nobody knows is near nothing."""
        found: dict[int, list[tuple[int, float, float]]] = {number: [] for number in range(len(sightings))}
        for one, first in enumerate(sightings):
            for other in range(one):
                second = sightings[other]
                minutes = abs((first.seen_at - second.seen_at).total_seconds()) / 60
                if minutes > MINUTES[-1] or first.cell is None or second.cell is None:
                    continue
                metres = cells.distance_m(first.cell, second.cell)
                if metres <= METRES[-1]:
                    found[one].append((other, metres, minutes))
                    found[other].append((one, metres, minutes))
        return cls(found, len(sightings))


def grid() -> Iterator[Settings]:
    """Return all settings that are tried."""
    return (Settings(*each) for each in product(METRES, MINUTES, FEWEST))


def clusters(near: Near, settings: Settings) -> list[int]:
    """Return the cluster of each report; one that stands alone has a number of its own."""
    reached = {
        number: [
            other
            for other, metres, minutes in near.of[number]
            if metres <= settings.metres and minutes <= settings.minutes
        ]
        for number in range(near.count)
    }
    cluster: dict[int, int] = {}
    for seed in range(near.count):
        if seed in cluster or len(reached[seed]) + 1 < settings.fewest:
            continue
        cluster[seed] = seed
        waiting = list(reached[seed])
        while waiting:
            number = waiting.pop()
            if number in cluster:
                continue
            cluster[number] = seed
            if len(reached[number]) + 1 >= settings.fewest:
                waiting += reached[number]
    return [cluster.get(number, -1 - number) for number in range(near.count)]
