"""From the release of an alert to the last of 1,000 e-mails that a mail server accepted, beside a bare smtplib loop.

Everything is real: 1,000 confirmed subscribers, a database file with the durability that an installation has, the
worker and the gateway in processes of their own, a mail server in another. The loop sends the same e-mails, already
written, over one connection to the same server in the same run: it is what the machine and the server can do.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from bench.form import Report

if TYPE_CHECKING:
    from tests.alerts.world import World

RECIPIENTS = 1_000
ROUNDS = 3
HIGHEST_RATIO = 2.0
_ROOT = Path(__file__).resolve().parents[1]
_LONGEST_WAIT_S = 120.0
_START_S = 6.0
_QUIET_S = 1.0
_FROM = "alerts@network.invalid"


@dataclass(frozen=True)
class _Server:
    """The mail server's process: `count` accepted e-mails, the last one `at` on the machine's steady clock."""

    port: int
    tally: Path

    def accepted(self) -> tuple[int, float]:
        count, at = self.tally.read_text(encoding="ascii").split()
        return int(count), float(at)

    def wait_for(self, count: int) -> float:
        """Return when the server had accepted so many."""
        end = time.monotonic() + _LONGEST_WAIT_S
        while time.monotonic() < end:
            accepted, at = self.accepted()
            if accepted >= count:
                return at
            time.sleep(0.005)
        raise TimeoutError


def run() -> Report:
    """Measure some rounds and report the median."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        data = Path(folder)
        with _mail_server(data) as server:
            _use(data, server.port)
            subscriptions, proposals = _prepare(data)
            with process("run-worker"), process("run-gateway", data / "keys" / "gateway.key"):
                time.sleep(_START_S)
                rounds = [_round(server, subscriptions, proposal) for proposal in proposals]
    released, loop = (sorted(values)[len(values) // 2] for values in zip(*rounds, strict=True))
    return Report(
        name="release",
        figures={
            "recipients": RECIPIENTS,
            "release_to_last_accepted_s": released,
            "mails_per_s": RECIPIENTS / released,
            "worst_release_to_last_accepted_s": max(each for each, _ in rounds),
        },
        limits={"release_to_last_accepted_s": loop, "mails_per_s": RECIPIENTS / loop},
        ratios={"release_to_last_accepted": released / loop},
        goals={"release_to_last_accepted": HIGHEST_RATIO},
    )


def _round(server: _Server, subscriptions: list[UUID], proposal: "Proposal") -> tuple[float, float]:
    """Return the seconds that the release took, and those of the loop."""
    before, _ = server.accepted()
    began = time.monotonic()
    proposal.release()
    released = server.wait_for(before + RECIPIENTS) - began
    mails = _the_same_mails(subscriptions)
    time.sleep(_QUIET_S)  # what the release left to do (feeds, marks) must not burden the loop
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", server.port, "network.invalid") as connection:
        for address, mail in mails:
            connection.sendmail(_FROM, [address], mail)
    loop = server.wait_for(before + 2 * RECIPIENTS) - began
    return released, loop


def _use(data: Path, port: int) -> None:
    """Choose the settings of this process and its children: those of a real network, in a fresh folder."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": str(data),
            "AMPARO_SECRET_KEY": "only-for-this-bench",
            "AMPARO_PUBLIC_ORIGIN": "https://network.invalid",
            "AMPARO_SMTP_HOST": "127.0.0.1",
            "AMPARO_SMTP_PORT": str(port),
            "AMPARO_SMTP_SECURITY": "none",
            "AMPARO_SMTP_FROM_ADDRESS": _FROM,
        }
    )
    import django

    django.setup()


@dataclass(frozen=True)
class Proposal:
    """An alert that waits for its second person."""

    alert_id: UUID
    content_hash: str
    releaser: UUID

    def release(self) -> None:
        from amparo.alerts import api as alerts
        from amparo.core import clock
        from amparo.network import api as network

        alerts.release(
            alert_id=self.alert_id,
            content_hash=self.content_hash,
            by=network.actor_for(self.releaser),
            now=clock.now(),
        )


def _prepare(data: Path) -> tuple[list[UUID], list[Proposal]]:
    """Fill a fresh installation: an invented network, confirmed subscribers, an alert for each round."""
    from django.core.management import call_command

    from amparo.channels import api as channels
    from amparo.channels import keys
    from amparo.core.privacy.seal import Keyring
    from tests.alerts.world import World
    from tests.personas import everybody, set_up_network

    private = channels.make_keys(data)
    call_command("migrate", verbosity=0)
    with keys.held_for_a_while(Keyring.from_text(private.read_text(encoding="ascii"))):
        set_up_network()
        world = World(everybody())
        subscriptions = _subscribe(world)
        world.work()
        proposed = [world.proposed() for _ in range(ROUNDS)]
        world.work()
    editor = world.personas.editor.id
    return subscriptions, [Proposal(alert_id, content_hash, editor) for alert_id, content_hash in proposed]


def _subscribe(world: "World") -> list[UUID]:
    """Subscribe and confirm everybody, half in Spanish, and return their subscriptions in order."""
    from django.db import transaction

    from amparo.alerts import api as alerts
    from amparo.alerts.domain import tokens
    from amparo.alerts.domain.kinds import Topic
    from amparo.alerts.models import Subscription
    from amparo.alerts.queries import signing

    with transaction.atomic():
        known: set[UUID] = set()
        ordered: list[UUID] = []
        for number in range(RECIPIENTS):
            wishes = alerts.Wishes(_language(number), (Topic.CONFIRMED,), (), is_everywhere=True)
            alerts.subscribe(address=_address(number), wishes=wishes, now=world.now)
            [new] = set(Subscription.objects.values_list("pk", flat=True)) - known
            known.add(new)
            ordered.append(new)
        for subscription in ordered:
            token = signing.address(subscription, tokens.CONFIRM).split("/")[-2]
            alerts.confirm_subscription(token, world.now)
    return ordered


def _address(number: int) -> str:
    return f"person{number}@example.org"


def _language(number: int) -> str:
    return "es" if number % 2 else "en"


def _the_same_mails(subscriptions: list[UUID]) -> list[tuple[str, bytes]]:
    """Write the e-mails of the newest alert once more, for the loop."""
    from amparo.alerts.domain import tokens
    from amparo.alerts.queries import signing
    from amparo.channels.adapter import Outgoing
    from amparo.channels.domain.slots import fill
    from amparo.channels.email.mime import compose
    from amparo.channels.models import Message
    from amparo.channels.sender import sender_name
    from amparo.core import clock

    newest = Message.objects.filter(purpose="alert").latest("created_at")
    said = {row.language: row for row in newest.renderings.all()}
    mails = []
    for number, subscription in enumerate(subscriptions):
        url = signing.address(subscription, tokens.UNSUBSCRIBE)
        rendering = said[_language(number)]
        outgoing = Outgoing(
            address=_address(number),
            key=f"{number:032x}",
            language=rendering.language,
            subject=rendering.subject,
            body=fill(rendering.body, {"unsubscribe_url": url}),
            sender_name=sender_name(),
            unsubscribe_url=url,
            at=clock.now(),
        )
        mails.append((outgoing.address, compose(outgoing, from_address=_FROM)))
    return mails


@contextmanager
def _mail_server(data: Path) -> Iterator[_Server]:
    tally = data / "tally"
    process = subprocess.Popen(
        [sys.executable, str(_ROOT / "bench" / "mail_server.py"), str(tally)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None:
            raise TimeoutError
        yield _Server(int(process.stdout.readline()), tally)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def process(command: str, keys_file: Path | None = None) -> Iterator[None]:
    """Run one of an installation's processes, as its supervisor would."""
    environment, passed = dict(os.environ), []
    if keys_file is not None:
        passed.append(os.open(keys_file, os.O_RDONLY))
        environment["AMPARO_GATEWAY_KEYS_FD"] = str(passed[0])
    process = subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", command], env=environment, pass_fds=passed, cwd=_ROOT
    )
    for descriptor in passed:
        os.close(descriptor)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
