"""`./amparo streets import`: refusals in a sentence, and an import that can be killed."""

import signal
import time
from pathlib import Path

import pytest

from tests.cli.founding import found, run, started
from tests.core.places.test_streets import helsinki

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network whose region has Helsinki in it."""
    return found(tmp_path_factory.mktemp("network"), "60.17,24.94,20")


def test_streets_come_in_and_a_bad_file_leaves_them(data: Path, tmp_path: Path) -> None:
    status, said = run("streets", "import", str(helsinki()), "--data", str(data))
    assert status == 0, said
    assert "corners" in said
    assert "OpenStreetMap contributors" in said
    before = (data / "streets.sqlite3").read_bytes()
    truncated = tmp_path / "truncated.osm.pbf"
    truncated.write_bytes(helsinki().read_bytes()[:200_000])

    status, said = run("streets", "import", str(truncated), "--data", str(data))

    assert status == 1
    assert "no whole OpenStreetMap extract" in said
    assert "Traceback" not in said
    assert (data / "streets.sqlite3").read_bytes() == before


def test_a_missing_file_and_a_missing_network_are_said(data: Path, tmp_path: Path) -> None:
    assert "there is no file" in run("streets", "import", "/nowhere.osm.pbf", "--data", str(data))[1]
    assert "there is no network" in run("streets", "import", "x", "--data", str(tmp_path / "none"))[1]


def test_an_import_that_is_killed_leaves_the_old_streets(data: Path) -> None:
    run("streets", "import", str(helsinki()), "--data", str(data))
    before = (data / "streets.sqlite3").read_bytes()
    part = data / "streets.sqlite3.part"

    process = started("streets", "import", str(helsinki()), "--data", str(data))
    deadline = time.monotonic() + 60
    while not part.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert (data / "streets.sqlite3").read_bytes() == before
    assert run("streets", "import", str(helsinki()), "--data", str(data))[0] == 0
    assert not part.exists()
