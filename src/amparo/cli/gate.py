"""The gate's steps: what must hold before a change may land.

Each step is one command with an exit status. Those that use one core run two at a time; the tests use both cores
and run last. What a step prints is shown when it fails.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from amparo.cli.installation import ROOT
from amparo.cli.testing import clean_environment, pytest_command

SIDE_BY_SIDE = 2
_PYTHON_CODE = ("src", "tests", "tools", "bench")


@dataclass(frozen=True)
class Step:
    """One command of the gate."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    environment: tuple[tuple[str, str], ...] = ()
    is_alone: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step went."""

    step: Step
    status: int
    seconds: float
    output: str


def _module(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


_TEST_SETTINGS = (("DJANGO_SETTINGS_MODULE", "amparo.settings.test"),)
# A production installation as `check --deploy` wants to see one; the values name nothing real.
_PRODUCTION_SETTINGS = (
    ("DJANGO_SETTINGS_MODULE", "amparo.settings.production"),
    ("AMPARO_PUBLIC_ORIGIN", "https://network.example"),
    ("AMPARO_ALLOWED_HOSTS", "network.example"),
    ("AMPARO_SECRET_KEY", "only-for-the-gate-" + "0123456789" * 4),
)
# The longest first, so that two at a time end together.
STEPS = (
    Step("types", _module("mypy", *_PYTHON_CODE)),
    Step("typescript", ("npm", "run", "--silent", "check"), ROOT / "frontend"),
    Step("typescript-tests", ("npm", "run", "--silent", "test"), ROOT / "frontend"),
    Step("contracts", (str(Path(sys.executable).with_name("lint-imports")), "--no-cache")),
    Step("templates", (sys.executable, "tools/templates.py"), environment=_TEST_SETTINGS),
    Step("translations", (sys.executable, "tools/messages.py", "check"), environment=_TEST_SETTINGS),
    Step(
        "migrations",
        _module("django", "makemigrations", "--check", "--dry-run"),
        environment=_TEST_SETTINGS,
    ),
    Step(
        "deployment",
        _module("django", "check", "--deploy", "--fail-level", "WARNING"),
        environment=_PRODUCTION_SETTINGS,
    ),
    Step("limits", (sys.executable, "tools/limits.py")),
    Step("format", _module("ruff", "format", "--check", *_PYTHON_CODE)),
    Step("lint", _module("ruff", "check", *_PYTHON_CODE)),
    Step("tests", tuple(pytest_command(with_coverage=True)), is_alone=True),
)


def step_names() -> tuple[str, ...]:
    """Return the names of all steps, in the order in which they run."""
    return tuple(step.name for step in STEPS)


def run(wanted: Sequence[str]) -> int:
    """Run the steps named; print each with its time, what the failed ones said, and a last line that sums up."""
    started = time.monotonic()
    steps = [step for step in STEPS if step.name in wanted]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        outcomes = list(pool.map(_run, [step for step in steps if not step.is_alone]))
    outcomes += [_run(step) for step in steps if step.is_alone]
    failed = [outcome for outcome in outcomes if outcome.status]
    for outcome in failed:
        if not outcome.step.is_alone:
            print(f"\n--- {outcome.step.name} ---\n{outcome.output.rstrip()}", flush=True)
    took = f"{time.monotonic() - started:.0f} s"
    if failed:
        print(
            f"\nThe gate failed after {took}: {', '.join(outcome.step.name for outcome in failed)}.",
            flush=True,
        )
        return 1
    print(f"\nThe gate is passed: {len(outcomes)} steps in {took}.", flush=True)
    return 0


def _run(step: Step) -> Outcome:
    """Run one step. The tests speak while they run; the others only when they fail."""
    started = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=step.folder,
        env={
            **clean_environment(),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            **dict(step.environment),
        },
        stdin=subprocess.DEVNULL,
        stdout=None if step.is_alone else subprocess.PIPE,
        stderr=None if step.is_alone else subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    print(f"{'FAILED' if done.returncode else 'ok':<7} {step.name:<18} {seconds:6.1f} s", flush=True)
    return Outcome(step, done.returncode, seconds, done.stdout or "")
