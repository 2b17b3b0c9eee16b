"""`./amparo signing-key show|rotate`: the keys with which alerts are signed."""

import argparse
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal


def run(arguments: Sequence[str]) -> int:
    """Print what partners pin, or let new keys sign from the next start."""
    options = _parser().parse_args(arguments)
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.use(installation)
    from amparo.alerts import api as alerts
    from amparo.core import clock

    try:
        if options.task == "rotate":
            with place.held(installation):
                alerts.rotate_signing_keys(installation.data, now=clock.now())
        found = alerts.public_keys()
    except alerts.SigningKeysBroken as error:
        raise Refusal(f"the signing keys in {installation.data} can't be read.") from error
    for each in found:
        until = f"until {each.until:%Y-%m-%d}" if each.until else "sign now"
        print(f"{until}, since {each.since:%Y-%m-%d}")
        print(f"  certificate, SHA-256: {each.fingerprint}")
        print(f"  Ed25519:              {b64encode(each.ed25519).decode()}")
    if options.task == "rotate":
        print(
            "Tell your partners the new fingerprint over another way than this site, then start: ./amparo up"
        )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo signing-key", description=__doc__)
    parser.add_argument("task", choices=["show", "rotate"], help="what to do")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    return parser
