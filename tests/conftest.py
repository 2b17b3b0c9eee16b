"""What all tests share: what a machine may lack is said loudly, and nothing is left behind."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.fixtures.network import network, personas
from tests.skips import (
    pytest_make_collect_report,
    pytest_runtest_makereport,
    pytest_runtest_setup,
    pytest_terminal_summary,
)

__all__ = [
    "network",
    "personas",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "pytest_terminal_summary",
]


@pytest.fixture(autouse=True)
def _language_of_the_settings() -> Iterator[None]:
    """Leave no test in the language of the page that another one asked for."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _memory_of_a_new_process() -> None:
    """Let each test begin as a process does: the words of another test's reports would make its own doubtful."""
    from amparo.incidents.queries import moment, remembered
    from amparo.incidents.services import wordings

    wordings.forget_all()
    remembered.forget_all()
    moment.forget()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the access matrix anew."""
    parser.addoption("--write-access-matrix", action="store_true", help="write access_matrix.csv anew")


def pytest_unconfigure() -> None:
    """Remove the folder that the test settings made for this process."""
    folder = Path(os.environ.get("AMPARO_DATA", ""))
    if folder.name.startswith("amparo-test-"):
        shutil.rmtree(folder, ignore_errors=True)
