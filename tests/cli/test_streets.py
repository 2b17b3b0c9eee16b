"""`./amparo streets import`: refusals in a sentence, and an import that can be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.core.places.test_streets import helsinki

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(120)
ANSWERS = """
name = "Invented Network"
region = "60.17,24.94,20"
organisation = "Invented Organisation"
coordinator = "ana"
coordinator_name = "Ana"
second = "berta"
second_name = "Berta"
"""


def _started(*arguments: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", *arguments],
        env={**kept, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(*arguments: str) -> tuple[int, str]:
    process = _started(*arguments)
    out, errors = process.communicate()
    return process.returncode, out + errors


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network whose region has Helsinki in it."""
    folder = tmp_path_factory.mktemp("network")
    answers = folder / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    sheet = ("--recovery-sheet", str(folder / "sheet.html"))
    status, said = _run("setup", "--data", str(folder / "data"), "--answers", str(answers), *sheet)
    assert status == 0, said
    return folder / "data"


def test_streets_come_in_and_a_bad_file_leaves_them(data: Path, tmp_path: Path) -> None:
    status, said = _run("streets", "import", str(helsinki()), "--data", str(data))
    assert status == 0, said
    assert "corners" in said
    assert "OpenStreetMap contributors" in said
    before = (data / "streets.sqlite3").read_bytes()
    truncated = tmp_path / "truncated.osm.pbf"
    truncated.write_bytes(helsinki().read_bytes()[:200_000])

    status, said = _run("streets", "import", str(truncated), "--data", str(data))

    assert status == 1
    assert "no whole OpenStreetMap extract" in said
    assert "Traceback" not in said
    assert (data / "streets.sqlite3").read_bytes() == before


def test_a_missing_file_and_a_missing_network_are_said(data: Path, tmp_path: Path) -> None:
    assert "there is no file" in _run("streets", "import", "/nowhere.osm.pbf", "--data", str(data))[1]
    assert "there is no network" in _run("streets", "import", "x", "--data", str(tmp_path / "none"))[1]


def test_an_import_that_is_killed_leaves_the_old_streets(data: Path) -> None:
    _run("streets", "import", str(helsinki()), "--data", str(data))
    before = (data / "streets.sqlite3").read_bytes()
    part = data / "streets.sqlite3.part"

    process = _started("streets", "import", str(helsinki()), "--data", str(data))
    deadline = time.monotonic() + 60
    while not part.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert (data / "streets.sqlite3").read_bytes() == before
    assert _run("streets", "import", str(helsinki()), "--data", str(data))[0] == 0
    assert not part.exists()
