"""`./amparo up`: run the network that `./amparo setup` founded, or this machine's part of it."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from amparo.cli import installation as place
from amparo.cli import machines
from amparo.cli.refusal import Refusal
from amparo.cli.serving import LOOPBACK, port_number, serve
from amparo.cli.supervisor import KINDS


def run(arguments: Sequence[str]) -> int:
    """Run web, worker and gateway, or those asked for, until a signal asks to end."""
    options = _parser().parse_args(arguments)
    only = tuple(dict.fromkeys(options.only or KINDS))
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.make_folder(installation)
    with place.held(installation):
        if "web" in only:
            place.check_port(options.address, options.port)
        place.choose(installation)
        keys = _prepared(installation, only)
        origin = os.environ.get("AMPARO_PUBLIC_ORIGIN", "")

        def greet() -> None:
            if "web" in only:
                print(f"The network answers at {origin}. Ctrl-C ends it.", flush=True)
            else:
                print(f"Running: {', '.join(only)}. Ctrl-C ends it.", flush=True)

        host = urlsplit(origin).netloc
        return serve(keys=keys, address=options.address, port=options.port, host=host, then=greet, only=only)


def _prepared(installation: place.Installation, only: tuple[str, ...]) -> Path:
    """See to it that everything is as this version of the code wants it; return the gateway's keys file."""
    if set(only) != set(KINDS):
        return machines.check(installation, only)
    if any(name in os.environ for name in ("AMPARO_BROKER_URL", "AMPARO_BROKER_URL_FILE")):
        place.load_django()  # a broker that is refused is refused here, in one sentence, and not by every child
    return place.prepared_keys(installation) or _prepare(installation)


def _prepare(installation: place.Installation) -> Path:
    """Bring keys, database and static files to this version of the code; return the gateway's keys file."""
    place.load_django()
    from django.db import connections

    place.migrate()
    place.collect_static()
    keys = place.make_gateway_keys(installation)
    place.make_intake_key(installation)
    place.make_receipt_key()
    place.make_signing_keys(installation)
    connections.close_all()
    place.mark_prepared(installation, keys)
    return keys


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo up", description=__doc__)
    parser.add_argument("--address", default=LOOPBACK, help="where `web` listens (default: loopback)")
    parser.add_argument("--port", type=port_number, default=8000, help="where `web` listens (default: 8000)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=KINDS,
        metavar="KIND",
        help="run this part alone: web, worker or gateway; may be given more than once. For networks on many machines "
        "(docs/operating/scale.md): nothing is made or migrated, and what is missing is said",
    )
    return parser
