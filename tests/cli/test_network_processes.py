"""A founded network under its supervisor: who holds the keys, and what survives what."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from amparo.cli.installation import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(120)

ANSWERS = """
name = "Invented Network"
region = "34.05,-118.24,20"
organisation = "Invented Organisation"
coordinator = "ana"
coordinator_name = "Ana"
second = "berta"
second_name = "Berta"
"""


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def _command(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "amparo.cli", *arguments],
        env=_environment() | extra,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that was founded from a file of answers."""
    folder = tmp_path_factory.mktemp("network")
    answers = folder / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    sheet = ("--recovery-sheet", str(folder / "sheet.html"))
    done = _command("setup", "--data", str(folder / "data"), "--answers", str(answers), *sheet)
    assert done.returncode == 0, done.stderr
    assert "/invitation/" in done.stdout
    assert "Nobody has checked the sentences in: English (en), Spanish (es)." in done.stdout
    return folder / "data"


class Running:
    """`amparo up` on a free port."""

    def __init__(self, data: Path, **extra: str) -> None:
        self.port = free_port()
        self.said = data.parent / f"said-{self.port}.txt"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "amparo.cli", "up", "--data", str(data), "--port", str(self.port)],
                env=_environment() | {"AMPARO_SMTP_PASSWORD": "a provider's token"} | extra,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self.until(self.answers)

    def end(self) -> None:
        """Ask it to end as a terminal does, and see that it has."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            assert self.process.wait(timeout=20) == 0

    def answers(self) -> bool:
        """Tell whether the pages answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def named(self, word: str) -> list[psutil.Process]:
        """Return the processes of one child, with those that it started."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                found += [process] if word in process.cmdline() else []
        return found

    def until(self, condition: Callable[[], bool], seconds: float = 40) -> None:
        """Wait for a condition, or fail."""
        end = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None or condition(), "it ended"
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.05)


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    started = Running(data)
    yield started
    started.end()
    assert not started.answers()


def _is_gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _open_files(process: psutil.Process) -> list[str]:
    folder = Path(f"/proc/{process.pid}/fd")
    found = []
    for name in os.listdir(folder):  # noqa: PTH208 — entries vanish between listing and reading
        with contextlib.suppress(FileNotFoundError):
            found.append(str((folder / name).readlink()))
    return found


def _was_started_with(process: psutil.Process) -> str:
    return Path(f"/proc/{process.pid}/environ").read_text(encoding="utf-8", errors="replace")


def test_keys_and_tokens_are_the_gateways_alone(running: Running) -> None:
    running.until(lambda: bool(running.named("run-gateway") and running.named("run-worker")))
    others = running.named("run-web") + running.named("run-worker")
    gateway = running.named("run-gateway")[0]

    assert len(others) >= 3  # web's main process and its worker, and ours
    for process in others:
        assert "AMPARO_GATEWAY_KEYS_FD" not in _was_started_with(process)
        assert "a provider's token" not in _was_started_with(process)
        own = {"signing.key"} if "run-worker" in process.cmdline() else set()  # until it has read them
        keys = [Path(path).name for path in _open_files(process) if "/keys" in path]
        assert set(keys) <= own
    assert "AMPARO_GATEWAY_KEYS_FD" in _was_started_with(gateway)
    assert "a provider's token" in _was_started_with(gateway)


def test_a_start_gives_an_operator_nothing_to_wonder_about(running: Running) -> None:
    running.until(lambda: "The network answers" in running.said.read_text("utf-8"))

    assert "WARN" not in running.said.read_text("utf-8").upper()


def test_a_killed_web_comes_back_on_the_same_port(running: Running) -> None:
    main = psutil.Process(running.process.pid)
    before = [child for child in main.children() if "run-web" in child.cmdline()]

    before[0].kill()

    running.until(lambda: _is_gone(before[0]))
    running.until(running.answers)
    assert before[0].pid not in {child.pid for child in running.named("run-web")}


def test_killing_the_supervisor_frees_port_and_data(data: Path) -> None:
    first = Running(data)
    family = psutil.Process(first.process.pid).children(recursive=True)

    first.process.kill()
    first.process.wait()

    psutil.wait_procs(family, timeout=15)
    assert not first.answers()
    second = Running(data)
    second.process.terminate()
    assert second.process.wait(timeout=20) == 0


def test_a_second_supervisor_over_the_same_data_is_refused(running: Running, data: Path) -> None:
    done = _command("up", "--data", str(data), "--port", str(free_port()))

    assert done.returncode == 1
    assert "already running" in done.stderr


def test_a_founded_network_is_never_founded_again(data: Path) -> None:
    keys = (data / "keys" / "gateway.key").read_bytes()

    done = _command("setup", "--data", str(data), "--name", "Another")

    assert done.returncode == 1
    assert "already" in done.stderr
    assert (data / "keys" / "gateway.key").read_bytes() == keys


def test_private_files_are_the_owners_alone(data: Path) -> None:
    for name in ("secret_key", "environment", "keys/gateway.key"):
        assert (data / name).stat().st_mode & 0o777 == 0o600, name
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_taken_port_is_said_in_one_sentence(running: Running, tmp_path: Path) -> None:
    done = _command("demo", "--data", str(tmp_path / "demo"), "--port", str(running.port))

    assert done.returncode == 1
    assert f"port {running.port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_part_of_a_network_makes_nothing_of_its_own(data: Path, tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.mkdir(mode=0o700)
    for name in ("environment", "secret_key"):
        (part / name).write_bytes((data / name).read_bytes())

    done = _command("up", "--data", str(part), "--only", "gateway")

    assert done.returncode == 1
    assert "lacks gateway.pub, keys/gateway.key" in done.stderr
    assert not (part / "keys").exists()


def test_a_part_of_a_network_beside_a_file_is_refused(data: Path) -> None:
    done = _command("up", "--data", str(data), "--only", "worker")

    assert done.returncode == 1
    assert "AMPARO_DATABASE_URL" in done.stderr


def test_a_broker_beside_a_file_is_refused_in_words_without_the_password(data: Path) -> None:
    url = "amqps://amparo:open-sesame@broker.example/amparo"

    done = _command("up", "--data", str(data), AMPARO_BROKER_URL=url)

    assert done.returncode == 1
    assert "AMPARO_DATABASE_URL" in done.stderr
    assert "open-sesame" not in done.stderr
    assert "Traceback" not in done.stderr


def test_who_asks_how_it_is_gets_words_and_a_status(running: Running, data: Path) -> None:
    def is_well() -> bool:
        return _command("status", "--data", str(data)).returncode == 0

    running.until(is_well)
    told = json.loads(_command("status", "--data", str(data), "--json").stdout)

    assert {each["kind"] for each in told["processes"]} == {"web", "worker", "gateway"}
    assert (told["faults"], told["broker"], told["oldest_unsent_s"]) == ([], "none", 0.0)


def test_without_a_broker_its_library_is_not_loaded() -> None:
    code = (
        "import django, sys; django.setup()\n"
        "from amparo.core import jobs\n"
        "from amparo.channels import gateway\n"
        "sys.exit(any(name.split('.')[0] in ('dramatiq', 'pika') for name in sys.modules))"
    )
    environment = _environment() | {"DJANGO_SETTINGS_MODULE": "amparo.settings.test"}

    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
