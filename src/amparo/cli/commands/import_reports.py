"""`./amparo import ushahidi FILE`, `./amparo import sealed FILE…`: read reports from files."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

LINES_SHOWN = 8


def run(arguments: Sequence[str]) -> int:
    """Take the files in and let incidents form; say how many reports came in and why others did not."""
    parser = argparse.ArgumentParser(prog="amparo import", description=__doc__)
    parser.add_argument(
        "tool", choices=["ushahidi", "sealed"], help="another tool's export, or reports that waited on phones"
    )
    parser.add_argument(
        "files",
        type=Path,
        metavar="FILE",
        nargs="+",
        help="its export as CSV; or .age files that people saved",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    options = parser.parse_args(arguments)
    if options.tool == "ushahidi" and len(options.files) != 1:
        parser.error("ushahidi takes one file")
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.use(installation)
    if options.tool == "sealed":
        from amparo.cli import sealed

        print(sealed.take_in(options.files))
        return 0
    return _import_ushahidi(options.files[0])


def _import_ushahidi(path: Path) -> int:
    from amparo.core import clock, jobs
    from amparo.reports import api as reports

    try:
        result = reports.import_ushahidi(path, now=clock.now())
    except reports.NotAnUshahidiExport as error:
        missing = ", ".join(str(name) for name in _listed(error.fields.get("missing")))
        raise Refusal(f"{path} is not an Ushahidi export; it lacks the columns {missing}.") from error
    except OSError as error:
        raise Refusal(f"{path} can't be read ({error.strerror}).") from error
    jobs.run_all(now=clock.now(), queues=("worker",))
    print(f"{result.taken} reports came in; {result.already} had come in before.")
    if result.elsewhere:
        count, where = len(result.elsewhere), _shown(result.elsewhere)
        print(f"{count} of them lie outside the region: their place counts as not known ({where})")
    for reason, lines in sorted(result.refused.items()):
        print(f"{len(lines)} left out: {reason.replace('_', ' ')} ({_shown(lines)})")
    return 0


def _shown(lines: Sequence[int]) -> str:
    return (
        "lines "
        + ", ".join(str(line) for line in lines[:LINES_SHOWN])
        + (", …" if len(lines) > LINES_SHOWN else "")
    )


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else ()
