"""What "Heard something? Check" costs over 100,000 outcomes beside 1,000, on SQLite and on PostgreSQL.

The outcomes are invented ones in the program's own sentences, in two languages, about the neighbourhoods of the
gazetteer, put into the index as publishing does. Two processes hold the two sizes and are asked the same questions by
turns. A question is what people would type: plain words in either language or in Chinese, with a place or not, common
words alone, words of nothing. Time is the wall clock around the search, from the typed words to the answers.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.form import Report
from tests import postgresql

FEW, MANY = 1_000, 100_000
ROUNDS = 9
HIGHEST_RATIO = 2.0
# Of the questions that name a claim and a place of which something is known, so many get it as their first answer.
LEAST_RIGHT = 0.95
KINDS = ("sqlite", "postgresql")
_P95 = 0.95


@dataclass
class Side:
    """One size on one database: the process that holds it, and the waits it measured, in seconds."""

    process: "subprocess.Popen[str]"
    waits: list[float] = field(default_factory=list)
    asked: int = 0
    right: int = 0

    def measure(self, seed: int) -> float:
        """Ask a round of questions; return this round's 95th percentile."""
        told = self._say(str(seed))
        waits = [float(each) for each in told["waits"]]
        self.waits += waits
        self.asked += told["asked"]
        self.right += told["right"]
        return _p95(waits)

    def _say(self, line: str) -> dict[str, Any]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("The process has no pipes.")
        print(line, file=self.process.stdin, flush=True)
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


def run() -> Report:
    """Measure both sizes by turns, on both databases."""
    figures: dict[str, float] = {"outcomes": MANY}
    limits: dict[str, float] = {"outcomes": FEW}
    ratios: dict[str, float] = {}
    for kind in KINDS:
        with _sides(kind) as (few, many):
            for number in range(ROUNDS):
                sides = (few, many) if number % 2 else (many, few)
                for side in sides:
                    side.measure(number)
        figures[f"{kind}_p95_s"] = _p95(many.waits)
        limits[f"{kind}_p95_s"] = _p95(few.waits)
        ratios[f"{kind}_p95_s"] = _p95(many.waits) / _p95(few.waits)
        figures[f"{kind}_first_answer_right"] = many.right / many.asked
    return Report(
        name="check",
        figures=figures,
        limits=limits,
        ratios=ratios,
        goals={f"{kind}_p95_s": HIGHEST_RATIO for kind in KINDS},
        floors={f"{kind}_first_answer_right": LEAST_RIGHT for kind in KINDS},
    )


def _p95(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * _P95)]


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
        environment["AMPARO_DATABASE_URL"] = postgresql.make_database(address, f"check_{size}")
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.check_side", str(size)],
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
