"""`./amparo demo --check` on fresh data: the main job through the pages, by real processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.demo import check

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(400)
def test_the_main_job_goes_through() -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))
    }

    done = subprocess.run(
        [sys.executable, "-m", "amparo.cli", "demo", "--check"],
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    steps = [line for line in done.stdout.splitlines() if line.startswith("ok ")]
    assert len(steps) == len(check.STEPS)
