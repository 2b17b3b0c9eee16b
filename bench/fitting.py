"""Fit the weights of the evidence on simulated weekends, and print them as `domain/evidence_weights.py` has them.

    PYTHONPATH=src .venv/bin/python -m bench.fitting >src/amparo/incidents/domain/evidence_weights.py

These weekends serve for nothing else: neither the tuning ones, on which the kinds of evidence were chosen, nor those
that were set aside are among them. A first round forms by the mean likeness, with more than every second report put
right by the truth; the later ones form as the weights of the round before would, so that the weights are fitted to
incidents with the errors that they make themselves. A wrong decision about a large incident makes more wrong pairs:
rows weigh by the square root of how many tell of it.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TextIO

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from amparo.demo.simulation.api import Weekend
    from amparo.incidents.domain.evidence import Knowing
    from amparo.incidents.domain.forming import Candidate, Decision, Sighting, Weighed
    from bench.weekends import Decide

ROUNDS: Final = (range(2001, 2031), range(2101, 2131), range(2131, 2161))
# How often the truth decides: in the first round, and in later ones.
_PUT_RIGHT: Final = (0.6, 0.15, 0.1)
_ENOUGH: Final = 0.64  # the mean likeness by which the first round forms
_RIDGE: Final = 1.0
_STEPS: Final = 40

Columns = dict["Knowing", NDArray[np.float64]]


@dataclass
class Rows:
    """What was weighed: the evidence, whether it was the same event, and how many told of the incident."""

    values: list[tuple[float, ...]] = field(default_factory=list)
    same: list[bool] = field(default_factory=list)
    tellers: list[int] = field(default_factory=list)

    def add(self, values: tuple[float, ...], *, same: bool, tellers: int) -> None:
        """Add one."""
        self.values.append(values)
        self.same.append(same)
        self.tellers.append(tellers)


def fit(rows: Rows) -> NDArray[np.float64]:
    """Return the constant and the weights of a ridge logistic regression, by Newton's method on scaled columns."""
    told = np.array(rows.values)
    scale = told.std(axis=0)
    scale[scale < 1e-6] = np.inf  # what is always the same says nothing
    design = np.column_stack([np.ones(len(told)), told / scale])
    same = np.array(rows.same, dtype=float)
    weight = np.sqrt(np.array(rows.tellers, dtype=float))
    ridge = np.diag([0.0, *(_RIDGE for _ in scale)])
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        odds = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (weight * (same - odds)) - ridge @ found
        curve = (design * (weight * odds * (1 - odds))[:, None]).T @ design + ridge
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        found += step
        if np.abs(step).max() < 1e-6:
            break
    return np.array([found[0], *(found[1:] / scale)])


class Round:
    """Forms weekends and adds what was weighed against what to the rows."""

    def __init__(self, rows: "Mapping[Knowing, Rows]", columns: "Columns", put_right: float) -> None:
        self._rows = rows
        self._columns = columns
        self._put_right = put_right
        self._chance = random.Random(1)  # noqa: S311 - the same weights each time

    def decide(self, weekend: "Weekend") -> "Decide":
        """Return the way to decide on a weekend's reports."""
        from amparo.incidents.domain import forming

        def event_of(each: "Sighting") -> str | None:
            return weekend.messages[each.report_id.int].event

        def decide(report: "Sighting", candidates: Iterable["Candidate"]) -> "Decision":
            best: tuple[float, Candidate | None] = (0.0, None)
            right: Candidate | None = None
            for each in forming.weigh(report, candidates):
                held = each.candidate.sightings
                event = event_of(report)
                same = event is not None and Counter(map(event_of, held)).most_common(1)[0][0] == event
                self._rows[each.evidence.knowing].add(each.evidence.values, same=same, tellers=len(held))
                if same and (right is None or len(held) > len(right.sightings)):
                    right = each.candidate
                best = max(best, (self._above(each), each.candidate), key=lambda pair: pair[0])
            chosen = right if self._chance.random() < self._put_right else best[1]
            return forming.New() if chosen is None else forming.Join(chosen.incident_id, 1.0)

        return decide

    def _above(self, weighed: "Weighed") -> float:
        """Return by how much an incident is above what is enough."""
        from amparo.incidents.domain import forming

        if not self._columns:
            return weighed.mean - _ENOUGH
        column = self._columns[weighed.evidence.knowing]
        return float(column[0] + column[1:] @ np.array(weighed.evidence.values)) - forming.JOIN_FROM


def fitted() -> "Columns":
    """Return the constant and weights for each way to know the place."""
    from amparo.incidents.domain.evidence import Knowing
    from bench import weekends

    columns: Columns = {}
    rows = {knowing: Rows() for knowing in Knowing}
    for seeds, put_right in zip(ROUNDS, _PUT_RIGHT, strict=True):
        each = Round(rows, columns, put_right)
        for seed in seeds:
            weekend = weekends.weekend(seed)
            weekends.formed(weekends.sightings(weekend), each.decide(weekend))
        columns = {knowing: fit(told) for knowing, told in rows.items()}
    return columns


def write(columns: "Columns", to: TextIO) -> None:
    """Write the module of the weights."""
    from amparo.incidents.domain.evidence import NAMES, Knowing

    to.write(_HEAD)
    to.writelines(f'    "{name}": {_row(columns, number)},\n' for number, name in enumerate(NAMES, 1))
    to.write(f"}}  # fmt: skip\n\n# Where nothing else is known.\nFOR_ITSELF: Final = {_row(columns, 0)}\n\n")
    to.write(f"WEIGHTS: Final = tuple(zip(*TABLE.values(), strict=True))  # {len(Knowing)} columns\n")


def _row(columns: "Columns", number: int) -> str:
    from amparo.incidents.domain.evidence import Knowing

    return "(" + ", ".join(f"{columns[each][number] + 0.0:.2f}" for each in Knowing) + ")"


_HEAD: Final = '''"""The weights of the evidence (`domain/evidence.py`), printed by `bench/fitting.py`, not by hand."""

from typing import Final

# For each kind of evidence: no place known, an area near a spot, an area near an area, a spot near a spot, a spot near
# an area. 0.00: it says nothing there.
TABLE: Final = {
'''


def main() -> None:
    """Fit, and print the module."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.settings.test"
    import django

    django.setup()
    write(fitted(), sys.stdout)


if __name__ == "__main__":
    main()
