"""From the release to the last of 1,000 e-mails that a mail server accepted, beside a bare smtplib loop.

Everything is real: a database file with the durability that an installation has, the gateway in its own process with
its keys on a descriptor, a mail server in its own process. The loop sends the same e-mails, already written, over one
connection to the same server in the same run: it is what the machine and the server can do.
"""

import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.form import Report

RECIPIENTS = 1_000
ROUNDS = 3
HIGHEST_RATIO = 2.0
_ROOT = Path(__file__).resolve().parents[1]
_LONGEST_WAIT_S = 120.0


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
            with _gateway(data):
                rounds = [_round(server) for _ in range(ROUNDS)]
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


def _round(server: _Server) -> tuple[float, float]:
    """Return the seconds that the release took, and those of the loop."""
    before, _ = server.accepted()
    began = time.monotonic()
    _release()
    released = server.wait_for(before + RECIPIENTS) - began
    began = time.monotonic()
    _bare_loop(server.port)
    loop = server.wait_for(before + 2 * RECIPIENTS) - began
    return released, loop


def _use(data: Path, port: int) -> None:
    """Choose the settings of this process and the gateway's, and fill a fresh installation."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.local",
            "AMPARO_DATA": str(data),
            "AMPARO_SMTP_HOST": "127.0.0.1",
            "AMPARO_SMTP_PORT": str(port),
            "AMPARO_SMTP_SECURITY": "none",
            "AMPARO_SMTP_FROM_ADDRESS": "alerts@network.invalid",
            "AMPARO_SMTP_FROM_NAME": "Bench Network",
        }
    )
    import django

    django.setup()
    from django.core.management import call_command

    from amparo.channels import api as channels

    channels.make_keys(data)
    call_command("migrate", verbosity=0)
    _confirmed_people(data)


def _confirmed_people(data: Path) -> None:
    from amparo.channels import api as channels
    from amparo.channels import keys
    from amparo.core import clock, jobs
    from amparo.core.privacy.seal import Keyring

    keyring = Keyring.from_text((data / keys.PRIVATE_FILE).read_text(encoding="ascii"))
    for number in range(RECIPIENTS):
        _people.append(
            channels.register_correspondent(
                kind=channels.ChannelKind.EMAIL,
                address=f"person{number}@example.org",
                language="es" if number % 2 else "en",
                now=clock.now(),
            )
        )
        channels.confirm_correspondent(_people[-1], clock.now())
    with keys.held_for_a_while(keyring):
        jobs.run_all(now=clock.now(), queues=("gateway",))


_people: list[object] = []
_SUBJECTS = {"en": "Confirmed near Pico-Union", "es": "Confirmado cerca de Pico-Union"}
_BODIES = {
    "en": "Agents were seen near Pico-Union at 6:40. Do not open the door.\n\nStop: {unsubscribe_url}",
    "es": "Se vio a agentes cerca de Pico-Union a las 6:40. No abra la puerta.\n\nDarse de baja: {unsubscribe_url}",
}


def _release() -> None:
    from amparo.channels import api as channels
    from amparo.core import clock
    from amparo.core.jobs import Priority

    now = clock.now()
    message_id = channels.create_message(
        purpose="alert",
        renderings={tag: channels.Rendering(_SUBJECTS[tag], _BODIES[tag]) for tag in _SUBJECTS},
        now=now,
        expires_at=now + timedelta(hours=2),
    )
    channels.queue_deliveries(
        message_id=message_id,
        recipients=(
            channels.Recipient(person, "es" if number % 2 else "en", {"unsubscribe_url": _url(number)})  # type: ignore[arg-type] # filled above
            for number, person in enumerate(_people)
        ),
        priority=Priority.URGENT,
        now=now,
    )


def _url(number: int) -> str:
    return f"https://network.invalid/alerts/unsubscribe/{number:064x}/"


def _bare_loop(port: int) -> None:
    from amparo.channels.adapter import Outgoing
    from amparo.channels.domain.slots import fill
    from amparo.channels.email.mime import compose
    from amparo.core import clock

    mails = []
    for number in range(RECIPIENTS):
        tag = "es" if number % 2 else "en"
        outgoing = Outgoing(
            address=f"person{number}@example.org",
            key=f"{number:032x}",
            language=tag,
            subject=_SUBJECTS[tag],
            body=fill(_BODIES[tag], {"unsubscribe_url": _url(number)}),
            sender_name="Bench Network",
            unsubscribe_url=_url(number),
            at=clock.now(),
        )
        mails.append((outgoing.address, compose(outgoing, from_address="alerts@network.invalid")))
    with smtplib.SMTP("127.0.0.1", port, "network.invalid") as server:
        for address, mail in mails:
            server.sendmail("alerts@network.invalid", [address], mail)


@contextmanager
def _mail_server(data: Path) -> Iterator[_Server]:
    tally = data / "tally"
    process = subprocess.Popen(
        [sys.executable, str(_ROOT / "bench" / "mail_server.py"), str(tally)], stdout=subprocess.PIPE, text=True
    )
    try:
        if process.stdout is None:
            raise TimeoutError
        yield _Server(int(process.stdout.readline()), tally)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _gateway(data: Path) -> Iterator[None]:
    descriptor = os.open(data / "keys" / "gateway.key", os.O_RDONLY)
    environment = {**os.environ, "AMPARO_GATEWAY_KEYS_FD": str(descriptor)}
    process = subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", "run-gateway"], env=environment, pass_fds=[descriptor]
    )
    os.close(descriptor)
    time.sleep(2)  # let it start: an installation's gateway has been running when an alert is released
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
