"""The launcher script itself, on machines that lack something."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import needs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher(tmp_path: Path) -> Path:
    """The script alone, in a folder of its own."""
    return Path(shutil.copy(ROOT / "amparo", tmp_path / "amparo"))


def _run(launcher: Path, *arguments: str, path: str, **extra: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")}
    return subprocess.run(
        [str(launcher), *arguments],
        env={**kept, "PATH": path, **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def _tools(folder: Path, *names: str) -> str:
    """Return a PATH with only these programs of the machine."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    return str(folder)


@pytest.mark.needs("shellcheck")
@pytest.mark.parametrize("script", ["amparo", ".ci/run"])
def test_the_scripts_hold_no_known_trap(script: str) -> None:
    done = subprocess.run(
        [needs.path_of("shellcheck"), str(ROOT / script)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_without_python_one_sentence_says_what_is_missing(launcher: Path, tmp_path: Path) -> None:
    done = _run(launcher, "demo", path=_tools(tmp_path / "bin", "sh", "dirname", "mkdir", "cat"))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_python_that_was_named_but_is_none_is_refused(launcher: Path, tmp_path: Path) -> None:
    path = _tools(tmp_path / "bin", "sh", "dirname", "mkdir", "cat", "python3")

    done = _run(launcher, "demo", path=path, AMPARO_PYTHON="/nowhere/python")

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr


def test_the_launcher_is_short() -> None:
    assert len((ROOT / "amparo").read_text(encoding="utf-8").splitlines()) <= 150
