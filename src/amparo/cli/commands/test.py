"""`./amparo test`: run all tests."""

import argparse
from collections.abc import Sequence

from amparo.cli.testing import run_tests


def run(arguments: Sequence[str]) -> int:
    """Run pytest with the arguments given; its last lines name what was skipped and what would cure that."""
    parser = argparse.ArgumentParser(prog="amparo test", description=__doc__, add_help=False)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options, others = parser.parse_known_args(arguments)
    return run_tests(others, on_postgresql=options.database == "postgresql")
