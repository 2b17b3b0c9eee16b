"""`./amparo lockdown on|off|status`: stop all sending from the machine, ask that it go on, or look."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from amparo.cli import installation as place
from amparo.cli.refusal import Refusal


def run(arguments: Sequence[str]) -> int:
    """Do what was asked and say how it stands. `status` ends with 3 while sending is stopped."""
    options = _parser().parse_args(arguments)
    installation = place.network(options.data)
    if not installation.is_set_up:
        raise Refusal(f"there is no network in {installation.data} yet; found it with `./amparo setup`.")
    place.use(installation)
    if options.task == "on":
        return _lock()
    return _lift() if options.task == "off" else _status()


def _lock() -> int:
    from amparo.core import clock
    from amparo.network import api as network

    is_new = network.lock_at_the_machine(clock.now())
    print("All sending is stopped." if is_new else "All sending was stopped already.")
    print("Every public page says so. Two must agree that it goes on: coordinators, or one and you.")
    return 0


def _lift() -> int:
    from amparo.channels import api as channels
    from amparo.core import clock
    from amparo.network import api as network

    try:
        network.lift_at_the_machine(clock.now())
    except channels.NotLocked as error:
        raise Refusal("nothing is stopped.") from error
    except network.LiftIsByTwo:
        print("You asked that sending go on. Now a coordinator must agree, on the page Sending.")
        return 0
    print("Sending goes on: a coordinator asked for it, and you agreed.")
    return 0


def _status() -> int:
    from amparo.channels import api as channels

    found = channels.lockdown()
    if found is None:
        print("Sending is not stopped.")
        return 0
    asked = "nobody asked yet that it go on" if not found.lift_asked_by else "one asked that it go on"
    print(f"All sending is stopped since {found.at:%Y-%m-%d %H:%M} UTC; {asked}.")
    return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="amparo lockdown", description=__doc__)
    parser.add_argument("task", choices=["on", "off", "status"], help="what to do")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    return parser
