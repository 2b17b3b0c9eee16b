"""What the papers say is true of the program: the data map, the README's commands, the decisions' numbers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.cli.entry import COMMANDS
from tools import data_map

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"\./amparo ([a-z-]+)")
PAPERS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(f"docs/{each.name}" for each in (ROOT / "docs").glob("*.md")),
)


@pytest.mark.timeout(60)
def test_the_data_map_is_what_the_models_say() -> None:
    assert data_map.PAGE.read_text(encoding="utf-8") == data_map.page(data_map.rows())


def test_no_declared_resolution_is_left_over() -> None:
    """Each declared time is one that a model still stores."""
    text = data_map.PAGE.read_text(encoding="utf-8")
    names = {field for fields in data_map.declared().values() for field in fields}

    assert {name for name in names if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("paper", PAPERS)
def test_every_command_that_a_paper_names_exists(paper: str) -> None:
    named = set(COMMAND.findall((ROOT / paper).read_text(encoding="utf-8")))

    assert named <= {*COMMANDS, "help"}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_answers_for_help(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "amparo.cli", command, "--help"],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-300:]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_of_a_paper_leads_to_a_file(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    targets = [each for each in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in each]

    assert [each for each in targets if not ((ROOT / paper).parent / each).exists()] == []


def test_decisions_are_numbered_without_gaps_of_meaning() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]

    assert len(set(numbers)) == len(numbers)
    for page in pages:
        assert page.read_text(encoding="utf-8").startswith(f"# {page.name[:4]} "), page.name
