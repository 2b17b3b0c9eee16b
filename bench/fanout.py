"""Many messages into a local HTTP sink: beside a bare client, beside Celery, killed, and by two processes.

A gateway's process sends to everybody of an installation, with the durability that installations have; a bare asyncio
client of the same library opens the same contacts and sends the same bodies, without a ledger; a Celery task for each
does it as is usual. Then the gateway is killed 20 times, and two of them share the work on PostgreSQL.

`AMPARO_BENCH_PEOPLE` (100,000): how many receive it; `AMPARO_BENCH_MANY` (0): how many more than that its memory is
looked at with, such as 1,000,000; `AMPARO_BENCH_PARTS`: which parts to run, of bare celery kills two many.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.form import Report
from tests import postgresql, rabbitmq

_ROOT = Path(__file__).resolve().parents[1]
HOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105 — nobody's
PEOPLE = int(os.environ.get("AMPARO_BENCH_PEOPLE", "100000"))
MANY = int(os.environ.get("AMPARO_BENCH_MANY", "0"))
PARTS = os.environ.get("AMPARO_BENCH_PARTS", "bare celery kills two many").split()
KILLS = 20
_PATIENCE_S = 3600.0


@dataclass(frozen=True)
class Sink:
    """The provider's process."""

    port: int

    def tally(self) -> dict[str, float]:
        """Return what came."""
        return self._get("tally")

    def clear(self) -> None:
        """Begin to count anew."""
        self._get("clear")

    def wait_for(self, keys: int, every_s: float = 0.05) -> dict[str, float]:
        """Return what came when so many different messages had come."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            tally = self.tally()
            if tally["keys"] >= keys:
                return tally
            time.sleep(every_s)
        raise TimeoutError

    def _get(self, what: str) -> dict[str, float]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{what}", timeout=20) as answer:
            found: dict[str, float] = json.load(answer)
            return found


@contextmanager
def sink(delay_ms: float = 0.0) -> Iterator[Sink]:
    """Run a provider that answers after a time."""
    program = [sys.executable, str(_ROOT / "bench" / "sink.py"), "--delay-ms", str(delay_ms)]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise TimeoutError
        with process.stdout as said:
            yield Sink(int(said.readline()))
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Place:
    """An installation whose messages go to a sink."""

    data: Path
    environment: dict[str, str]

    def prepare(self, count: int) -> None:
        """See to it that a message to so many people waits."""
        self._run("fanout_people.py", str(count))

    def send_bare(self, count: int) -> None:
        """Send the same to the same people without a ledger."""
        self._run("fanout_people.py", str(count), "bare")

    def _run(self, program: str, *arguments: str, **more: str) -> None:
        subprocess.run(
            [sys.executable, str(_ROOT / "bench" / program), *arguments],
            env={**self.environment, **more},
            check=True,
            stdout=subprocess.DEVNULL,
        )

    @contextmanager
    def gateway(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a gateway, which is killed in the end if it still runs."""
        descriptor = os.open(self.data / "keys" / "gateway.key", os.O_RDONLY)
        process = subprocess.Popen(
            [sys.executable, "-m", "amparo.cli", "run-gateway"],
            env={**self.environment, "AMPARO_GATEWAY_KEYS_FD": str(descriptor)},
            pass_fds=[descriptor],
        )
        os.close(descriptor)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    @contextmanager
    def celery(self, broker: str) -> Iterator[None]:
        """Run Celery's worker, with as many processes as the machine has cores."""
        process = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", "bench.fanout_celery", "worker", "-l", "error",
                "-c", str(os.cpu_count() or 1), "--without-gossip", "--without-mingle",
            ],
            env={**self.environment, "AMPARO_BENCH_BROKER": broker},
            cwd=_ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def place(provider: Sink, **more: str) -> Iterator[Place]:
    """Make a fresh installation."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}",
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": folder,
            "AMPARO_SECRET_KEY": "only-for-this-bench",
            "AMPARO_PUBLIC_ORIGIN": "https://network.invalid",
            "AMPARO_HOOK_URL": f"http://127.0.0.1:{provider.port}/sink",
            "AMPARO_HOOK_SECRETS": HOOK_SECRET,
            "AMPARO_GATEWAY_HOOKS_PORT": "0",
            **more,
        }
        yield Place(Path(folder), environment)


def run() -> Report:
    """Measure the chosen parts."""
    found: dict[str, dict[str, float]] = {
        "figures": {}, "limits": {}, "ratios": {}, "goals": {}, "floors": {}
    }  # fmt: skip
    parts = {"bare": _beside_bare, "celery": _beside_celery, "kills": _killed, "two": _two, "many": _many}
    for name, part in parts.items():
        if name in PARTS and (name != "many" or MANY):
            for group, values in part().items():
                found[group].update(values)
            print(f"{name}: {found}", file=sys.stderr, flush=True)
    return Report(name="fanout", **found)


def _beside_bare() -> dict[str, dict[str, float]]:
    with sink() as provider, place(provider) as here:
        few, _ = _sent(here, provider, min(10_000, PEOPLE))
        memory, rate = _sent(here, provider, PEOPLE)
        bare = []
        for _ in range(2):
            provider.clear()
            here.send_bare(PEOPLE)
            bare.append(_rate(provider.tally()))
    best = max(bare)
    return {
        "figures": {"messages_per_s": rate, "peak_bytes": memory, "peak_of_10000_bytes": few},
        "limits": {"messages_per_s": best},
        "ratios": {"messages": rate / best, "memory_growth": memory / few},
        "goals": {"peak_bytes": 250e6, "memory_growth": 1.1},
        "floors": {"messages": 0.5},
    }


def _sent(here: Place, provider: Sink, count: int) -> tuple[float, float]:
    """Send to so many; return the peak of the gateway's memory and the rate."""
    here.prepare(count)
    provider.clear()
    with here.gateway() as gateway:
        tally = provider.wait_for(count)
        time.sleep(1)
        peak = _peak(gateway.pid)
        gateway.terminate()
        gateway.wait(timeout=60)
    return peak, _rate(tally)


def _beside_celery() -> dict[str, dict[str, float]]:
    count = min(5_000, PEOPLE)
    with sink() as provider, place(provider) as here, rabbitmq.server() as broker:
        _, rate = _sent(here, provider, count)
        here.prepare(count)
        provider.clear()
        here._run("fanout_celery.py", "enqueue", str(count), AMPARO_BENCH_BROKER=broker.url)  # noqa: SLF001
        with here.celery(broker.url):
            celery = _rate(provider.wait_for(count))
    return {
        "figures": {"messages_per_s_of_5000": rate, "celery_per_s": celery},
        "ratios": {"messages_to_celery": rate / celery},
        "floors": {"messages_to_celery": 10.0},
    }


def _killed() -> dict[str, dict[str, float]]:
    """Kill the gateway at random moments until all have got it; the sink's keys tell who was reached twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings.test")
    import django

    django.setup()
    from amparo.channels.services.stream import BATCH

    chance = random.Random(20261201)  # noqa: S311 — when to kill, not what to hide
    with sink(1.0) as provider, place(provider, AMPARO_GATEWAY_LEASE_S="2") as here:
        here.prepare(PEOPLE)
        moments = sorted(chance.randrange(PEOPLE) for _ in range(KILLS))
        for moment in moments:
            with here.gateway():
                provider.wait_for(moment, every_s=0.01)
        with here.gateway():
            provider.wait_for(PEOPLE)
            time.sleep(5)
            tally = provider.tally()
    return {
        "figures": {
            "kills": KILLS,
            "lost": PEOPLE - tally["keys"],
            "repeated": tally["count"] - tally["keys"],
            "most_for_one": tally["most"],
        },
        "goals": {"lost": 0, "repeated": KILLS * BATCH, "most_for_one": 1 + KILLS},
    }


def _two() -> dict[str, dict[str, float]]:
    """Let one and two processes work on PostgreSQL, with a provider that takes 50 ms, 32 at once each."""
    count = min(20_000, PEOPLE)
    rates = {}
    with postgresql.server() as address, sink(50.0) as provider:
        for processes in (1, 2):
            database = postgresql.make_database(address, f"bench{processes}")
            more = {"AMPARO_DATABASE_URL": database, "AMPARO_GATEWAY_IN_FLIGHT": "32"}
            with place(provider, **more) as here:
                here.prepare(count)
                provider.clear()
                with here.gateway(), here.gateway() if processes == 2 else _nobody():
                    rates[processes] = _rate(provider.wait_for(count))
    return {
        "figures": {"one_process_per_s": rates[1], "two_processes_per_s": rates[2]},
        "ratios": {"two_to_one": rates[2] / rates[1]},
        "floors": {"two_to_one": 1.6},
    }


@contextmanager
def _nobody() -> Iterator[None]:
    yield


def _many() -> dict[str, dict[str, float]]:
    with sink() as provider, place(provider) as here:
        few, _ = _sent(here, provider, 10_000)
        memory, rate = _sent(here, provider, MANY)
    return {
        "figures": {"peak_of_many_bytes": memory, "many_per_s": rate, "many": MANY},
        "ratios": {"memory_growth_of_many": memory / few},
        "goals": {"peak_of_many_bytes": 250e6, "memory_growth_of_many": 1.1},
    }


def _rate(tally: dict[str, float]) -> float:
    return tally["count"] / max(tally["last"] - tally["first"], 0.001)


def _peak(pid: int) -> float:
    status: Any = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return float(line.split()[1]) * 1024
