"""Find the command's module, run it, and turn a refusal into one sentence and an exit status.

Only the module of the command asked for is imported: `./amparo help` answers at once, and Django is imported
after the command has chosen its settings.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from amparo.cli.refusal import Refusal

# The commands for people, in the order of the help. Each is a module in `commands`, of the same name but for one.
COMMANDS = {
    "demo": "show a whole invented network on this machine (--check: drive it and verify)",
    "setup": "found a real network: its name, region, languages and first coordinator",
    "up": "run the network that was set up: web, worker and gateway",
    "migrate": "bring the database of the network up to this version",
    "lockdown": "stop all sending at once: lockdown on; lockdown status; lockdown off needs a second person",
    "signing-key": "show or rotate the keys with which alerts are signed",
    "vault-key": "let a network that was set up before take photos: make their key, print its recovery sheet",
    "import": "read reports from files: import ushahidi FILE, or import sealed FILE…",
    "streets": "read an OpenStreetMap extract so that people can name a corner: streets import FILE",
    "mail-in": "take one e-mail from standard input, as a mail server pipes it",
    "simulate": "write an invented city's days, with the truth beside every message",
    "test": "run all tests; arguments go to pytest",
    "check": "run the whole gate: format, lint, types, contracts, tests with coverage",
    "bench": "measure, and compare with the goals: bench NAME [--json]",
    "shots": "make the screenshots of the README",
}
# What the supervisor starts. Not for people, so not in the help.
CHILDREN = ("run-web", "run-worker", "run-gateway")
MODULE_NAMES = {"import": "import_reports"}  # `import` is a word of the language


class Command(Protocol):
    """What each module in `commands` offers."""

    def run(self, arguments: Sequence[str]) -> int:
        """Do what the command is for and return the exit status."""


def main(arguments: Sequence[str]) -> int:
    """Run the command named first in `arguments` and return the exit status: 2 when there is no such command."""
    name, *rest = arguments or ("",)
    if name in {"help", "-h", "--help"}:
        print(_help())
        return 0
    if name not in COMMANDS and name not in CHILDREN:
        print(
            f"amparo: there is no command {name!r}.\n" if name else "",
            _help(),
            sep="",
            file=sys.stderr,
        )
        return 2
    try:
        return module_of(name).run(rest)
    except Refusal as refusal:
        print(f"amparo: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def module_of(name: str) -> Command:
    """Import and return the module of a command."""
    module_name = MODULE_NAMES.get(name, name.replace("-", "_"))
    return cast("Command", importlib.import_module(f"amparo.cli.commands.{module_name}"))


def _help() -> str:
    rows = "\n".join(f"  {name:<12}{text}" for name, text in COMMANDS.items())
    return f"usage: ./amparo COMMAND [...]\n\n{rows}\n\n./amparo COMMAND --help says more about one."
