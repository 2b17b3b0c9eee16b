"""`./amparo import ushahidi` as a person runs it: quiet in a pipe, dry on request, and whole after being killed."""

import csv
import hashlib
import os
import pty
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.founding import found, run
from tests.reports.services.test_import_broken_files import SAMPLE, exported, row

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(180)
# An import that kills itself the way a power cut does, after so many batches.
KILLED = """
import os, signal, sys
from pathlib import Path
from amparo.cli import installation
installation.use(installation.network(Path(sys.argv[1])))
from amparo.core import clock
from amparo.reports import api
from amparo.reports.services import import_ushahidi
import_ushahidi.ROWS_PER_TRANSACTION = 20
batches = 0
def die(_far):
    global batches
    batches += 1
    if batches == 2:
        os.kill(os.getpid(), signal.SIGKILL)
api.import_ushahidi(sys.argv[2], now=clock.now(), on_progress=die)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network around the middle of Los Angeles."""
    return found(tmp_path_factory.mktemp("network"), "34.05,-118.25,60")


@pytest.fixture
def database(data: Path) -> Iterator[sqlite3.Connection]:
    """What is stored, read beside the program."""
    (path,) = data.rglob("*.sqlite3")
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 — a test's own names


def apart(number: int) -> list[str]:
    """Return a row that has a place of its own: hundreds at one place would be one incident of hundreds."""
    cells = row(number, f"invented words of row {number}")
    return [*cells[:-2], f"{33.8 + number % 25 * 0.015:.4f}", f"{-118.5 + number // 25 % 25 * 0.015:.4f}"]


def imported(data: Path, *arguments: str) -> tuple[int, str]:
    return run("import", "ushahidi", *arguments, "--data", str(data))


def test_a_dry_run_leaves_every_byte_of_the_database(
    data: Path, database: sqlite3.Connection, tmp_path: Path
) -> None:
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {table: count(database, table) for table in tables}
    (path,) = data.rglob("*.sqlite3")
    content = hashlib.sha256(path.read_bytes()).digest()

    export = exported(tmp_path, [row(number) for number in range(30_000, 30_011)])
    status, said = imported(data, str(export), "--dry-run")

    assert (status, "11 reports would come in" in said, "Nothing was written" in said) == (0, True, True), (
        said
    )
    assert {table: count(database, table) for table in tables} == rows
    assert hashlib.sha256(path.read_bytes()).digest() == content


def test_what_is_left_out_is_written_for_its_owner_alone_without_its_text(data: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    rejected.write_text("of before")
    rejected.chmod(0o644)

    status, said = imported(data, str(SAMPLE), "--dry-run", "--rejected", str(rejected))

    assert (status, "1 left out: no date (lines 13)" in said) == (0, True), said
    assert rejected.read_text() == "line,reason\n13,no_date\n"
    assert stat.S_IMODE(rejected.stat().st_mode) == 0o600


def test_the_export_itself_and_links_are_not_written_over(data: Path, tmp_path: Path) -> None:
    export = exported(tmp_path, [row(1)])
    content = export.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")

    assert imported(data, str(export), "--rejected", str(export))[0] == 1
    assert imported(data, str(export), "--rejected", str(link))[0] == 1
    assert imported(data, str(export), "--rejected", str(tmp_path / "no" / "folder.csv"))[0] == 1

    assert export.read_bytes() == content
    assert not (tmp_path / "elsewhere.csv").exists()


def test_the_sample_comes_in_once_and_forms_incidents(data: Path, database: sqlite3.Connection) -> None:
    reports, formed = count(database, "incidents_incidentreport"), count(database, "incidents_incident")

    first = imported(data, str(SAMPLE))
    again = imported(data, str(SAMPLE))

    assert "11 reports came in; 0 had come in before." in first[1], first[1]
    assert "0 reports came in; 11 had come in before." in again[1], again[1]
    assert count(database, "incidents_incidentreport") - reports == 11
    assert 6 <= count(database, "incidents_incident") - formed <= 11


def test_an_import_that_was_killed_is_finished_by_the_next(
    data: Path, database: sqlite3.Connection, tmp_path: Path
) -> None:
    before = count(database, "reports_report")
    export = exported(tmp_path, [apart(number) for number in range(10_000, 10_050)])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(data), str(export)],
        env={**kept, "PYTHONPATH": str(ROOT / "src")},
        check=False,
        capture_output=True,
    )
    half = count(database, "reports_report") - before
    status, said = imported(data, str(export))

    assert (killed.returncode, half) == (-signal.SIGKILL, 40), killed.stderr
    assert (status, "10 reports came in; 40 had come in before." in said) == (0, True), said
    assert count(database, "reports_report") - before == 50
    assert count(database, "incidents_incidentreport") == before + 50, (
        "what the killed run left was formed too"
    )


def test_a_pipe_gets_no_progress_and_a_terminal_does(data: Path, tmp_path: Path) -> None:
    export = exported(tmp_path, [row(number) for number in range(20_000, 20_030)])

    assert "\r" not in imported(data, str(export), "--dry-run")[1]
    assert "Checking [####" in _on_a_terminal(
        "import", "ushahidi", str(export), "--dry-run", "--data", str(data)
    )


@pytest.mark.parametrize(
    "arguments,said",
    [
        (["{other}"], "it lacks the columns"),
        (["{nothing}"], "can't be read"),
        (["{sample}", "--encoding", "klingon"], "there is no encoding"),
        (["{arabic}"], "--encoding NAME --dry-run"),
        (["{twice}"], "twice"),
        (["/dev/null"], "no regular file"),
    ],
)
def test_a_refusal_is_a_sentence(data: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    files = {
        "other": exported(tmp_path, [], head=["a", "b"]).rename(tmp_path / "other.csv"),
        "arabic": exported(tmp_path, [row(1, "شاحنة بيضاء أمام السوق")], encoding="cp1256").rename(
            tmp_path / "arabic.csv"
        ),
        "twice": exported(tmp_path, [], head=["#", "Serial"]).rename(tmp_path / "twice.csv"),
        "sample": SAMPLE,
        "nothing": tmp_path / "nothing.csv",
    }

    status, answer = imported(data, *(each.format(**files) for each in arguments))

    assert (status, said in answer) == (1, True), answer
    assert "Traceback" not in answer


def test_options_of_ushahidi_are_refused_for_sealed_reports(data: Path, tmp_path: Path) -> None:
    status, said = run("import", "sealed", str(tmp_path / "a.age"), "--dry-run", "--data", str(data))

    assert (status, "for ushahidi" in said) == (2, True)


def test_the_rejected_lines_are_those_of_the_file(data: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    export = exported(
        tmp_path, [["1", "t", "soon", "", "", "34.05", "-118.25"], ["2", "t", "", "", "", "", ""]]
    )

    imported(data, str(export), "--dry-run", "--rejected", str(rejected))

    with rejected.open(encoding="utf-8", newline="") as file:
        listed = [(each["line"], each["reason"]) for each in csv.DictReader(file)]
    assert listed == [("2", "no_date"), ("3", "no_place")]


def _on_a_terminal(*arguments: str) -> str:
    """Run a command whose standard error is a terminal; return what it wrote there."""
    ours, theirs = pty.openpty()
    said: list[bytes] = []

    def read() -> None:
        try:
            while chunk := os.read(ours, 4096):
                said.append(chunk)
        except OSError:  # Linux answers so once the other end is closed.
            return

    reading = threading.Thread(target=read)
    reading.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "amparo.cli", *arguments],
        env={**kept, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    reading.join(timeout=10)
    os.close(ours)
    return b"".join(said).decode()
