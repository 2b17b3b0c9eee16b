"""What some tests need of the machine, how to find it, and how to get it."""

import os
import shutil
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Need:
    """A program that a machine may lack."""

    programs: tuple[str, ...]
    cure: str


NEEDS = {
    "chromium": Need(("chromium", "chromium-browser", "google-chrome"), "apt install chromium"),
    "age": Need(("age",), "apt install age"),
    "xmllint": Need(("xmllint",), "apt install libxml2-utils"),
    "xmlsec1": Need(("xmlsec1",), "apt install xmlsec1"),
    "node": Need(("node",), "run the tests by ./amparo test, which brings Node"),
    "bearerbox": Need(("/usr/sbin/bearerbox",), "apt install kannel"),
    "fakesmsc": Need(("/usr/lib/kannel/test/fakesmsc",), "apt install kannel-extras"),
    "shellcheck": Need(("shellcheck",), "apt install shellcheck"),
}


def is_ci() -> bool:
    """Tell whether this is the machine where everything must be there and nothing may be skipped."""
    return os.environ.get("AMPARO_CI") == "true"


def path_of(name: str) -> str:
    """Return the path of a program that a test declared to need."""
    found = (shutil.which(program) for program in NEEDS[name].programs)
    path = next((each for each in found if each), None)
    if path is None:
        pytest.skip(f"needs {name}: {NEEDS[name].cure}")
    return path


def is_there(name: str) -> bool:
    """Tell whether the machine has it."""
    return any(shutil.which(program) for program in NEEDS[name].programs)


def cure(name: str) -> str:
    """Return what would bring it."""
    return NEEDS[name].cure
