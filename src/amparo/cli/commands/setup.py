"""`./amparo setup`: found the network of this installation."""

import argparse
import getpass
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from amparo.cli import installation as place
from amparo.cli.answers import QUESTIONS, Answers, gather
from amparo.cli.refusal import Refusal


def run(arguments: Sequence[str]) -> int:
    """Ask what is not answered yet, make keys and database, and print how the founders come in."""
    options = vars(_parser().parse_args(arguments))
    installation = place.network(options.pop("data"))
    if (installation.data / "amparo.sqlite3").exists():
        raise Refusal(f"{installation.data} holds a network already; nothing was changed.")
    answers = gather(options.pop("answers"), options, asks=sys.stdin.isatty())
    place.make_folder(installation)
    with place.held(installation):
        return _found(installation, answers)


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
    for question in QUESTIONS:
        parser.add_argument(f"--{question.name.replace('_', '-')}", dest=question.name, help=question.text)
    return parser


def _found(installation: place.Installation, answers: Answers) -> int:
    place.make_secret_key(installation)
    place.keep_environment(installation, _environment(answers))
    place.use(installation)
    from amparo.core.errors import AmparoError

    database = installation.data / "amparo.sqlite3"
    place.make_gateway_keys(installation)
    place.migrate()
    try:
        _write(answers)
    except AmparoError as error:
        from django.db import connections

        # Half a network would be refused as a whole one at the next try.
        connections.close_all()
        for leftover in (
            database,
            Path(f"{database}-wal"),
            Path(f"{database}-shm"),
            installation.environment,
        ):
            leftover.unlink(missing_ok=True)
        field = error.fields.get("setting", "")
        raise Refusal(
            f"an answer can't be taken: {error.code.lower().replace('_', ' ')} {field}".rstrip() + "."
        ) from error
    print("\nStart it with: ./amparo up")
    return 0


def _environment(answers: Answers) -> Mapping[str, str]:
    host = urlsplit(answers["origin"]).hostname or ""
    return {
        "AMPARO_PUBLIC_ORIGIN": answers["origin"],
        "AMPARO_ALLOWED_HOSTS": ",".join(dict.fromkeys([host, "127.0.0.1", "localhost"])),
        "AMPARO_GAZETTEER": answers.gazetteer,
    }


def _write(answers: Answers) -> None:
    from django.conf import settings
    from django.db import transaction
    from django.urls import reverse

    from amparo.core import clock
    from amparo.network import api as network

    now = clock.now()
    password = _password(answers)
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
        first = network.add_founder(
            handle=answers["coordinator"],
            name=answers["coordinator_name"],
            password=password,
            organisation=answers["organisation"],
            roles=[network.Role.COORDINATOR],
            language=answers.languages[0],
            now=now,
        )
        invited = None
        if answers["second"]:
            second = network.add_founder(
                handle=answers["second"],
                name=answers["second_name"],
                password=None,
                organisation=answers["organisation"],
                roles=[network.Role.COORDINATOR, network.Role.VERIFIER],
                language=answers.languages[0],
                now=now,
            )
            invited = network.renew_access(member_id=second, by=network.actor_for(first), now=now)
    print(f"{answers['name']} is founded.")
    print(f"\n{answers['coordinator_name']} signs in at {settings.PUBLIC_ORIGIN}{reverse('account_login')}")
    print(f"  user name: {answers['coordinator']}")
    if not answers["password"]:
        print(f"  password (shown once, and kept nowhere): {password}")
    if invited is not None:
        link = settings.PUBLIC_ORIGIN + reverse("network:join", kwargs={"token": invited.token})
        print(
            f"\n{answers['second_name']} comes in by this link, once, until {invited.expires_at:%Y-%m-%d %H:%M} UTC:"
        )
        print(f"  {link}")


def _password(answers: Answers) -> str:
    """Return the coordinator's password: read from the file named, typed, or made up."""
    if answers["password"]:
        try:
            return Path(answers["password"]).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Refusal(f"{answers['password']} can't be read ({error.strerror}).") from error
    if answers.asks:
        typed = getpass.getpass("Password of the first coordinator (empty: one is made up): ")
        if typed:
            return typed
    return secrets.token_urlsafe(18)
