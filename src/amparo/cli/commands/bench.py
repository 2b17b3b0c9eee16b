"""`./amparo bench NAME [--json]`: measure, and compare with the goals."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from amparo.cli.installation import ROOT
from amparo.cli.refusal import Refusal


class Report(Protocol):
    """What a bench returns (`bench/form.py`)."""

    @property
    def met(self) -> bool:
        """Whether every goal was met."""

    def to_json(self) -> str:
        """Return the report as one line."""

    def to_text(self) -> str:
        """Return the report for people."""


class Bench(Protocol):
    """What each module in `bench/` offers."""

    def run(self) -> Report:
        """Measure."""


def run(arguments: Sequence[str]) -> int:
    """Run one bench; the exit status tells whether its goals were met."""
    names = sorted(
        path.stem for path in (ROOT / "bench").glob("*.py") if "\ndef run() ->" in path.read_text("utf-8")
    )
    parser = argparse.ArgumentParser(prog="amparo bench", description=__doc__)
    parser.add_argument("name", nargs="?", help=f"one of: {', '.join(names)}")
    parser.add_argument("--json", action="store_true", help="the last line printed is one JSON object")
    options = parser.parse_args(arguments)
    if options.name not in names:
        raise Refusal(f"name a bench: {', '.join(names)}.")
    sys.path.insert(0, str(ROOT))
    report = cast("Bench", importlib.import_module(f"bench.{options.name}")).run()
    print(report.to_json() if options.json else report.to_text(), flush=True)
    return 0 if report.met else 1
