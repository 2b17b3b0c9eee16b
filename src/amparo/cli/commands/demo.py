"""`./amparo demo`: an invented network on loopback, with everything in it to try."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal
from amparo.cli.serving import LOOPBACK, serve


def run(arguments: Sequence[str]) -> int:
    """Show the demonstration until Ctrl-C; with `--check`, drive the main job through it and say how it went."""
    options = _parser().parse_args(arguments)
    if not options.check:
        return _show(place.demo(options.data), options.port)
    with tempfile.TemporaryDirectory(prefix="amparo-check-") as folder:
        return _check(place.demo(Path(folder) / "data"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where the pages answer (default: 8000)")
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
        origin = prepare(installation, port)
        from amparo.demo import api as demonstration

        def greet() -> None:
            print(demonstration.banner(origin), flush=True)

        return serve(installation, address=LOOPBACK, port=port, host=LOOPBACK, then=greet)


def _check(installation: place.Installation) -> int:
    place.make_folder(installation)
    port = place.free_port()
    origin = prepare(installation, port)
    from amparo.demo import check

    return serve(installation, address=LOOPBACK, port=port, host=LOOPBACK, then=lambda: check.run(origin))


def prepare(installation: place.Installation, port: int) -> str:
    """Make the invented network where it is not there yet, and return the address at which it will answer.

    Raises:
        Refusal: the port is taken, or the folder holds a network that is no demonstration.
    """
    place.check_port(LOOPBACK, port)
    origin = f"http://{LOOPBACK}:{port}"
    place.make_secret_key(installation)
    place.use(installation, origin=origin)
    place.make_gateway_keys(installation)
    place.migrate()
    place.collect_static(installation)
    from django.db import connections

    from amparo.core import clock
    from amparo.demo import api as demonstration

    if not demonstration.is_prepared():
        print(
            "amparo: playing the invented weekend, once; it takes half a minute", file=sys.stderr, flush=True
        )
    try:
        demonstration.prepare(installation.data, clock.now())
    except demonstration.NotADemonstration as error:
        raise Refusal(f"{installation.data} holds a network; choose another folder with --data.") from error
    connections.close_all()
    return origin
