"""`./amparo streets import FILE.osm.pbf`: let people name a corner, from an OpenStreetMap extract of your own."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

_REASONS = {
    "unreadable": "{file} can't be read{detail}.",
    "not_an_extract": "{file} is no whole OpenStreetMap extract (.osm.pbf){detail}; load it again.",
    "no_streets": "{file} has no streets with a name.",
    "outside_region": "{file} has no corner of two named streets inside this network's region.",
}


def run(arguments: Sequence[str]) -> int:
    """Read the extract's streets of the network's region; the old ones stay until the new ones are whole."""
    parser = argparse.ArgumentParser(prog="amparo streets", description=__doc__)
    parser.add_argument("task", choices=["import"], help="what to do")
    parser.add_argument("file", type=Path, metavar="FILE", help="an extract, such as los-angeles.osm.pbf")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    options = parser.parse_args(arguments)
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    if not options.file.is_file():
        raise Refusal(f"there is no file {options.file}.")
    place.use(installation)
    from django.conf import settings

    from amparo.core.places.street_import import NotAnExtract, import_streets
    from amparo.network import api as network

    started = time.monotonic()
    print(f"Reading {options.file}; a large extract takes some minutes.", flush=True)
    try:
        imported = import_streets(
            options.file, region=network.current_network().region, target=settings.STREETS_FILE
        )
    except NotAnExtract as error:
        detail = f" ({error.fields['detail']})" if error.fields.get("detail") else ""
        raise Refusal(
            _REASONS[str(error.fields["reason"])].format(file=options.file, detail=detail)
        ) from error
    except OSError as error:
        raise Refusal(f"{settings.STREETS_FILE} can't be written ({error.strerror}).") from error
    took = time.monotonic() - started
    print(
        f"{imported.streets} streets and {imported.corners} corners, in {took:.0f} s. Pages use them at once."
    )
    print("Pages that use them say: Streets © OpenStreetMap contributors (ODbL).")
    return 0
