"""`./amparo setup`: found the network of this installation."""

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from amparo.cli import installation as place
from amparo.cli.answers import QUESTIONS, Answers, gather
from amparo.cli.refusal import Refusal

if TYPE_CHECKING:
    from amparo.core.errors import AmparoError
    from amparo.network.api import Invited


def run(arguments: Sequence[str]) -> int:
    """Ask what is not answered yet, make keys and database, and print how the founders come in."""
    options = vars(_parser().parse_args(arguments))
    installation = place.network(options.pop("data"))
    sheet: Path = options.pop("recovery_sheet")
    if installation.is_set_up:
        raise Refusal(f"{installation.data} holds a network already; nothing was changed.")
    place.check_recovery_sheet(sheet)
    answers = gather(options.pop("answers"), options, asks=sys.stdin.isatty())
    place.make_folder(installation)
    with place.held(installation):
        return _found(installation, answers, sheet)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amparo setup",
        description="Found the network of this installation. What no option and no file answers is asked.",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the network's folder (default: var/network)"
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help='a TOML file of answers, such as name = "…"'
    )
    parser.add_argument(
        "--recovery-sheet",
        type=Path,
        metavar="FILE",
        default=Path("recovery-sheet.html"),
        help="where the page is written that opens photos and videos, to print and then delete (default: %(default)s)",
    )
    for question in QUESTIONS:
        parser.add_argument(f"--{question.name.replace('_', '-')}", dest=question.name, help=question.text)
    return parser


def _found(installation: place.Installation, answers: Answers, sheet: Path) -> int:
    hint = "" if installation == place.network() else f" --data {installation.data}"
    # What a killed or refused set-up left: without its settings it was never used.
    for suffix in ("", "-wal", "-shm"):
        Path(f"{installation.database}{suffix}").unlink(missing_ok=True)
    (installation.data / "vault.pub").unlink(missing_ok=True)
    place.make_secret_key(installation)
    os.environ.update(_environment(answers))
    place.use(installation)
    from amparo.core.errors import AmparoError

    place.make_gateway_keys(installation)
    place.make_intake_key(installation)
    place.make_signing_keys(installation)
    place.migrate()
    try:
        said = _write(answers)
    except AmparoError as error:
        raise Refusal(f"an answer can't be taken: {_words(error)}.") from error
    recovery = place.make_vault_identity(installation, sheet, answers["name"])
    place.keep_environment(installation, _environment(answers))
    print(said)
    print(recovery)
    print(f"\nStart it with: ./amparo up{hint}")
    return 0


def _words(error: "AmparoError") -> str:
    """Return what an error says, in lower case: its code, the setting it is about, and its own sentences."""
    code = error.code.lower().replace("_", " ")
    messages = error.fields.get("messages") or getattr(error, "messages", ())
    told = " ".join(str(each) for each in messages) if isinstance(messages, tuple | list) else ""
    return " ".join(part for part in (code, str(error.fields.get("setting", "")), told.rstrip(".")) if part)


def _environment(answers: Answers) -> Mapping[str, str]:
    host = urlsplit(answers["origin"]).hostname or ""
    return {
        "AMPARO_PUBLIC_ORIGIN": answers["origin"],
        "AMPARO_ALLOWED_HOSTS": ",".join(dict.fromkeys([host, "127.0.0.1", "localhost"])),
        "AMPARO_GAZETTEER": answers.gazetteer,
    }


def _write(answers: Answers) -> str:
    """Write network and founders, and return how these come in."""
    from django.db import transaction

    from amparo.core import clock
    from amparo.network import api as network

    now = clock.now()
    chosen = _password(answers)
    password = chosen or secrets.token_urlsafe(18)
    invited = None
    with transaction.atomic():
        network.set_up_network(
            name=answers["name"],
            region=answers.region(),
            languages=answers.languages,
            default_language=answers.languages[0],
            time_zone=answers["time_zone"],
            public_contact=answers["contact"],
            now=now,
        )
        first = _add_founder(answers, "coordinator", password, now)
        if answers["second"]:
            second = _add_founder(answers, "second", None, now)
            invited = network.renew_access(member_id=second, by=network.actor_for(first), now=now)
    return _said(answers, None if chosen else password, invited)


def _add_founder(answers: Answers, which: str, password: str | None, now: datetime) -> UUID:
    from amparo.network import api as network

    roles = {
        "coordinator": [network.Role.COORDINATOR],
        "second": [network.Role.COORDINATOR, network.Role.VERIFIER],
    }
    return network.add_founder(
        handle=answers[which],
        name=answers[f"{which}_name"],
        password=password,
        organisation=answers["organisation"],
        roles=roles[which],
        language=answers.languages[0],
        now=now,
    )


def _said(answers: Answers, made_up: str | None, invited: "Invited | None") -> str:
    from django.conf import settings
    from django.urls import reverse

    lines = [
        f"{answers['name']} is founded.",
        "",
        f"{answers['coordinator_name']} signs in at {settings.PUBLIC_ORIGIN}{reverse('account_login')}",
        f"  user name: {answers['coordinator']}",
    ]
    if made_up is not None:
        lines.append(f"  password (shown once, and kept nowhere): {made_up}")
    if invited is not None:
        until = f"{invited.expires_at:%Y-%m-%d %H:%M} UTC"
        lines.append(f"\n{answers['second_name']} comes in by this link, once, until {until}:")
        lines.append(f"  {settings.PUBLIC_ORIGIN}{reverse('network:join', kwargs={'token': invited.token})}")
    return "\n".join(lines)


def _password(answers: Answers) -> str:
    """Return the coordinator's password, read from the file named or typed; empty where one is to be made up."""
    if answers["password"]:
        try:
            return Path(answers["password"]).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Refusal(f"{answers['password']} can't be read ({error.strerror}).") from error
    if answers.asks:
        return getpass.getpass("Password of the first coordinator (empty: one is made up): ")
    return ""
