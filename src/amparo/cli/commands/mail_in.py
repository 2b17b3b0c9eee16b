"""`./amparo mail-in`: take one e-mail from standard input, as a mail server pipes it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

LONGEST_MAIL_BYTES = 25 * 1024 * 1024
# From sysexits.h: the mail server keeps the mail and tries again later, or gives it back.
TRY_AGAIN = 75
NOT_TAKEN = 69


def run(arguments: Sequence[str]) -> int:
    """Seal and store the mail; the exit status tells the mail server whether to try again. Nothing is printed."""
    parser = argparse.ArgumentParser(prog="amparo mail-in", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    installation = place.network(parser.parse_args(arguments).data)
    if not installation.is_set_up:
        print(f"amparo: there is no network in {installation.data} yet.", file=sys.stderr)
        return TRY_AGAIN
    raw = sys.stdin.buffer.read(LONGEST_MAIL_BYTES + 1)
    if len(raw) > LONGEST_MAIL_BYTES:
        return NOT_TAKEN
    try:
        place.use(installation)
    except Refusal as refusal:
        print(f"amparo: {refusal}", file=sys.stderr)
        return TRY_AGAIN
    from django.db import DatabaseError

    from amparo.channels import api as channels
    from amparo.core import clock

    try:
        channels.receive_mail(raw, clock.now())
    except (channels.NoPublicKey, DatabaseError):
        return TRY_AGAIN
    return 0
