"""How many jobs a second: polled on SQLite and PostgreSQL, and brought by the broker, with one, two and three workers.

The jobs do nothing, so this is the cost of a job: written beforehand in one transaction, then taken under a lease, run
and deleted. Workers are real processes and run before the clock starts. It tells when jobs should be made larger, not
how fast messages leave: those go out by the hundred in one job.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
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

    figures = {"sqlite_polled_1_per_s": _on_sqlite()}
    for workers in WORKERS:
        figures[f"postgresql_polled_{workers}_per_s"] = _on_postgresql(workers)
    if needs.is_there("rabbitmq"):
        with rabbitmq.server() as node:
            for workers in WORKERS:
                figures[f"broker_{workers}_per_s"] = _on_postgresql(workers, AMPARO_BROKER_URL=node.url)
    return Report(name="jobs", figures={name: round(value) for name, value in figures.items()})


def _on_sqlite() -> float:
    from tests.core.jobs.machines import Machines

    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder, ExitStack() as stack:
        alone = Machines(Path(folder), "", _environment(Path(folder)))
        stack.callback(alone.end)
        return _rate(alone, 1)


def _on_postgresql(workers: int, **settings: str) -> float:
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


def _rate(machines: "Machines", workers: int) -> float:
    machines.fill(0, 1)
    for _ in range(workers):
        machines.worker()
    _side(machines, WARM_UP)
    time.sleep(2)  # the last of them has started too
    _side(machines, WARM_UP)
    return COUNT / _side(machines, COUNT)


def _side(machines: "Machines", count: int) -> float:
    done = subprocess.run(
        [sys.executable, str(_SIDE), str(count)],
        env=machines.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)
