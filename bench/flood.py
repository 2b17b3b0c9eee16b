"""A simulated day with 16,000 pieces of junk and some 200 honest reports: what is lost, read first, and how quickly.

The day is played in order through the real services on SQLite, forming and judging included (`bench/flooded_day.py`);
the services never see what is true. Two minutes of the day share one commit. `AMPARO_BENCH_JUNK` plays a smaller flood.

An honest report is *read first* if no incident that holds only junk of the same hour stands before its own in the
queue, as it stands at the end of that hour; one such incident puts it behind. What nobody could tell from a lie (one
rumour, one sighting that nobody else saw) is among the honest ones.
"""

import os
import secrets
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.form import Report

if TYPE_CHECKING:
    from bench.flooded_day import Day

JUNK: Final = 16_000
SEED: Final = 1
LEAST_FIRST: Final = 0.95
SLOWEST_BOARD: Final = 3.0
_BEGAN: Final = datetime(2026, 1, 10, 8, 0, tzinfo=UTC)
_OPEN_AT_FIRST: Final = 20
_TRIES: Final = 25


def run() -> Report:
    """Play the day and measure."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        _prepare(Path(folder))
        from amparo.demo.simulation import api as simulation
        from bench.flooded_day import Day, kind_of

        junk = int(os.environ.get("AMPARO_BENCH_JUNK", str(JUNK)))
        day = Day(simulation.simulate(SEED, days=1, began=_BEGAN, junk_a_day=junk))
        began, calm_s = time.perf_counter(), 0.0
        for _hour in day.play():
            if not calm_s and len(day.report_of) >= _OPEN_AT_FIRST:
                calm_s = _board_s()
        took_s, flooded_s = time.perf_counter() - began, _board_s()
        kinds = kind_of(day.weekend)
        actions = [key for key, kind in kinds.items() if kind is simulation.Kind.ACTION]
        return _report(day, junk, actions, took_s=took_s, calm_s=calm_s, flooded_s=flooded_s)


def _report(
    day: "Day", junk: int, actions: list[str], *, took_s: float, calm_s: float, flooded_s: float
) -> Report:
    first = [key for key, before in day.before.items() if before == 0]
    return Report(
        name="flood",
        figures={
            "junk": junk,
            "honest": len(day.before),
            "lost": day.lost(),
            "first_share": len(first) / len(day.before),
            "first_share_of_actions": len(set(first) & set(actions)) / len(actions),
            "reports_per_s": len(day.report_of) / took_s,
            "board_s": flooded_s,
        },
        limits={"board_s": calm_s},
        ratios={"board_s": flooded_s / calm_s},
        goals={"lost": 0, "board_s": SLOWEST_BOARD},
        floors={"first_share": LEAST_FIRST},
    )


def _board_s() -> float:
    """Return the median seconds of the board's first page."""
    from amparo.core import clock
    from amparo.incidents.queries import board
    from tests.personas import members

    by = members().dispatcher.actor
    waits = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        board.page(by=by, now=clock.now())
        waits.append(time.perf_counter() - began)
    return statistics.median(waits)


def _prepare(data: Path) -> None:
    """Set up a network of its own, which asks for no proofs."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": str(data),
            "AMPARO_SECRET_KEY": secrets.token_urlsafe(48),
            "AMPARO_PUBLIC_ORIGIN": "https://network.invalid",
            "AMPARO_ALLOWED_HOSTS": "network.invalid",
            "AMPARO_FREE_REPORTS_PER_NETWORK": "0",
            "AMPARO_FREE_REPORTS_IN_ALL": "0",
            "AMPARO_FREE_REPORTS_PER_WORDING": "0",
        }
    )
    import django

    django.setup()
    from django.core.management import call_command

    from tests.personas import everybody, set_up_network

    call_command("migrate", verbosity=0)
    set_up_network()
    everybody()
