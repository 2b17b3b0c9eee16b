"""`./amparo simulate --seed S --days D --out FILE`: an invented city's days, with the truth beside every message.

FILE is JSON Lines. The first line, `weekend`, says what follows: every `event` by its beginning (what it was in truth,
where, when, by whom, and which outcome a person with all the facts would record), then every `message` by its arrival
(when, by which channel, in which language, the report as the page would take it, from which sender, of which message it
is a copy) with the key of the event it is about; junk is about none. The same arguments give the same bytes, on every
machine. Nobody and nothing in it is real.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal

if TYPE_CHECKING:
    from amparo.demo.simulation.api import Weekend

MOST_DAYS, MOST_JUNK = 366, 200_000
BEGAN = "2026-01-09"  # a Friday


def run(arguments: Sequence[str]) -> int:
    """Write the simulated days to a file, and say what is in it."""
    options = _parser().parse_args(arguments)
    seed = _whole("--seed", options.seed, least=-(2**63), most=2**63)
    days = _whole("--days", options.days, least=1, most=MOST_DAYS)
    junk = _whole("--junk", options.junk, least=0, most=MOST_JUNK)
    began = _day(options.began)
    out = Path(options.out)
    _check_target(out)
    weekend = _simulated(seed, days, began, junk)
    _write(weekend, out)
    real = sum(not told.is_junk for told in weekend.messages)
    print(
        f"{len(weekend.events)} events and {len(weekend.messages)} messages, {real} of them meant honestly, in {out}.",
        file=sys.stderr,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amparo simulate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--seed", required=True, metavar="S", help="a whole number: which of all cities' weekends"
    )
    parser.add_argument("--days", required=True, metavar="D", help=f"how many days, 1 to {MOST_DAYS}")
    parser.add_argument(
        "--junk", default="0", metavar="N", help="junk messages that flood in on each day (default: 0)"
    )
    parser.add_argument(
        "--began",
        default=BEGAN,
        metavar="DATE",
        help=f"the first day, as YYYY-MM-DD (default: {BEGAN}, a Friday)",
    )
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="where to write; an earlier simulation is replaced"
    )
    return parser


def _whole(name: str, written: str, *, least: int, most: int) -> int:
    try:
        value = int(written)
    except ValueError as error:
        raise Refusal(f"{name} takes a whole number, not {written!r}.") from error
    if not least <= value <= most:
        raise Refusal(f"{name} takes a number from {least} to {most}, not {value}.")
    return value


def _day(written: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(written), time(), ZoneInfo("America/Los_Angeles"))
    except ValueError as error:
        raise Refusal(f"--began takes a date such as {BEGAN}, not {written!r}.") from error


def _check_target(out: Path) -> None:
    """Go on only if the file may be written: nothing but an earlier simulation is ever replaced."""
    if out.is_dir() or not out.parent.is_dir():
        raise Refusal(f"{out} can't be written: name a file in a folder that exists.")
    if not out.exists():
        return
    try:
        with out.open("rb") as file:
            is_ours = file.read(11) == b'{"weekend":'
    except OSError as error:
        raise Refusal(f"{out} can't be read ({error.strerror}); name another file.") from error
    if not is_ours:
        raise Refusal(f"{out} holds something else than a simulation; name another file.")


def _simulated(seed: int, days: int, began: datetime, junk: int) -> "Weekend":
    """Simulate under the demonstration's settings, which reach no installation and keep nothing."""
    with tempfile.TemporaryDirectory(prefix="amparo-simulate-") as folder:
        installation = place.demo(Path(folder))
        place.make_secret_key(installation)
        place.use(installation)
        from amparo.demo.simulation import api as simulation

        return simulation.simulate(seed, days=days, began=began, junk_a_day=junk)


def _write(weekend: "Weekend", out: Path) -> None:
    from amparo.demo.simulation import api as simulation

    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in simulation.lines(weekend))
        part.replace(out)
    except OSError as error:
        raise Refusal(f"{out} can't be written ({error.strerror}).") from error
