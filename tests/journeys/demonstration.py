"""The demonstration as a newcomer starts it: real processes, real files, on loopback."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START_S = 180.0
LONGEST_END_S = 20.0


@dataclass(frozen=True)
class Demonstration:
    """One that runs.

    Attributes:
        origin: where it answers.
        personas: handle of each persona to the path of the one-click sign-in.
    """

    origin: str
    personas: dict[str, str]


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Demonstration]:
    """Start the demonstration with fresh data and perhaps settings, and end everything it started."""
    port = _free_port()
    log = folder / "demo.log"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "amparo.cli", "demo", "--port", str(port), "--data", str(folder / "data")],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT / "src"), **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield Demonstration(f"http://127.0.0.1:{port}", _personas(folder / "data"))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(LONGEST_END_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until:
        assert process.poll() is None, (
            f"the demonstration ended at once:\n{log.read_text(errors='replace')[-4000:]}"
        )
        if _answers(port):
            return
        time.sleep(0.2)
    raise AssertionError(f"the demonstration did not come up:\n{log.read_text(errors='replace')[-4000:]}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _personas(data: Path) -> dict[str, str]:
    told: dict[str, Any] = json.loads((data / "demonstration.json").read_text(encoding="utf-8"))
    return {each["handle"]: f"/demo/enter/{each['handle']}/{told['token']}/" for each in told["personas"]}
