"""`./amparo vault-key`: make the key for photos and videos of a network that was set up before there was one."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal


def run(arguments: Sequence[str]) -> int:
    """Make the recipient, write the recovery sheet, and say what to do with it."""
    options = _parser().parse_args(arguments)
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.check_recovery_sheet(options.recovery_sheet)
    place.use(installation)
    from amparo.network import api as network

    name = network.current_network().name
    print(place.make_vault_identity(installation, options.recovery_sheet, name))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo vault-key", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    parser.add_argument(
        "--recovery-sheet",
        type=Path,
        metavar="FILE",
        default=Path("recovery-sheet.html"),
        help="where the page is written, to print and then delete (default: %(default)s)",
    )
    return parser
