"""The gateway as a process: its keys, its end, and what happens when it is killed."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from amparo.channels.keys import read_keyring
from amparo.channels.services.stream import BATCH
from amparo.core.privacy.seal import Keyring, KeyringBroken
from bench.fanout import sink
from tests.channels.hooks.conftest import HOOK_SECRET
from tests.channels.smtp_server import Letterbox, smtp_server
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
_KEY = re.compile(rb"^Message-ID: <([0-9a-f]{32})@", re.MULTILINE)


@dataclass(frozen=True)
class Installation:
    data: Path
    environment: dict[str, str]

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.data / "amparo.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def start(self) -> "subprocess.Popen[bytes]":
        descriptor = os.open(self.data / "keys" / "gateway.key", os.O_RDONLY)
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "amparo.cli", "run-gateway"],
                env={**self.environment, "AMPARO_GATEWAY_KEYS_FD": str(descriptor)},
                pass_fds=[descriptor],
            )
        finally:
            os.close(descriptor)

    @contextmanager
    def gateway(self) -> Iterator["subprocess.Popen[bytes]"]:
        process = self.start()
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()

    def is_all_sent(self) -> bool:
        return self.rows("SELECT count(*) FROM channels_delivery WHERE state <> 'sent'") == [(0,)]


def installation(data: Path, count: int, *, kind: str = "email", **more: str) -> Installation:
    """Make an installation with people and one queued message."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "amparo.settings.local",
        "AMPARO_DATA": str(data),
        "AMPARO_GATEWAY_LEASE_S": "2",
        **more,
    }
    subprocess.run(
        [sys.executable, str(ROOT / "tests" / "channels" / "installation.py"), str(count), kind],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=90,
    )
    return Installation(data, environment)


def _installation(data: Path, port: int, count: int) -> Installation:
    return installation(
        data,
        count,
        AMPARO_SMTP_HOST="127.0.0.1",
        AMPARO_SMTP_PORT=str(port),
        AMPARO_SMTP_SECURITY="none",
        AMPARO_SMTP_FROM_ADDRESS="alertas@red.example",
    )


def _keys(letterbox: Letterbox) -> Counter[bytes]:
    found = [_KEY.search(raw) for _, raw in letterbox.accepted]
    return Counter(match[1] for match in found if match is not None)


@pytest.mark.timeout(240)
def test_killed_again_and_again_it_loses_nothing_and_repeats_little(tmp_path: Path) -> None:
    count, kills = 2000, 5
    letterbox = Letterbox(delay_s=0.001)
    with smtp_server(letterbox) as port:
        place = _installation(tmp_path, port, count)
        chance = random.Random(20261120)  # noqa: S311 — when to kill, not what to hide
        for _ in range(kills):
            before = len(letterbox.accepted)
            with place.gateway():
                wanted = before + chance.randrange(40, 330)

                def is_far(wanted: int = wanted) -> bool:
                    return len(letterbox.accepted) >= wanted or place.is_all_sent()

                wait_until(is_far, 40)
        with place.gateway():
            wait_until(place.is_all_sent, 60)

    times = _keys(letterbox)
    assert len(times) == count
    assert sum(times.values()) - count <= kills * BATCH
    assert max(times.values()) <= 1 + kills


@pytest.mark.timeout(60)
def test_it_ends_when_asked_and_its_environment_names_no_keys(tmp_path: Path) -> None:
    letterbox = Letterbox()
    with smtp_server(letterbox) as port:
        place = _installation(tmp_path, port, 1)
        with place.gateway() as process:
            wait_until(place.is_all_sent, 30)
            links = [
                str(link.readlink()) for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.exists()
            ]
            process.send_signal(signal.SIGTERM)

            assert process.wait(timeout=10) == 0
    assert not [link for link in links if "gateway.key" in link]


@pytest.mark.timeout(60)
def test_two_gateways_share_the_work(tmp_path: Path) -> None:
    count = 300
    letterbox = Letterbox(delay_s=0.002)
    with smtp_server(letterbox) as port:
        place = _installation(tmp_path, port, count)
        with place.gateway(), place.gateway():
            wait_until(place.is_all_sent, 40)

    assert set(_keys(letterbox).values()) == {1}
    assert len(_keys(letterbox)) == count


@pytest.mark.timeout(60)
def test_it_refuses_to_record_where_people_are_real(tmp_path: Path) -> None:
    settings = tmp_path / "wrong.py"
    settings.write_text(
        "from amparo.settings.local import *\n"
        "CHANNEL_ADAPTERS = {'email': 'amparo.channels.recording.RecordingAdapter'}\n",
        encoding="ascii",
    )
    place = _installation(tmp_path / "data", 9, 1)
    place.environment.update(DJANGO_SETTINGS_MODULE="wrong", PYTHONPATH=f"{ROOT / 'src'}:{tmp_path}")

    with place.gateway() as process:
        assert process.wait(timeout=30) != 0
    assert place.rows("SELECT count(*) FROM channels_recordedmessage") == [(0,)]


def test_a_keyring_is_read_once_and_its_descriptor_closed(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(Keyring.generate().to_text(), encoding="ascii")
    descriptor = os.open(file, os.O_RDONLY)

    read_keyring(descriptor)

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_broken_keyring_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text('{"sealing": "AAAA"}', encoding="ascii")

    with pytest.raises(KeyringBroken):
        read_keyring(os.open(file, os.O_RDONLY))


@pytest.mark.timeout(240)
def test_killed_again_and_again_a_provider_that_honours_keys_delivers_each_once(tmp_path: Path) -> None:
    """R1, with a provider that takes 1 ms: with one that answers at once the fault it looks for does not show."""
    count, kills = 3000, 4
    chance = random.Random(20261201)  # noqa: S311 — when to kill, not what to hide
    with sink(1.0) as provider:
        place = installation(
            tmp_path,
            count,
            kind="hook",
            AMPARO_HOOK_URL=f"http://127.0.0.1:{provider.port}/",
            AMPARO_HOOK_SECRETS=HOOK_SECRET,
            AMPARO_GATEWAY_HOOKS_PORT="0",
        )
        for moment in sorted(chance.randrange(100, count - 100) for _ in range(kills)):
            with place.gateway():
                provider.wait_for(moment, every_s=0.005)
        with place.gateway():
            wait_until(place.is_all_sent, 90)
        tally = provider.tally()

    assert tally["keys"] == count
    assert tally["count"] - tally["keys"] <= kills * BATCH
    assert tally["most"] <= 1 + kills
