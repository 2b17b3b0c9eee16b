"""`./amparo up`: run the network that `./amparo setup` founded."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal
from amparo.cli.serving import LOOPBACK, port_number, serve


def run(arguments: Sequence[str]) -> int:
    """Run web, worker and gateway until a signal asks to end."""
    options = _parser().parse_args(arguments)
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.make_folder(installation)
    with place.held(installation):
        place.check_port(options.address, options.port)
        place.choose(installation)
        keys = place.prepared_keys(installation) or _prepare(installation)
        origin = os.environ.get("AMPARO_PUBLIC_ORIGIN", "")

        def greet() -> None:
            print(f"The network answers at {origin}. Ctrl-C ends it.", flush=True)

        host = urlsplit(origin).netloc
        return serve(keys=keys, address=options.address, port=options.port, host=host, then=greet)


def _prepare(installation: place.Installation) -> Path:
    """Bring keys, database and static files to this version of the code; return the gateway's keys file."""
    place.load_django()
    from django.db import connections

    place.migrate()
    place.collect_static()
    keys = place.make_gateway_keys(installation)
    place.make_intake_key(installation)
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
    return parser
