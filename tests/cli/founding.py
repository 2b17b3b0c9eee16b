"""Run the command line as a person does, and found an invented network by it."""

import os
import subprocess
import sys
from pathlib import Path

from amparo.cli.installation import ROOT

ANSWERS = """
name = "Invented Network"
region = "{region}"
organisation = "Invented Organisation"
coordinator = "ana"
coordinator_name = "Ana"
second = "berta"
second_name = "Berta"
"""


def started(*arguments: str) -> subprocess.Popen[str]:
    """Start a command with nothing of this process's installation in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", *arguments],
        env={**kept, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str) -> tuple[int, str]:
    """Run a command; return its status and all that it said."""
    process = started(*arguments)
    out, errors = process.communicate()
    return process.returncode, out + errors


def found(folder: Path, region: str) -> Path:
    """Found a network whose region is a point and kilometres; return its data folder."""
    answers = folder / "answers.toml"
    answers.write_text(ANSWERS.format(region=region), encoding="utf-8")
    sheet = ("--recovery-sheet", str(folder / "sheet.html"))
    status, said = run("setup", "--data", str(folder / "data"), "--answers", str(answers), *sheet)
    assert status == 0, said
    return folder / "data"
