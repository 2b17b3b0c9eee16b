"""How well incidents are formed from simulated weekends, and what it costs with many of them stored.

Right: ten weekends that were set aside before any weight was tuned; reports are taken one by one as they arrive. Beside
it ST-DBSCAN, which sees all reports at once, with the settings that do best on the tuning weekends.

Cost: the real service places the same simulated reports in two databases at once, by turns: one holds 1,000 incidents,
the other 100,000 at the same density a day. The median counts; beside it the same rows written without forming.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, TYPE_CHECKING, Final

from bench.form import Report
from tests import postgresql

if TYPE_CHECKING:
    from bench.weekends import Tally

FEW, MANY = 1_000, 100_000
HIGHEST_COST: Final = 1.5
LOWEST_F1: Final = 0.95
HIGHEST_JOINED: Final = 0.01
_TURNS, _A_TURN = 8, 25
_ROOT: Final = Path(__file__).resolve().parents[1]


def run() -> Report:
    """Measure how right it is, then what it costs on both databases."""
    figures: dict[str, float] = {}
    limits: dict[str, float] = {}
    ratios: dict[str, float] = {}
    goals = {"joined_confirmed_share": HIGHEST_JOINED}
    floors = {"f1": LOWEST_F1}
    ours, baseline = _rightness()
    figures |= {
        "f1": ours.f1,
        "precision": ours.right / ours.formed,
        "recall": ours.right / ours.true,
        "joined_confirmed_share": ours.joined_share,
        "stray_pairs_share": ours.strays / ours.apart,
    }
    limits |= {"f1": baseline.f1, "joined_confirmed_share": baseline.joined_share}
    ratios["f1_to_st_dbscan"] = ours.f1 / baseline.f1
    floors["f1_to_st_dbscan"] = 1.0
    for kind, cost in _costs():
        figures |= {
            f"{kind}_report_with_{FEW}_s": cost.few,
            f"{kind}_report_with_{MANY}_s": cost.many,
            f"{kind}_one_worker_per_s": 1 / cost.many,
        }
        limits[f"{kind}_one_worker_per_s"] = 1 / cost.bare
        ratios[f"{kind}_cost_of_many"] = cost.many / cost.few
        goals[f"{kind}_cost_of_many"] = HIGHEST_COST
    return Report("forming", figures, limits, ratios, goals, floors)


# -- Right -------------------------------------------------------------------------------------------------------------


def _rightness() -> "tuple[Tally, Tally]":
    """Return what Amparo and the baseline make of the weekends that were set aside."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.settings.test"
    import django

    django.setup()
    from amparo.demo.simulation.api import HELD_OUT, TUNING
    from bench import st_dbscan, weekends
    from bench.weekends import Tally

    tuning = [weekends.weekend(seed) for seed in TUNING]
    near = [st_dbscan.Near.among(weekends.sightings(each)) for each in tuning]

    def on_tuning(settings: st_dbscan.Settings) -> float:
        found = (
            weekends.tally(each, st_dbscan.clusters(its, settings))
            for each, its in zip(tuning, near, strict=True)
        )
        return sum(found, Tally()).f1

    best = max(st_dbscan.grid(), key=on_tuning)
    ours, baseline = Tally(), Tally()
    for seed in HELD_OUT:
        weekend = weekends.weekend(seed)
        seen = weekends.sightings(weekend)
        ours += weekends.tally(weekend, weekends.formed(seen))
        baseline += weekends.tally(weekend, st_dbscan.clusters(st_dbscan.Near.among(seen), best))
    return ours, baseline


# -- Cost --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cost:
    """Median seconds a report, with few and with many incidents stored, and of the rows alone beside many."""

    few: float
    many: float
    bare: float


def _costs() -> Iterator[tuple[str, _Cost]]:
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        yield "sqlite", _cost(Path(folder), "")
        with postgresql.server(Path(folder) / "server") as address:
            yield "postgresql", _cost(Path(folder), address)


def _cost(folder: Path, server: str) -> _Cost:
    with ExitStack() as open_:
        few = open_.enter_context(_database(folder, server, FEW))
        many = open_.enter_context(_database(folder, server, MANY))
        for each in (few, many):
            each.wait()
        took: dict[str, list[float]] = {"few": [], "many": [], "bare": []}
        for turn in range(_TURNS + 1):
            found = {"few": few.do("form"), "many": many.do("form"), "bare": many.do("bare")}
            few.do("bare")  # so that both take the same reports
            if turn:  # the first one warms up
                for name, seconds in found.items():
                    took[name] += seconds
    return _Cost(median(took["few"]), median(took["many"]), median(took["bare"]))


@dataclass(frozen=True)
class _Database:
    """A process that holds a prepared database (`bench/stored.py`)."""

    asked: IO[str]
    answers: IO[str]

    def wait(self) -> None:
        """Wait until it is prepared."""
        if self.answers.readline() != "ready\n":
            raise RuntimeError

    def do(self, what: str) -> Sequence[float]:
        """Return the seconds that each of a turn's reports took."""
        self.asked.write(f"{what} {_A_TURN}\n")
        self.asked.flush()
        return [float(each) for each in self.answers.readline().split()]


@contextmanager
def _database(folder: Path, server: str, stored: int) -> Iterator[_Database]:
    kind = "postgresql" if server else "sqlite"
    data = folder / f"{kind}-{stored}"
    data.mkdir()
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
        "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}",
        "AMPARO_DATA": str(data),
        "AMPARO_SECRET_KEY": "only-for-this-bench",
        "AMPARO_PUBLIC_ORIGIN": "https://network.invalid",
        "AMPARO_DATABASE_URL": postgresql.make_database(server, f"stored{stored}") if server else "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.stored", str(stored)],
        env=environment,
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError
        yield _Database(process.stdin, process.stdout)
    finally:
        process.terminate()
        process.wait()
