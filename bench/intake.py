"""How fast reports are taken and acknowledged, beside a bare view, and that nothing acknowledged is ever lost.

16 clients hand in reports by `POST /api/v1/reports`, through everything that a real installation has in the way, and
the same JSON to a bare Django view (`bench/bare.py`) on the same kind of server, database and durability, by turns.
Then the server is killed under load again and again, and each acknowledged report is asked for by its receipt.
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from amparo.cli.installation import free_port
from bench.form import Report
from bench.load import Answers, ask_all_the_time
from tests import postgresql

CLIENTS = 16
ROUNDS = 5
ROUND_S = 4.0
WARM_UP_S = 2.0
KILLS = 20
ACKNOWLEDGED_BEFORE_A_KILL = (30, 300)
LEAST_THROUGHPUT = 0.5
HIGHEST_P99 = 2.0
_ROOT = Path(__file__).resolve().parents[1]
_LONGEST_START_S = 120.0
_HOST = "network.invalid"

_numbers = count()


@dataclass(frozen=True)
class _Server:
    """One way of taking reports: its program and its environment."""

    command: tuple[str, ...]
    environment: dict[str, str]
    port: int

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run it in a process group of its own until it is ended or killed."""
        process = subprocess.Popen(
            [sys.executable, *self.command, str(self.port)],
            env=self.environment,
            cwd=_ROOT,
            start_new_session=True,
        )
        try:
            _wait_for_answer(process, self.port)
            yield process
        finally:
            kill(process)

    def load(self, seconds: float) -> Answers:
        """Let the clients ask for some seconds."""
        answers = ask_all_the_time(
            self.port,
            _reports(),
            clients=CLIENTS,
            until=lambda _answers, passed: passed >= seconds,
        )
        if answers.refused or answers.is_cut:
            raise RuntimeError(f"{answers.refused} reports were refused")
        return answers


def run() -> Report:
    """Measure on SQLite and on PostgreSQL, then kill."""
    figures: dict[str, float] = {"clients": CLIENTS}
    limits: dict[str, float] = {}
    ratios: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        figures["killed_times"] = KILLS
        for kind, database in _databases(Path(folder)):
            ours, bare = _prepare(Path(folder) / kind, database)
            measured = _by_turns(ours, bare)
            figures |= {f"{kind}_{name}": value for name, value in measured.figures.items()}
            limits |= {f"{kind}_{name}": value for name, value in measured.limits.items()}
            ratios |= {f"{kind}_{name}": value for name, value in measured.ratios.items()}
            acknowledged, lost = _kill_again_and_again(ours)
            figures |= {f"{kind}_acknowledged_before_kills": acknowledged, f"{kind}_lost": lost}
    kinds = ("sqlite", "postgresql")
    return Report(
        name="intake",
        figures=figures,
        limits=limits,
        ratios=ratios,
        goals={f"{kind}_p99": HIGHEST_P99 for kind in kinds} | {f"{kind}_lost": 0 for kind in kinds},
        floors={f"{kind}_throughput": LEAST_THROUGHPUT for kind in kinds},
    )


@dataclass(frozen=True)
class _Measured:
    figures: dict[str, float]
    limits: dict[str, float]
    ratios: dict[str, float]


def _by_turns(ours: _Server, bare: _Server) -> _Measured:
    """Let both take reports by turns, and compare the neighbouring rounds."""
    with ours.running(), bare.running():
        for server in (ours, bare):
            server.load(WARM_UP_S)
        rounds = [(ours.load(ROUND_S), bare.load(ROUND_S)) for _ in range(ROUNDS)]
    throughputs = [one.per_s / other.per_s for one, other in rounds]
    p99s = [one.wait_s(0.99) / other.wait_s(0.99) for one, other in rounds]
    mean = statistics.median
    return _Measured(
        figures={
            "reports_per_s": mean(one.per_s for one, _ in rounds),
            "p50_s": mean(one.wait_s(0.5) for one, _ in rounds),
            "p99_s": mean(one.wait_s(0.99) for one, _ in rounds),
            "lowest_throughput_ratio": min(throughputs),
            "highest_p99_ratio": max(p99s),
        },
        limits={
            "reports_per_s": mean(other.per_s for _, other in rounds),
            "p50_s": mean(other.wait_s(0.5) for _, other in rounds),
            "p99_s": mean(other.wait_s(0.99) for _, other in rounds),
        },
        ratios={"throughput": mean(throughputs), "p99": mean(p99s)},
    )


def _kill_again_and_again(ours: _Server) -> tuple[int, int]:
    """Return how many reports were acknowledged before the kills, and how many of them have no receipt after them."""
    acknowledged: list[str] = []
    lost = 0
    for _ in range(KILLS):
        codes = _killed_under_load(ours)
        with ours.running():
            found = ask_all_the_time(
                ours.port,
                (_request("/api/v1/reports/status", {"code": code}) for code in codes),
                clients=CLIENTS,
                until=lambda answers, _passed: answers.is_cut,
                wanted=b" 200 ",
            )
        lost += len(codes) - len(found.waits_s)
        acknowledged += codes
    return len(acknowledged), lost


def _killed_under_load(ours: _Server) -> list[str]:
    """Kill the server's whole group amid the load; return the receipts that had been acknowledged."""
    enough = random.randint(*ACKNOWLEDGED_BEFORE_A_KILL)  # noqa: S311 — a moment, not a secret
    with ours.running() as process:

        def kill_at(answers: Answers, _passed: float) -> bool:
            if len(answers.waits_s) == enough:
                os.killpg(process.pid, signal.SIGKILL)
            return False

        answers = ask_all_the_time(ours.port, _reports(), clients=CLIENTS, until=kill_at, keeps_bodies=True)
    return [json.loads(body)["receipt_code"] for body in answers.bodies]


def _reports() -> Iterator[bytes]:
    """Write reports without end, each from another network and in other words."""
    for number in _numbers:
        yield _request(
            "/api/v1/reports",
            {
                "activity": "street_stop",
                "first_hand": True,
                "lat": 34.0466 + number % 97 / 10_000,
                "lon": -118.2826 - number % 89 / 10_000,
                "place_text": f"Invented corner {number % 700}, by the market",
                "place_kind": "public",
                "minutes_ago": number % 50,
                "text": f"Invented report {number}. Four people in vests stop everyone who leaves the market. Two grey "
                "vans stand across the street, and one of them has its door open. They ask for papers.",
                "how_many": 4,
                "markings": "POLICE ICE",
                "vehicles": "two grey vans, one dark SUV",
                "being_taken": "no",
                "language": "en",
            },
        )  # fmt: skip


def _request(path: str, said: dict[str, object]) -> bytes:
    body = json.dumps(said).encode()
    number = next(_numbers)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {_HOST}\r\nContent-Type: application/json\r\n"
        f"X-Forwarded-For: {64 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}.1\r\n"
        f"Accept-Language: es-MX,es;q=0.9,en;q=0.8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    yield "sqlite", ""
    with postgresql.server(folder / "server") as address:
        yield "postgresql", address


def _prepare(data: Path, database: str) -> tuple[_Server, _Server]:
    """Set up an invented network for ours, and a table for the bare view."""
    servers = []
    for name, settings, command in (
        ("ours", "amparo.settings.production", ("-m", "amparo.cli", "run-web", "--address", "127.0.0.1", "--port")),
        ("bare", "bench.bare_settings", ("-m", "bench.bare_server")),
    ):  # fmt: skip
        environment = dict(os.environ) | {
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}",
            "AMPARO_DATA": str(data / name),
            "AMPARO_SECRET_KEY": "only-for-this-bench",
            "AMPARO_PUBLIC_ORIGIN": f"https://{_HOST}",
            "AMPARO_ALLOWED_HOSTS": _HOST,
            "AMPARO_CLIENT_ADDRESS_HEADER": "HTTP_X_FORWARDED_FOR",
            "AMPARO_FREE_REPORTS_IN_ALL": "1000000000",
        }
        if database:
            environment["AMPARO_DATABASE_URL"] = postgresql.make_database(database, name)
        (data / name).mkdir(parents=True)
        subprocess.run(
            [sys.executable, "-m", "bench.preparing", name], env=environment, cwd=_ROOT, check=True
        )
        servers.append(_Server(command, environment, free_port()))
    return servers[0], servers[1]


def _wait_for_answer(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + _LONGEST_START_S
    while not _is_answering(port):
        if time.monotonic() > end or process.poll() is not None:
            raise TimeoutError
        time.sleep(0.05)


def _is_answering(port: int) -> bool:
    """Hand in one report; a server that was killed a moment ago may still take the connection, and drop it."""
    try:
        answers = ask_all_the_time(
            port, islice(_reports(), 1), clients=1, until=lambda _answers, _passed: True
        )
    except ConnectionError:
        return False
    return bool(answers.waits_s)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a whole group at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
