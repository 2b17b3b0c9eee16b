"""A flood over HTTP: what it sends, how its honest people get through, and what the board's reader sees meanwhile."""

import hashlib
import json
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from altcha import Challenge, Payload, create_challenge, solve_challenge
from typing_extensions import override

from amparo.core import clock
from amparo.core.places import cells
from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.api import Told
from amparo.reports.domain import effort as domain
from amparo.reports.services import effort
from tests.reports.reporting import BY_PHONE

SEED = 17
BEGAN = datetime(2026, 1, 10, 8, tzinfo=UTC)
# Behind it are honest people and those who flood: a Tor exit, the Wi-Fi of a church.
SHARED = "198.51.100.7"
FIRST_PAGE = "/board/?shelf=to_do"
CALLS = "/calls/new/"
_REPORTS = "/api/v1/reports"
_PAUSE_S = 1.0
_LONGEST_PROOF_S = 900.0
# The simulator draws some without a place, which a flood that wants to be read leaves out.
_MORE = 1.08


@dataclass(frozen=True)
class Running:
    """A network that runs.

    Attributes:
        sessions: of a signed-in browser for each role.
    """

    data: Path
    port: int
    sessions: Mapping[str, str]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Read in its database as a stranger would."""
        address = f"file:{self.data / 'amparo.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=60)) as database:
            return database.execute(statement, values).fetchall()

    def count(self, statement: str, *values: object) -> int:
        """Read one number."""
        return int(self.rows(statement, *values)[0][0])

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Send one request on a connection of its own."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as line:
            line.request("POST" if body is not None else "GET", path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read()

    def bytes_on_the_disk(self) -> int:
        """Return how much the installation's folder holds."""
        return sum(path.stat().st_size for path in self.data.rglob("*") if path.is_file())


@dataclass
class Honest:
    """One person who tells the truth: what they sent, and what they hold in their hands afterwards.

    Attributes:
        mark: the end of their words, by which the test knows the report again.
        refused: how often they were asked for something first.
        took_s: from the first sending to the receipt, their own work included.
    """

    told: Told
    mark: str
    address: str
    receipt: str = ""
    refused: int = 0
    took_s: float = 0.0

    def reports(self, network: Running) -> None:
        """Send, make the proof that is asked for, and send again, until it was taken."""
        began = time.monotonic()
        said = json.dumps(said_of(self.told, f" {self.mark}")).encode()
        headers = {"Content-Type": "application/json", "X-Forwarded-For": self.address}
        status, answer = network.ask(_REPORTS, said, **headers)
        while status == 429:
            self.refused += 1
            challenge = Challenge.from_dict(json.loads(answer)["challenge"])
            solution = solve_challenge(challenge, timeout=_LONGEST_PROOF_S)
            assert solution is not None
            proof = Payload(challenge, solution).to_base64()
            status, answer = network.ask(_REPORTS, said, **headers, **{"Amparo-Proof": proof})
        assert status == 201, answer
        self.receipt = json.loads(answer)["receipt_code"]
        self.took_s = time.monotonic() - began


def drawn(*, junk: int, honest: int) -> tuple[list[Told], list[Told]]:
    """Draw so many pieces of junk, and honest reports spread over a day; all of them name a place."""
    day = simulation.simulate(SEED, days=1, began=BEGAN, junk_a_day=int(junk * _MORE) + 20)
    placed = [each for each in day.messages if each.draft.place_is_known]
    lies = [each for each in placed if each.is_junk][:junk]
    truth = [each for each in placed if not each.is_junk]
    assert len(lies) == junk
    return lies, truth[:: len(truth) // honest][:honest]


def said_of(told: Told, mark: str = "") -> dict[str, object]:
    """Return a simulated message as a tool sends it."""
    draft, point = told.draft, cells.centre(told.draft.cell)
    return {
        "activity": draft.activity.value,
        "first_hand": draft.first_hand,
        "lat": point.lat,
        "lon": point.lon,
        "place_text": draft.place_text,
        "minutes_ago": max(0, int((told.at - draft.seen_at) / timedelta(minutes=1))),
        "text": draft.text + mark,
        "how_many": draft.how_many,
        "markings": draft.markings,
        "vehicles": draft.vehicles,
        "being_taken": draft.being_taken.value,
        "child_alone": draft.child_alone,
        "someone_hurt": draft.someone_hurt,
        "language": told.language,
    }


def requests(junk: Iterable[Told], *, pays: bool) -> Iterator[bytes]:
    """Yield junk as whole requests: slogans from behind the shared address, the rest from each sender's own network."""
    for told in junk:
        body = json.dumps(said_of(told)).encode()
        proof = f"Amparo-Proof: {paid()}\r\n" if pays else ""
        head = (
            f"POST {_REPORTS} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Forwarded-For: {_address_of(told)}\r\n{proof}Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def paid() -> str:
    """Return a proof of the hardest kind, as somebody sends it who has worked for it.

    To make 20,000 of the kind that is asked of everybody takes hours of a processor, which an attacker has. Here they
    come from whoever knows the answer; to check one costs the network as much as ever. The settings have the
    network's secret.
    """
    answer = domain.tries(domain.HARDEST).start
    until = int((clock.now() + domain.PROOF_LIFE).timestamp())
    challenge = create_challenge(
        effort.ALGORITHM,
        domain.ROUNDS,
        counter=answer,
        data={"purpose": effort.PURPOSE, "level": domain.HARDEST, "until": until},
        hmac_secret=effort._secret(),
    )
    solution = solve_challenge(challenge, counter_start=answer)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def _address_of(told: Told) -> str:
    if told.style == "copied":
        return SHARED
    first, second, third = hashlib.sha256(told.source.encode()).digest()[:3]
    return f"{64 + first % 64}.{second}.{third}.1"


class Reader(threading.Thread):
    """A dispatcher who looks at the board's first page again and again while everything runs."""

    def __init__(self, network: Running) -> None:
        super().__init__(daemon=True)
        self.network = network
        self.statuses: Counter[int] = Counter()
        self.waits_s: list[float] = []
        self._is_over = threading.Event()

    @override
    def run(self) -> None:
        """Ask until told to end."""
        cookie = f"sessionid={self.network.sessions['dispatcher']}"
        while not self._is_over.wait(_PAUSE_S):
            began = time.perf_counter()
            status, _page = self.network.ask(FIRST_PAGE, Cookie=cookie)
            self.statuses[status] += 1
            self.waits_s.append(time.perf_counter() - began)

    def end(self) -> list[float]:
        """Look no more; return how long each look took."""
        self._is_over.set()
        self.join()
        return self.waits_s


def call(network: Running) -> tuple[int, bytes]:
    """Type in what somebody told on the telephone, as the operator's page does; return what the page answers."""
    session = f"sessionid={network.sessions['hotline_operator']}"
    with closing(HTTPConnection("127.0.0.1", network.port, timeout=120)) as line:
        line.request("GET", CALLS, headers={"Cookie": session})
        answer = line.getresponse()
        page, cookie = answer.read().decode(), str(answer.headers["Set-Cookie"]).split(";")[0]
    said = {name: _hidden(page, name) for name in ("csrfmiddlewaretoken", "token")} | BY_PHONE
    headers = {
        "Cookie": f"{session}; {cookie}",
        "Origin": f"http://127.0.0.1:{network.port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return network.ask(CALLS, urlencode(said).encode(), **headers)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
