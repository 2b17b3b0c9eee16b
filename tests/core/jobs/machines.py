"""The processes of an installation on many machines, all of them on this one: a database and a broker between them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests import postgresql

ROOT = Path(__file__).resolve().parents[3]
FILL = Path(__file__).parent / "crowd" / "fill.py"


@dataclass
class Machines:
    """What they share, and the processes that were started."""

    data: Path
    database: str
    environment: dict[str, str]
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def fill(self, count: int, a_job: int) -> None:
        """Make the installation and its crowd."""
        subprocess.run(
            [sys.executable, str(FILL), str(count), str(a_job)], env=self.environment, check=True, timeout=400
        )

    def worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker."""
        return self._started("run-worker", self.environment)

    def gateway(self) -> "subprocess.Popen[bytes]":
        """Start a gateway, with its keys as its supervisor hands them over."""
        descriptor = os.open(self.data / "keys" / "gateway.key", os.O_RDONLY)
        try:
            keys = {"AMPARO_GATEWAY_KEYS_FD": str(descriptor)}
            return self._started("run-gateway", self.environment | keys, descriptor)
        finally:
            os.close(descriptor)

    def one(self, sql: str) -> object:
        """Return the one value that a question has."""
        with psycopg.connect(self.database) as connection:
            row = connection.execute(sql.encode()).fetchone()
            return None if row is None else row[0]

    def end(self) -> None:
        """End whatever still runs."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _started(self, command: str, environment: dict[str, str], *passed: int) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "amparo.cli", command], env=environment, pass_fds=passed, cwd=ROOT
        )
        self.processes.append(process)
        return process


@contextmanager
def machines(data: Path, **settings: str) -> Iterator[Machines]:
    """Start a database server and yield machines beside it, with these settings."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql.server())
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "tests.core.jobs.crowd.settings",
            "AMPARO_DATA": str(data),
            "AMPARO_DATABASE_URL": database,
            "AMPARO_SECRET_KEY": "only-for-tests",
            "AMPARO_GATEWAY_LEASE_S": "2",
            **settings,
        }
        found = Machines(data, database, environment)
        stack.callback(found.end)
        yield found
