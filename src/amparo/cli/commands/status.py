"""`./amparo status`: how the installation is, in words or as JSON."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

if TYPE_CHECKING:
    from amparo.core.watch.faults import Fault, Unsent
    from amparo.core.watch.looking import Seen


def run(arguments: Sequence[str]) -> int:
    """Look once; the exit status is 0 when nothing is wrong."""
    options = _parser().parse_args(arguments)
    installation = place.demo(options.data) if options.demo else place.network(options.data)
    if not options.demo and not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.use(installation)
    from django.conf import settings
    from django.db import Error

    from amparo.channels import api as channels
    from amparo.core import clock
    from amparo.core.watch import faults, looking

    now = clock.now()
    try:
        seen, unsent = looking.look(now), channels.oldest_unsent(now)
    except Error:
        fault = faults.database_away()
        print(json.dumps({"database": "away", "faults": [asdict(fault)]}) if options.json else fault.words)
        return 1
    found = faults.found_in(seen, unsent, least_free_bytes=settings.LEAST_FREE_DISK_BYTES)
    print(_as_json(seen, unsent, found) if options.json else _in_words(seen, unsent, found))
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo status", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    parser.add_argument("--demo", action="store_true", help="look at the demonstration instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _as_json(seen: "Seen", unsent: "Sequence[Unsent]", found: "Sequence[Fault]") -> str:
    oldest = min((each.due_at for each in unsent), default=None)
    told = asdict(seen) | {
        "database": "there",
        "oldest_unsent_s": _seconds(seen.at, oldest),
        "unsent": [{"kind": each.kind, "age_s": _seconds(seen.at, each.due_at)} for each in unsent],
        "queues": [
            {"name": each.name, "due": each.due, "oldest_due_s": _seconds(seen.at, each.oldest_due_at)}
            for each in seen.queues
        ],
        "faults": [asdict(each) for each in found],
    }
    return json.dumps(told, default=lambda value: value.isoformat())


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else round((now - since).total_seconds(), 1)


def _in_words(seen: "Seen", unsent: "Sequence[Unsent]", found: "Sequence[Fault]") -> str:
    lines = ["Wrong:", *(f"  {each.words}" for each in found)] if found else ["All is well."]
    lines += ["", "Processes:"]
    lines += [
        f"  {each.kind} on {each.machine}: last sign of life {_seconds(seen.at, each.beat_at):.0f} s ago"
        for each in seen.processes
    ] or ["  none has said that it is there"]
    lines += ["", "Work that is due:"]
    lines += [
        f"  for the {each.name}: {each.due} jobs, the oldest for {_seconds(seen.at, each.oldest_due_at):.0f} s"
        for each in seen.queues
    ]
    lines += [f"  given up: {seen.dead} jobs, {seen.newly_dead} of them in the last hour"]
    lines += ["", "Messages that are due and unsent, the oldest of each kind:"]
    lines += [f"  {each.kind}: for {_seconds(seen.at, each.due_at):.0f} s" for each in unsent] or ["  none"]
    broker = {"none": "none is used", "there": "answers", "away": "does not answer"}[seen.broker]
    free = seen.free_disk_bytes / 1_000_000_000
    lines += ["", f"Database: answers. Broker: {broker}. Disk: {free:.1f} GB are left."]
    return "\n".join(lines)
