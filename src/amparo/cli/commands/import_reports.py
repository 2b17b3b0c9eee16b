"""`./amparo import ushahidi FILE`, `./amparo import sealed FILE…`: read reports from files."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

_OF_USHAHIDI = ("dry_run", "rejected", "encoding", "deployment")


def run(arguments: Sequence[str]) -> int:
    """Take the files in and let incidents form; say how many reports came in and why others did not."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.tool == "ushahidi" and len(options.files) != 1:
        parser.error("ushahidi takes one file")
    if options.tool != "ushahidi" and any(getattr(options, name) for name in _OF_USHAHIDI):
        parser.error("these options are for ushahidi")
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.use(installation)
    if options.tool == "sealed":
        from amparo.cli import sealed

        print(sealed.take_in(options.files))
        return 0
    from amparo.cli import importing

    wish = importing.Wish(
        options.files[0], options.encoding, options.deployment, options.dry_run, options.rejected
    )
    for line in importing.import_ushahidi(wish):
        print(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo import", description=__doc__)
    add = parser.add_argument
    add(
        "tool", choices=["ushahidi", "sealed"], help="another tool's export, or reports that waited on phones"
    )
    files = "its export as CSV; or .age files that people saved"
    add("files", type=Path, metavar="FILE", nargs="+", help=files)
    add("--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)")
    add("--dry-run", action="store_true", help="say what would happen; write nothing")
    rejected = "write line and reason of what is left out there (never its text)"
    add("--rejected", type=Path, metavar="FILE", help=rejected)
    add("--encoding", metavar="NAME", help="the export's encoding, if it is not UTF-8 and can't be told")
    deployment = "a name, where you import several deployments, which number their rows alike"
    add("--deployment", metavar="NAME", default="", help=deployment)
    return parser
