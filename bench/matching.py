"""What finding the audience of an alert costs among 1,000,000 subscriptions, on SQLite and on PostgreSQL.

Both sizes hold the same 5,000 people who are to get an alert about one neighbourhood: most watch its cell, some the
district or more around it, some the whole region. The others watch places elsewhere in the region. Two processes hold
the two sizes and are asked by turns. Matching is what the fan-out does: it walks through the audience in its batches
and order, and reads what sending needs of each person. The limit beside it, in the same process: the hits found by
binary search in numpy's sorted array of all cells, and the same columns of the same people read from the same database
by primary key, as many at once, without Django's objects. Counting is what the release screen asks.
"""

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.form import Report
from tests import postgresql

FEW, MANY = 100_000, 1_000_000
HITS = 5_000
ROUNDS = 15
HIGHEST_RATIO = 10.0
MOST_GROWTH = 1.3
KINDS = ("sqlite", "postgresql")


@dataclass
class Side:
    """One size on one database: the process that holds it, and the seconds that it measured, by what was measured."""

    process: "subprocess.Popen[str]"
    seconds: dict[str, list[float]] = field(default_factory=dict)
    found: set[int] = field(default_factory=set)

    def measure(self) -> None:
        """Have everything measured once more."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("The process has no pipes.")
        print("go", file=self.process.stdin, flush=True)
        told = json.loads(self.process.stdout.readline())
        self.found.update(told.pop("found"))
        for name, seconds in told.items():
            self.seconds.setdefault(name, []).append(seconds)

    def median(self, name: str) -> float:
        """Return the middle of what was measured."""
        return statistics.median(self.seconds[name])


def run() -> Report:
    """Measure both sizes by turns, on both databases."""
    figures: dict[str, float] = {"subscriptions": MANY, "people": HITS}
    limits: dict[str, float] = {"subscriptions": FEW}
    ratios: dict[str, float] = {}
    goals: dict[str, float] = {}
    wrong: set[int] = set()
    for kind in KINDS:
        with _sides(kind) as (few, many):
            for number in range(ROUNDS):
                for side in (few, many) if number % 2 else (many, few):
                    side.measure()
        wrong |= (few.found | many.found) - {HITS}
        match, bare, count = f"{kind}_match_s", f"{kind}_match_bare_s", f"{kind}_count_s"
        growth, counting = f"{kind}_match_growth", f"{kind}_count_growth"
        figures |= {
            match: many.median("match"),
            count: many.median("count"),
            f"{kind}_first_batch_s": many.median("first"),
        }
        limits |= {
            match: many.median("bare"),
            count: many.median("bare"),
            f"{kind}_lookup_s": many.median("lookup"),
        }
        figures |= {growth: many.median("match"), counting: many.median("count")}
        limits |= {growth: few.median("match"), counting: few.median("count")}
        figures[bare] = many.median("bare")
        limits[bare] = few.median("bare")
        ratios |= {name: figures[name] / limits[name] for name in (match, count, growth, counting, bare)}
        goals |= {match: HIGHEST_RATIO, growth: MOST_GROWTH}
    figures["wrong_audiences"] = len(wrong)
    return Report(
        name="matching",
        figures=figures,
        limits=limits,
        ratios=ratios,
        goals={**goals, "wrong_audiences": 0},
    )


@contextmanager
def _sides(kind: str) -> Iterator[tuple[Side, Side]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amparo-bench-")))
        address = stack.enter_context(postgresql.server()) if kind == "postgresql" else ""
        few = stack.enter_context(_side(folder / "few", address, FEW))
        yield few, stack.enter_context(_side(folder / "many", address, MANY))


@contextmanager
def _side(data: Path, address: str, size: int) -> Iterator[Side]:
    data.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(("src", ".")),
        "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
        "AMPARO_DATA": str(data),
        "AMPARO_SECRET_KEY": secrets.token_urlsafe(48),
        "AMPARO_PUBLIC_ORIGIN": "https://network.invalid",
        "AMPARO_ALLOWED_HOSTS": "network.invalid",
    }
    if address:
        environment["AMPARO_DATABASE_URL"] = postgresql.make_database(address, f"matching_{size}")
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.matching_side", str(size), str(HITS)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("The process did not get ready.")
        yield Side(process)
    finally:
        process.kill()
        process.wait()
