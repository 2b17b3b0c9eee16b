"""What an installation costs while nothing happens, and how soon after `./amparo up` its first page is answered.

Memory is the proportional share (PSS): what several processes share is counted once. Aims: 200 MB for `web`, `worker`
and `gateway` together, 2 seconds to the first page of a network that was founded before.
"""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bench.form import Report

ROOT = Path(__file__).resolve().parents[1]
STARTS = 5
SETTLED_AFTER_S = 8.0
LONGEST_S = 120.0
MB = 1_000_000
PROCESSES = {"run-web": "web", "run-worker": "worker", "run-gateway": "gateway", "up": "supervisor"}
ANSWERS = """
name = "Invented Network"
region = "34.05,-118.25,60"
organisation = "Invented Aid"
coordinator = "consuelo"
coordinator_name = "Consuelo"
"""


def run() -> Report:
    """Found a network, start it a few times, and look at what it holds while idle."""
    with tempfile.TemporaryDirectory(prefix="amparo-idle-") as folder:
        data = _founded(Path(folder))
        starts = [_start(data) for _each in range(STARTS)]
    seconds, worked, held = zip(*starts, strict=True)
    figures = {
        "first_page_s": statistics.median(seconds),
        "first_page_worst_s": max(seconds),
        # What does not grow with other work on the machine.
        "first_page_processor_s": statistics.median(worked),
    }
    figures |= {f"{name}_mb": value for name, value in held[-1].items()}
    figures["idle_mb"] = sum(held[-1][f"{name}_pss"] for name in ("web", "worker", "gateway"))
    return Report("idle", figures, goals={"idle_mb": 200.0, "first_page_s": 2.0})


def _founded(folder: Path) -> Path:
    answers = folder / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    sheet = ("--recovery-sheet", str(folder / "sheet.html"))
    command = ("setup", "--data", str(folder / "data"), "--answers", str(answers), *sheet)
    subprocess.run(
        [sys.executable, "-m", "amparo.cli", *command],
        env=_environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "data"


def _start(data: Path) -> tuple[float, float, dict[str, float]]:
    """Return the seconds to the first page, those of processors until then, and the megabytes held a while later."""
    port = _free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", "up", "--data", str(data), "--port", str(port)],
        env=_environment(),
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            assert process.poll() is None, "it ended at once"
            assert time.monotonic() - began < LONGEST_S, "it does not come up"
            time.sleep(0.01)
        seconds = time.monotonic() - began
        worked = _worked(psutil.Process(process.pid))
        time.sleep(SETTLED_AFTER_S)
        return seconds, worked, _held(psutil.Process(process.pid))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _worked(supervisor: psutil.Process) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in (supervisor, *supervisor.children(recursive=True)))


def _held(supervisor: psutil.Process) -> dict[str, float]:
    """Return the megabytes of each kind of process; granian's main and worker process are `web` both."""
    held: dict[str, float] = {}
    for process in (supervisor, *supervisor.children(recursive=True)):
        words = process.cmdline()
        name = next((PROCESSES[word] for word in words if word in PROCESSES), "web")
        memory = process.memory_full_info()
        for kind, value in (("pss", memory.pss), ("uss", memory.uss)):
            held[f"{name}_{kind}"] = held.get(f"{name}_{kind}", 0.0) + value / MB
    return held


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": "127.0.0.1:8000"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}
