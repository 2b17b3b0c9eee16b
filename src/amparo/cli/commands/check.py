"""`./amparo check`: the whole gate."""

import argparse
import sys
from collections.abc import Sequence

from amparo.cli import gate


def run(arguments: Sequence[str]) -> int:
    """Run every step, the quick ones side by side, then the tests; name what failed."""
    parser = argparse.ArgumentParser(prog="amparo check", description=__doc__)
    parser.add_argument(
        "--without-tests", action="store_true", help="all but the tests: a look before a commit"
    )
    parser.add_argument(
        "steps", nargs="*", metavar="STEP", help=f"only these: {', '.join(gate.step_names())}"
    )
    options = parser.parse_args(arguments)
    unknown = set(options.steps) - set(gate.step_names())
    if unknown:
        print(f"amparo: there is no step {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    wanted = options.steps or [
        name for name in gate.step_names() if not options.without_tests or name != "tests"
    ]
    return gate.run(wanted)
