"""The main job for people who have a telephone and no data: by SMS, through Debian's Kannel, both ways.

Everything is real: an installation that `./amparo setup` founded and `./amparo up` runs, bearerbox and smsbox with the
configuration that operators get, and telephones behind Kannel's fake centre.
"""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.channels.sms.kannel_server import Kannel, Phones, phones_of, running_kannel
from tests.cli.test_network_processes import ANSWERS, Running

pytestmark = [pytest.mark.journey, pytest.mark.needs("bearerbox"), pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
SUBSCRIBER, WITNESS, NEIGHBOUR = "+12135550171", "+12135550172", "+12135550173"
LONGEST_WAIT_S = 40.0
WORDS_OF_A_RECEIPT = 6


@dataclass
class Town:
    """A network with SMS switched on, its Kannel, and everybody's telephone."""

    data: Path
    environment: dict[str, str]
    kannel: Kannel
    phones: Phones
    port: int = 0

    def opens(self, text: str) -> int:
        """Follow the address in a text to where our pages answer, and return the status at its end."""
        found = re.search(r"http://127\.0\.0\.1:8000(/\S*)", text)
        assert found is not None, text
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{found[1]}") as answer:
            return int(answer.status)

    def members(self, wish: str) -> None:
        """Let the members do something at their desks."""
        program = ROOT / "tests" / "journeys" / "members_acting.py"
        done = subprocess.run(
            [sys.executable, str(program), wish],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def got(self, number: str) -> list[str]:
        """Return what a telephone has received, in order."""
        return [text for _, receiver, text in list(self.phones.got) if receiver == number]

    def until(self, number: str, is_it: Callable[[str], bool]) -> str:
        """Wait for a text on a telephone, and return it."""
        end = time.monotonic() + LONGEST_WAIT_S
        while time.monotonic() < end:
            found = next(filter(is_it, self.got(number)), None)
            if found is not None:
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited in vain; {number} has: {self.got(number)}")

    def asks(self, number: str, text: str) -> str:
        """Send a text and return the next one that comes back."""
        before = len(self.got(number))
        self.phones.send(number, text)
        end = time.monotonic() + LONGEST_WAIT_S
        while len(self.got(number)) == before:
            assert time.monotonic() < end, f"no answer to {text!r}; {number} has: {self.got(number)}"
            time.sleep(0.05)
        return self.got(number)[before]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    environment = {**kept, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    answers = folder / "answers.toml"
    answers.write_text(ANSWERS.replace("34.05,-118.24,20", "los-angeles"), encoding="utf-8")
    data = folder / "data"
    founded = subprocess.run(
        [sys.executable, "-m", "amparo.cli", "setup", "--data", str(data), "--answers", str(answers),
         "--recovery-sheet", str(folder / "sheet.html")],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert founded.returncode == 0, founded.stderr
    with running_kannel(tmp_path_factory.mktemp("kannel")) as kannel, phones_of(kannel) as phones:
        inside = {
            "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
            "AMPARO_DATA": str(data),
            "AMPARO_SECRET_KEY_FILE": str(data / "secret_key"),
            "AMPARO_PUBLIC_ORIGIN": "http://127.0.0.1:8000",
        }
        made = Town(data, environment | inside, kannel, phones)
        made.members("join")
        running = Running(data, **kannel.environment())
        made.port = running.port
        yield made
        running.end()


def test_neighbours_report_by_sms_and_a_subscriber_is_told_the_truth(town: Town) -> None:
    welcome = town.asks(SUBSCRIBER, "join 90057")
    assert "STOP" in welcome

    _tell_at_once_in_spanish(town)
    _answer_question_by_question(town)
    town.members("tell")

    alert = town.until(SUBSCRIBER, lambda text: "CONFIRMED" in text)
    assert "Westlake" in alert
    assert town.opens(alert) == 200
    town.until(WITNESS, lambda text: "era cierto" in text)
    town.until(NEIGHBOUR, lambda text: "About your report" in text)

    town.asks(SUBSCRIBER, "STOP")
    _nothing_of_a_number_is_kept(town)


def _tell_at_once_in_spanish(town: Town) -> None:
    """One message that says everything, and the receipt for it."""
    town.phones.send(
        WITNESS, "La migra esta deteniendo a un senor en la 7 y Alvarado, 90057, ahora mismo. Yo lo vi."
    )
    receipt = town.until(WITNESS, lambda text: "6 palabras" in text)
    words = re.search(r":\s*((?:[^\W\d_]+ ){5}[^\W\d_]+)", receipt)
    assert words is not None, receipt
    assert len(words[1].split()) == WORDS_OF_A_RECEIPT


def _answer_question_by_question(town: Town) -> None:
    """A neighbour who answers what is asked, one question a message; it makes one report."""
    town.phones.send(NEIGHBOUR, "hello, ICE is here")
    for question, answer in (
        ("What do you see?", "3"),
        ("Where?", "7th and Alvarado, 90057"),
        ("When was it?", "now"),
        ("see it yourself?", "yes I saw it"),
    ):
        town.until(NEIGHBOUR, lambda text, asked=question: asked in text)  # type: ignore[misc]  # bound at once
        town.phones.send(NEIGHBOUR, answer)
    town.until(NEIGHBOUR, lambda text: "six words" in text)


def _nothing_of_a_number_is_kept(town: Town) -> None:
    """No telephone number stands in any file of ours or of Kannel's."""
    town.kannel.until_nothing_waits()
    numbers = [number.lstrip("+").encode() for number in (SUBSCRIBER, WITNESS, NEIGHBOUR)]
    files = {
        path: path.read_bytes() for path in town.data.rglob("*") if path.is_file()
    } | town.kannel.written()
    assert files
    assert [path for path, content in files.items() if any(number in content for number in numbers)] == []
