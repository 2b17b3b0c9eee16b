"""With real processes: a worker dies for good, and somebody is told within two minutes (T57)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.channels.smtp_server import Letterbox, smtp_server
from tests.channels.test_gateway import Installation, installation
from tests.waiting import wait_until

ON_CALL = "night@red.example"


def _house(data: Path, port: int) -> Installation:
    return installation(
        data,
        1,
        AMPARO_SMTP_HOST="127.0.0.1",
        AMPARO_SMTP_PORT=str(port),
        AMPARO_SMTP_SECURITY="none",
        AMPARO_SMTP_FROM_ADDRESS="alertas@red.example",
        AMPARO_ON_CALL=ON_CALL,
        AMPARO_MACHINE="alpha",
    )


def _command(house: Installation, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "amparo.cli", *arguments], env=house.environment)


def _told(letterbox: Letterbox) -> list[bytes]:
    return [raw for to, raw in letterbox.accepted if to == ON_CALL]


@pytest.mark.timeout(240)
def test_a_worker_that_dies_is_told_of_by_the_gateway(tmp_path: Path) -> None:
    letterbox = Letterbox()
    with smtp_server(letterbox) as port:
        house = _house(tmp_path, port)
        worker = _command(house, "run-worker")
        try:
            with house.gateway():
                wait_until(lambda: house.rows("SELECT count(*) FROM core_heartbeat") == [(2,)], 60)
                worker.kill()
                worker.wait()
                wait_until(lambda: any(b"worker on alpha" in raw for raw in _told(letterbox)), 120)
        finally:
            worker.kill()
            worker.wait()

    [told] = [raw for raw in _told(letterbox) if b"worker on alpha" in raw]
    assert b"Subject: Service notice" in told
    assert not re.search(rb"Confirmado|camioneta|p0@example|alert ", told)


@pytest.mark.timeout(60)
def test_the_supervisors_child_tells_without_a_database_and_without_keys(tmp_path: Path) -> None:
    letterbox = Letterbox()
    with smtp_server(letterbox) as port:
        house = _house(tmp_path, port)
        (tmp_path / "amparo.sqlite3").unlink()
        child = _command(house, "run-on-call", "No sign of life on this machine from: gateway.")
        status = child.wait(timeout=40)

    assert status == 0
    assert b"No sign of life" in _told(letterbox)[0]
    assert not (tmp_path / "amparo.sqlite3").exists()
