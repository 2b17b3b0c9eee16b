"""Both ways through Debian's Kannel, with the gateway as a process and the configuration that is shipped."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.channels.sms.kannel_server import OUR_NUMBER, Kannel, phones_of, running_kannel
from tests.channels.test_gateway import Installation, installation
from tests.needs import path_of
from tests.waiting import wait_until

MARKERS = int(os.environ.get("AMPARO_TEST_MARKERS", "10"))
PERSON = "12135550142"

pytestmark = pytest.mark.timeout(90 + MARKERS)


@dataclass
class Place:
    """An installation beside its Kannel, which has sent as many messages as there are markers."""

    installation: Installation
    kannel: Kannel
    arrived: list[tuple[str, str, str]] = field(default_factory=list)
    gateway: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.gateway = self.installation.start()

    def end(self) -> None:
        if self.gateway is not None:
            self.gateway.kill()
            self.gateway.wait()

    def texts(self) -> set[object]:
        return {text for (text,) in self.installation.rows("SELECT text FROM channels_inboundmessage")}

    def came(self, text: str) -> int:
        texts = self.installation.rows("SELECT text FROM channels_inboundmessage")
        return texts.count((text,))

    def states(self) -> set[tuple[object, ...]]:
        return set(self.installation.rows("SELECT state, has_arrived FROM channels_delivery"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with running_kannel(tmp_path_factory.mktemp("kannel")) as kannel:
        data = tmp_path_factory.mktemp("data")
        made = Place(installation(data, MARKERS, kind="sms", **kannel.environment()), kannel)
        with phones_of(kannel) as phones:
            made.start()
            wait_until(lambda: made.states() == {("sent", 1)}, 40 + MARKERS / 10)
        made.arrived = phones.got
        yield made
        made.end()


def test_messages_leave_and_their_reports_come_back(place: Place) -> None:
    assert {(sender, text) for sender, _, text in place.arrived} == {(OUR_NUMBER, "Una camioneta.")}
    assert sorted(receiver for _, receiver, _ in place.arrived) == [f"+1213555{n:04}" for n in range(MARKERS)]


def test_debians_own_fake_centre_sends_us_a_message(place: Place) -> None:
    text = f"hola desde la calle {secrets.token_hex(4)}"
    message = f"{PERSON} 777 text {text}"
    centre = ("-H", "127.0.0.1", "-r", str(place.kannel.ports["centre"]), "-m", "1")
    with subprocess.Popen([path_of("fakesmsc"), *centre, message], stderr=subprocess.DEVNULL) as phone:
        try:
            wait_until(lambda: place.came(text) == 1)
        finally:
            phone.kill()


@pytest.mark.parametrize("text", ["Van at 4th and Main", "Ojalá nadie… 有人 😀", "x" * 100])
def test_a_text_comes_in_as_it_was_written(place: Place, text: str) -> None:
    with phones_of(place.kannel) as phones:
        phones.send(PERSON, text)

        wait_until(lambda: place.came(text) == 1)


def test_a_long_message_comes_in_whole_whatever_the_order_of_its_parts(place: Place) -> None:
    with phones_of(place.kannel) as phones:
        phones.send_line(f"{PERSON} {OUR_NUMBER} udh-text %05%00%03%42%02%02 and the end")
        phones.send_line(f"{PERSON} {OUR_NUMBER} udh-text %05%00%03%42%02%01 The beginning ")

        wait_until(lambda: place.came("The beginning and the end") == 1)


def test_what_came_while_the_gateway_was_away_comes_when_it_is_back(place: Place) -> None:
    place.end()
    with phones_of(place.kannel) as phones:
        phones.send(PERSON, "nobody is there")
        time.sleep(1.5)
    place.start()

    wait_until(lambda: place.came("nobody is there") == 1)


def test_no_number_and_no_text_stays_in_any_file_of_kannel(place: Place) -> None:
    marks = [f"mark {secrets.token_hex(6)}" for _ in range(MARKERS)]
    marks = [mark if index % 2 else f"{mark} ñandú 你" for index, mark in enumerate(marks)]
    numbers = [f"1213{2_000_000 + secrets.randbelow(8_000_000)}" for _ in marks]
    with phones_of(place.kannel) as phones:
        for number, mark in zip(numbers, marks, strict=True):
            phones.send(number, mark)

        wait_until(lambda: set(marks) <= place.texts(), 40 + MARKERS / 10)
        place.kannel.until_nothing_waits()

    assert phones.got == []
    receivers = [f"1213555{number:04}" for number in range(MARKERS)]
    words = [mark.split()[1] for mark in marks]
    needles = [each.encode() for each in (*words, *numbers, *receivers, "camioneta")]
    needles += [each.decode().encode("utf-16-be") for each in needles]
    assert _files_with(place.kannel.written(), needles) == []
    # Nor does our own folder hold a number: what came in waits as text, and its sender is sealed.
    ours = {path: path.read_bytes() for path in place.installation.data.rglob("*") if path.is_file()}
    assert _files_with(ours, [each.encode() for each in (*numbers, *receivers)]) == []


def _files_with(files: dict[Path, bytes], needles: list[bytes]) -> list[Path]:
    return [path for path, content in files.items() if any(each in content for each in needles)]
