"""`./amparo shots`: make the screenshots of the README from a fresh demonstration."""

import argparse
import importlib.util
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.commands.demo import choose, prepare
from amparo.cli.refusal import Refusal
from amparo.cli.serving import LOOPBACK, serve

PICTURES = place.ROOT / "docs" / "pictures"


def run(arguments: Sequence[str]) -> int:
    """Play the weekend in a folder of its own, photograph the main screens, end everything."""
    parser = argparse.ArgumentParser(prog="amparo shots", description=__doc__)
    parser.add_argument("--into", type=Path, metavar="DIR", default=PICTURES, help="where the pictures go")
    options = parser.parse_args(arguments)
    if importlib.util.find_spec("playwright") is None:
        raise Refusal("playwright is missing; `./amparo shots` installs it from requirements/dev.txt.")
    with tempfile.TemporaryDirectory(prefix="amparo-shots-") as folder:
        installation = place.demo(Path(folder) / "data")
        place.make_folder(installation)
        port = place.free_port()
        origin = choose(installation, port)
        keys = prepare(installation)
        from amparo.cli import shots

        def photograph() -> int:
            return shots.make(origin, options.into)

        return serve(keys=keys, address=LOOPBACK, port=port, host=LOOPBACK, then=photograph)
