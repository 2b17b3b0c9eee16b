"""How tests are run: what belongs to an installation stays outside, what chooses how much is tried comes in."""

import re
from pathlib import Path

import pytest

from amparo.cli import testing

TESTS = Path(__file__).resolve().parents[1]
_READ = re.compile(r'environ\.get\("(AMPARO_[A-Z_]+)"')
# Set by the test settings themselves, to a folder of this process.
_KEPT_OUT = {"AMPARO_DATA"}


def chosen_by_tests() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py"))
    return {name for text in texts for name in _READ.findall(text)} - _KEPT_OUT


def test_what_chooses_how_much_is_tried_reaches_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """`AMPARO_FULL=1 ./amparo test …` stands in docs/benchmarks.md."""
    chosen = chosen_by_tests()
    for name in chosen:
        monkeypatch.setenv(name, "1")

    assert {"AMPARO_FULL", "AMPARO_SEQUENCES", "AMPARO_TEST_MARKERS"} <= chosen
    assert chosen <= testing.clean_environment().keys()


def test_what_belongs_to_an_installation_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AMPARO_DATA", "AMPARO_SECRET_KEY", "AMPARO_DATABASE_URL", "AMPARO_TEST_DATABASE_URL"):
        monkeypatch.setenv(name, "of a real network")

    assert "of a real network" not in testing.clean_environment().values()
