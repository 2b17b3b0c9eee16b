"""How many jobs a second: polled on SQLite and PostgreSQL, and brought by the broker, with one, two and three workers.

The jobs do nothing, so this is the cost of a job: written beforehand in one transaction, then taken under a lease, run
and deleted. Workers are real processes and run before the clock starts. It tells when jobs should be made larger, not
how fast messages leave: those go out by the hundred in one job. Beside the rate stands the workers' own processor time
for a job, which other work on the machine hardly changes.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.form import Report

if TYPE_CHECKING:
    from tests.core.jobs.machines import Machines

COUNT = int(os.environ.get("AMPARO_BENCH_JOBS", "4000"))
WARM_UP = 200
WORKERS = (1, 2, 3)
_SIDE = Path(__file__).with_name("jobs_side.py")


def run() -> Report:
    """Measure each way, by its own installation."""
    from tests import needs, rabbitmq

    figures: dict[str, float] = {}
    _note(figures, "sqlite_polled_1", on_sqlite())
    for workers in WORKERS:
        _note(figures, f"postgresql_polled_{workers}", on_postgresql(workers))
    if needs.is_there("rabbitmq"):
        with rabbitmq.server() as node:
            for workers in WORKERS:
                rate = on_postgresql(workers, AMPARO_BROKER_URL=node.url)
                _note(figures, f"broker_{workers}", rate)
    return Report(name="jobs", figures=figures)


@dataclass(frozen=True)
class Rate:
    """Jobs a second, and milliseconds of the workers' processor time for one."""

    per_s: float
    processor_ms: float


def _note(figures: dict[str, float], name: str, rate: Rate) -> None:
    figures[f"{name}_per_s"] = round(rate.per_s)
    figures[f"{name}_processor_ms"] = round(rate.processor_ms, 2)


def on_sqlite() -> Rate:
    """Measure one worker that looks into a file."""
    from tests.core.jobs.machines import Machines

    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder, ExitStack() as stack:
        alone = Machines(Path(folder), "", _environment(Path(folder)))
        stack.callback(alone.end)
        return _rate(alone, 1)


def on_postgresql(workers: int, **settings: str) -> Rate:
    """Measure some workers beside a server, and a broker where the settings name one."""
    from tests.core.jobs.machines import machines

    with (
        tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder,
        machines(Path(folder), **settings) as many,
    ):
        return _rate(many, workers)


def _environment(data: Path) -> dict[str, str]:
    from tests.core.jobs.machines import ROOT

    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "tests.core.jobs.crowd.settings",
        "AMPARO_DATA": str(data),
        "AMPARO_SECRET_KEY": "only-for-this-bench",
    }


def _rate(machines: "Machines", workers: int) -> Rate:
    machines.fill(0, 1)
    for _ in range(workers):
        machines.worker()
    _side(machines, WARM_UP)
    time.sleep(2)  # the last of them has started too
    _side(machines, WARM_UP)
    before = _processor_s(machines)
    seconds = _side(machines, COUNT)
    return Rate(COUNT / seconds, (_processor_s(machines) - before) / COUNT * 1000)


def _processor_s(machines: "Machines") -> float:
    import psutil

    times = [psutil.Process(process.pid).cpu_times() for process in machines.processes]
    return sum(each.user + each.system for each in times)


def _side(machines: "Machines", count: int) -> float:
    done = subprocess.run(
        [sys.executable, str(_SIDE), str(count)],
        env=machines.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)
