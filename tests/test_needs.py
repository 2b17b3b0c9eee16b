"""A skip is loud, names its cure, and fails where nothing may be skipped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.timeout(60)

LACKING = """
import pytest
from tests import needs

needs.NEEDS["antenna"] = needs.Need(("no-such-program-anywhere",), "apt install antenna")

@pytest.mark.needs("antenna")
def test_that_needs_an_antenna() -> None:
    raise AssertionError("it ran without one")

def test_that_finds_out_later() -> None:
    needs.path_of("antenna")

@pytest.mark.xfail(strict=True)
def test_that_is_known_to_fail() -> None:
    raise AssertionError

def test_that_needs_nothing() -> None:
    assert True
"""


def _run(folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_lacking.py").write_text(LACKING, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "PYTEST_"))}
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}"),
            *("-p", "tests.skips", str(folder / "test_lacking.py")),
        ],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_is_loud_and_names_its_cure(tmp_path: Path) -> None:
    done = _run(tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" not in done.stdout
    assert "NOT TESTED HERE" in done.stdout
    assert "2 x needs antenna: apt install antenna" in done.stdout


def test_in_ci_a_skip_is_a_failure(tmp_path: Path) -> None:
    done = _run(tmp_path, AMPARO_CI="true")

    assert done.returncode == 1
    assert (
        "1 failed, 1 passed, 1 xfailed, 1 error" in done.stdout
    )  # the error is the one that skips before it runs
    assert "skipped where nothing may be skipped" in done.stdout
