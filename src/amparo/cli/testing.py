"""How pytest is run, by `./amparo test` and by the gate alike."""

import os
import subprocess
import sys
from collections.abc import Sequence

from amparo.cli.installation import ROOT

WORKERS = 2
# What chooses how tests are run and how much they try; all else of ours belongs to an installation.
_FOR_TESTS = frozenset(
    {
        "AMPARO_CI",
        "AMPARO_FULL",
        "AMPARO_PYTHON",
        "AMPARO_SEQUENCES",
        "AMPARO_TEST_FLOOD",
        "AMPARO_TEST_MARKERS",
    }
)


def pytest_command(arguments: Sequence[str] = (), *, with_coverage: bool = False) -> list[str]:
    """Return pytest's command line; a `-n` among the arguments goes before ours, as does a single test's place."""
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb", "-s")) for argument in arguments)
    # A file stays on one worker: what it starts for all its tests (a browser, a demonstration) is started once.
    spread = [] if chosen else ["-n", str(WORKERS), "--dist", "loadfile"]
    measured = ["--cov", "--cov-report=term:skip-covered"] if with_coverage else []
    return [sys.executable, "-m", "pytest", *spread, *measured, *arguments]


def run_tests(arguments: Sequence[str], *, on_postgresql: bool = False) -> int:
    """Run pytest from the repository's root, maybe beside a fresh server, and return its exit status."""
    beside = [sys.executable, "-m", "tests.postgresql"] if on_postgresql else []
    command = [*beside, *pytest_command(arguments)]
    return subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what belongs to an installation."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AMPARO_") or name in _FOR_TESTS
    }
