"""`./amparo demo`: an invented network on loopback, with everything in it to try."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal
from amparo.cli.serving import LOOPBACK, port_number, serve


def run(arguments: Sequence[str]) -> int:
    """Show the demonstration until Ctrl-C; with `--check`, drive the main job through it and say how it went."""
    options = _parser().parse_args(arguments)
    if not options.check:
        return _show(place.demo(options.data), options.port)
    with tempfile.TemporaryDirectory(prefix="amparo-check-") as folder:
        return _check(place.demo(Path(folder) / "data"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo demo", description=__doc__)
    parser.add_argument(
        "--port", type=port_number, default=8000, help="where the pages answer (default: 8000)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the data is kept (default: var/demo)")
    parser.add_argument(
        "--check",
        action="store_true",
        help="fresh data, a free port, the main job over HTTP; fails if a step fails",
    )
    return parser


def _show(installation: place.Installation, port: int) -> int:
    place.make_folder(installation)
    with place.held(installation):
        origin = choose(installation, port)
        keys = place.prepared_keys(installation) or prepare(installation)

        def greet() -> None:
            place.load_django()
            from amparo.demo import api as demonstration

            print(demonstration.banner(origin), flush=True)

        return serve(keys=keys, address=LOOPBACK, port=port, host=LOOPBACK, then=greet)


def _check(installation: place.Installation) -> int:
    place.make_folder(installation)
    port = place.free_port()
    origin = choose(installation, port)
    keys = prepare(installation)
    from amparo.demo import check

    return serve(keys=keys, address=LOOPBACK, port=port, host=LOOPBACK, then=lambda: check.run(origin))


def choose(installation: place.Installation, port: int) -> str:
    """Choose the settings and return the origin of the pages.

    Raises:
        Refusal: the port is taken.
    """
    place.check_port(LOOPBACK, port)
    origin = f"http://{LOOPBACK}:{port}"
    place.make_secret_key(installation)
    place.choose(installation, origin=origin)
    return origin


def prepare(installation: place.Installation) -> Path:
    """Make keys, database, static files and the weekend; return the gateway's keys file.

    Raises:
        Refusal: the folder holds a network that is no demonstration.
    """
    print("amparo: preparing the demonstration; the first time takes about half a minute", file=sys.stderr)
    place.load_django()
    keys = place.make_gateway_keys(installation)
    place.make_intake_key(installation)
    place.make_signing_keys(installation)
    place.migrate()
    place.collect_static()
    from django.db import connections

    from amparo.core import clock
    from amparo.demo import api as demonstration

    try:
        demonstration.prepare(installation.data, clock.now())
    except demonstration.NotADemonstration as error:
        raise Refusal(
            f"{installation.data} holds a network that is no demonstration; choose another folder with --data."
        ) from error
    connections.close_all()
    place.mark_prepared(installation, keys)
    return keys
