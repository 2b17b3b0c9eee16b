"""`./amparo migrate`: bring the network's database up to this version."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal


def run(arguments: Sequence[str]) -> int:
    """Run the migrations that are due."""
    parser = argparse.ArgumentParser(prog="amparo migrate", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    installation = place.network(parser.parse_args(arguments).data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.use(installation)
    place.migrate()
    print("The database is up to date.")
    return 0
