"""`./amparo test`: run all tests."""

from collections.abc import Sequence

from amparo.cli.testing import run_tests


def run(arguments: Sequence[str]) -> int:
    """Run pytest with the arguments given; its last lines name what was skipped and what would cure that."""
    return run_tests(arguments)
