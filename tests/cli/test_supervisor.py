"""The supervisor: what children know, what brings them back, and that nothing outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from amparo.cli import supervisor
from amparo.cli.refusal import Refusal
from amparo.cli.supervisor import Program, Supervisor, environment_of

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(40)

# A child that starts a grandchild which ignores a polite end, as a server's worker might.
STUBBORN = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {grandchild!r}]); {rest}"
GRANDCHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
SLEEP = "import time; time.sleep(600)"


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def _until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Start a supervisor in a process of its own, over children that are given as Python text."""
    started: list[subprocess.Popen[str]] = []

    def begin(programs: str) -> subprocess.Popen[str]:
        code = (
            "import sys, time, pathlib; from amparo.cli.supervisor import Program, Supervisor\n"
            f"programs = {programs}\n"
            "ready = time.monotonic() + 0.4\n"
            "sys.exit(Supervisor(programs).run(is_ready=lambda: time.monotonic() > ready, then=lambda: None))"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def _family(process: subprocess.Popen[str], expected: int) -> list[psutil.Process]:
    top = psutil.Process(process.pid)
    _until(lambda: len(top.children(recursive=True)) >= expected)
    return top.children(recursive=True)


def _all_gone(family: list[psutil.Process]) -> bool:
    return not any(map(_is_alive, family))


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False  # it ended between the two questions


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_that_was_started(
    start: Callable[[str], subprocess.Popen[str]], number: signal.Signals
) -> None:
    code = STUBBORN.format(grandchild=GRANDCHILD, rest=SLEEP)
    process = start(f"[Program('web', {_python(code)!r})]")
    family = _family(process, 3)

    process.send_signal(number)

    assert process.wait(timeout=15) == 0
    _until(lambda: _all_gone(family))


def test_killing_the_supervisor_ends_all_that_was_started(
    start: Callable[[str], subprocess.Popen[str]],
) -> None:
    code = STUBBORN.format(grandchild=GRANDCHILD, rest=SLEEP)
    process = start(f"[Program('web', {_python(code)!r}), Program('worker', {_python(SLEEP)!r})]")
    family = _family(process, 4)

    process.kill()

    _until(lambda: _all_gone(family), seconds=12)


def test_a_child_that_dies_comes_back_without_its_old_group(
    start: Callable[[str], subprocess.Popen[str]],
) -> None:
    code = STUBBORN.format(grandchild=GRANDCHILD, rest=SLEEP)
    process = start(f"[Program('web', {_python(code)!r})]")
    _family(process, 3)
    time.sleep(0.6)  # everything counts as ready, and every child has become the program that it runs
    before = [each for each in _family(process, 3) if "amparo.cli.guard" not in each.cmdline()]

    before[0].kill()

    _until(lambda: _all_gone(before))
    after = _family(process, 3)
    assert {each.pid for each in before}.isdisjoint(each.pid for each in after)


def test_a_child_that_never_comes_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Supervisor([Program("web", _python("raise SystemExit(3)"))])

    with pytest.raises(Refusal, match="web could not start"):
        running.run(is_ready=lambda: False, then=lambda: None)


def test_pages_that_never_answer_well_end_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", timedelta(seconds=0.3))
    running = Supervisor([Program("web", _python("import time; time.sleep(600)"))])

    with pytest.raises(Refusal, match="do not answer"):
        running.run(is_ready=lambda: False, then=lambda: None)


def test_what_is_done_afterwards_decides_the_status() -> None:
    running = Supervisor([Program("web", _python("import time; time.sleep(600)"))])

    assert running.run(is_ready=lambda: True, then=lambda: 7) == 7


def test_only_the_gateway_is_handed_the_keys(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("only for the gateway", encoding="ascii")
    look = (
        "import os, pathlib, sys\n"
        "held = [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if n.isdigit()"
        " and os.path.exists(f'/proc/self/fd/{n}')]\n"
        "environment = pathlib.Path('/proc/self/environ').read_text()\n"
        f"pathlib.Path({str(tmp_path)!r}, sys.argv[1]).write_text(repr(held) + environment)\n"
        "import time; time.sleep(600)"
    )
    running = Supervisor(
        [
            Program("web", (*_python(look), "web.seen")),
            Program("gateway", (*_python(look), "gateway.seen"), keys_file=keys),
        ]
    )
    seen = [tmp_path / "web.seen", tmp_path / "gateway.seen"]

    running.run(is_ready=lambda: all(path.exists() and path.stat().st_size for path in seen), then=lambda: 0)

    by_web, by_gateway = (path.read_text(encoding="utf-8") for path in seen)
    assert str(keys) in by_gateway
    assert supervisor.KEYS_FD_VARIABLE in by_gateway
    assert str(keys) not in by_web
    assert supervisor.KEYS_FD_VARIABLE not in by_web


def test_providers_tokens_are_taken_out_of_every_other_environment() -> None:
    environment = {
        "AMPARO_SMTP_PASSWORD": "a token",
        "AMPARO_KANNEL_SECRET": "a secret",
        "AMPARO_TWILIO_TOKEN_FILE": "/etc/token",
        "AMPARO_HOOK_SECRETS": "whsec_",
        "AMPARO_GATEWAY_KEYS_FD": "7",
        "AMPARO_GATEWAY_PUBLIC_KEY_FILE": "/data/gateway.pub",
        "PATH": "/bin",
    }

    web = environment_of(Program("web", ()), environment)
    gateway = environment_of(Program("gateway", (), keys_file=Path("keys")), environment)

    assert web == {"AMPARO_GATEWAY_PUBLIC_KEY_FILE": "/data/gateway.pub", "PATH": "/bin"}
    assert gateway == environment


def test_the_signing_keys_go_to_the_worker_alone(tmp_path: Path) -> None:
    gateway_keys = tmp_path / "gateway.key"
    without = supervisor.programs(port=1, address="127.0.0.1", keys_file=gateway_keys)
    (tmp_path / supervisor.SIGNING_KEYS_NAME).write_text("{}", encoding="ascii")

    handed = {
        each.name: (each.keys_file, each.keys_variable)
        for each in supervisor.programs(port=1, address="127.0.0.1", keys_file=gateway_keys)
    }

    assert handed["worker"] == (tmp_path / supervisor.SIGNING_KEYS_NAME, supervisor.SIGNING_FD_VARIABLE)
    assert handed["gateway"] == (gateway_keys, supervisor.KEYS_FD_VARIABLE)
    assert handed["web"][0] is None
    assert [each.keys_file for each in without if each.name == "worker"] == [None]


def test_a_worker_with_keys_still_sees_no_token(tmp_path: Path) -> None:
    worker = Program("worker", (), keys_file=tmp_path / "k", keys_variable=supervisor.SIGNING_FD_VARIABLE)

    assert environment_of(worker, {"AMPARO_SMTP_PASSWORD": "a token", "PATH": "/bin"}) == {"PATH": "/bin"}
