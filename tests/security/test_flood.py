"""A flood (T26): junk by the thousand over HTTP, and nothing real is lost, hidden, or kept at the door.

`AMPARO_FULL=1` sends 20,000 pieces of junk that paid their proof of work, 2,000 that did not, and 50 true reports, and
tells what it measured; else it is some two hundred at smaller limits. The network is one that `./amparo setup` founded
and `./amparo up` runs, with a disk that counts as nearly full.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest
from django.test import override_settings

from amparo.cli.installation import ROOT
from amparo.cli.testing import clean_environment
from amparo.demo.simulation.api import Told
from bench.load import ask_all_the_time
from tests.cli import founding
from tests.cli.test_network_processes import Running as Started
from tests.journeys.unseen import Plainly
from tests.security import flooding
from tests.security.flooding import SHARED, Honest, Reader, Running
from tests.vault import media

IS_FULL = os.environ.get("AMPARO_FULL") == "1"
PAID, UNPAID, HONEST, BEHIND_SHARED = (20_000, 2_000, 50, 5) if IS_FULL else (150, 60, 5, 1)
CLIENTS = 16
WITHOUT_JAVASCRIPT = 3 if IS_FULL else 1
LONGEST_FORMING_S = 4 * 3600.0 if IS_FULL else 60.0
A_MINUTE_S = 62.0
# By these a small flood is asked for proofs as a great one is where the limits are as installed.
SMALL_LIMITS = {"AMPARO_FREE_REPORTS_PER_NETWORK": "40", "AMPARO_FREE_REPORTS_IN_ALL": "60"}
SETTINGS = {
    "AMPARO_CLIENT_ADDRESS_HEADER": "HTTP_X_FORWARDED_FOR",
    "AMPARO_LEAST_FREE_DISK_MB": "1000000000",
} | ({} if IS_FULL else SMALL_LIMITS)

_WAITING = "SELECT count(*) FROM core_job WHERE name = 'incidents.form'"
_STORED = "SELECT count(*) FROM reports_report"
_STANDING = (
    "SELECT count(*) FROM reports_report r JOIN incidents_incidentreport m ON m.report_id = r.id "
    "AND m.membership = 'present' JOIN incidents_incident i ON i.id = m.incident_id"
)
pytestmark = [pytest.mark.journey, pytest.mark.timeout(5 * 3600 if IS_FULL else 180)]


@dataclass
class Flooded:
    """What happened while the flood came in.

    Attributes:
        paid_taken, paid_refused: of the junk that brought a proof; the others of that without.
        patient: the statuses of each neighbour without JavaScript, in order.
        call: the status of the page after a call was typed in.
        picture: what the page says to a neighbour who adds a photo.
    """

    network: Running
    honest: list[Honest]
    paid_taken: int = 0
    paid_refused: int = 0
    unpaid_taken: int = 0
    unpaid_refused: int = 0
    patient: list[list[int]] = field(default_factory=list)
    call: int = 0
    call_stood_after_s: float = 0.0
    behind_the_call: int = 0
    picture: str = ""
    first_pages: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def flooded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flooded]:
    """Found a network, flood it, and wait until every report has found its incident."""
    folder = tmp_path_factory.mktemp("flooded")
    with _network(folder) as network, override_settings(SECRET_KEY=_secret_of(network.data)):
        junk, truth = flooding.drawn(junk=PAID + UNPAID, honest=HONEST)
        honest = [
            Honest(told, f"g{number:03}q", SHARED if number < BEHIND_SHARED else f"203.0.{number}.5")
            for number, told in enumerate(truth)
        ]
        flood = Flooded(network, honest)
        held_before, reader = network.bytes_on_the_disk(), Reader(network)
        reader.start()
        began = time.monotonic()
        _come_in(flood, iter(junk))
        meanwhile, came_in_s = len(reader.waits_s), time.monotonic() - began
        _tell(
            sent_per_s=(PAID + UNPAID + HONEST) / came_in_s,
            came_in_s=came_in_s,
            refused=flood.unpaid_refused,
            wait_to_be_formed=network.count(_WAITING),
            bytes_a_report=(network.bytes_on_the_disk() - held_before) / network.count(_STORED),
            looks=meanwhile,
            board_p95_s=_p95(reader.waits_s[:meanwhile]),
            honest_median_s=statistics.median(each.took_s for each in honest[BEHIND_SHARED:]),
            honest_worst_s=max(each.took_s for each in honest[BEHIND_SHARED:]),
            behind_shared_worst_s=max(each.took_s for each in honest[:BEHIND_SHARED]),
            waited_before_the_call=flood.behind_the_call,
            call_stood_after_s=flood.call_stood_after_s,
        )
        _let_form(network)
        formed_s = time.monotonic() - began
        waits = reader.end()[meanwhile:]
        flood.first_pages = list(reader.statuses)
        _tell(formed_s=formed_s, looks=len(waits), board_p95_s=_p95(waits))
        yield flood


@contextmanager
def _network(folder: Path) -> Iterator[Running]:
    data = founding.found(folder, "34.05,-118.25,60")
    inside = {
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "amparo.settings.production",
        "AMPARO_DATA": str(data),
        "AMPARO_SECRET_KEY_FILE": str(data / "secret_key"),
        "AMPARO_PUBLIC_ORIGIN": "http://127.0.0.1:8000",
    }
    members = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "journeys" / "members_acting.py"), "sign_in"],
        env=clean_environment() | inside, capture_output=True, text=True, check=True,
    )  # fmt: skip
    started = Started(data, **SETTINGS)
    try:
        yield Running(data, started.port, json.loads(members.stdout))
    finally:
        started.end()


def _secret_of(data: Path) -> str:
    return (data / "secret_key").read_text(encoding="utf-8").strip()


def _come_in(flood: Flooded, junk: Iterator[Told]) -> None:
    """Let junk come in without a pause, and beside each piece of the flood one person who tells the truth."""
    patient: list[Plainly] = []
    for number, honest in enumerate(flood.honest):
        with ThreadPoolExecutor() as beside:
            person = beside.submit(honest.reports, flood.network)
            paid = flooding.requests(islice(junk, PAID // HONEST), pays=True)
            taken, refused = _ask(flood.network, paid)
            flood.paid_taken, flood.paid_refused = flood.paid_taken + taken, flood.paid_refused + refused
            unpaid = flooding.requests(islice(junk, UNPAID // HONEST), pays=False)
            taken, refused = _ask(flood.network, unpaid)
            flood.unpaid_taken, flood.unpaid_refused = (
                flood.unpaid_taken + taken,
                flood.unpaid_refused + refused,
            )
            person.result()
        if number == HONEST // 2:
            patient = [Plainly(flood.network.port, SHARED) for _ in range(WITHOUT_JAVASCRIPT)]
            flood.picture = patient[0].sends(media.jpeg())
            flood.patient = [[each.presses_send()] for each in patient]
            for each in patient:  # who waits does not keep the line
                each.close()
            _type_in_a_call(flood)
    if IS_FULL:
        time.sleep(A_MINUTE_S)  # who has no JavaScript is asked to wait for so long
        for each, statuses in zip(patient, flood.patient, strict=True):
            statuses.append(each.presses_send())
    for each in patient:
        each.close()


def _ask(network: Running, requests: Iterator[bytes]) -> tuple[int, int]:
    """Send as fast as it is answered; return how many were taken, and how many refused."""
    answers = ask_all_the_time(network.port, requests, clients=CLIENTS, until=lambda _answers, _passed: False)
    assert not answers.is_cut
    return len(answers.waits_s), answers.refused


def _type_in_a_call(flood: Flooded) -> None:
    """Type in a call as an operator does; no proof is asked of a member. In the full run, see when it is formed."""
    flood.call, _page = flooding.call(flood.network)
    began = time.monotonic()
    flood.behind_the_call = flood.network.count(_WAITING)
    while IS_FULL and not flood.network.count(f"{_STANDING} WHERE r.channel = 'member'"):
        assert time.monotonic() - began < A_MINUTE_S
        time.sleep(0.05)  # between two looks
    flood.call_stood_after_s = time.monotonic() - began


def _let_form(network: Running) -> None:
    """Wait until no report waits for its incident any more."""
    until = time.monotonic() + LONGEST_FORMING_S
    while waiting := network.count(_WAITING):
        assert time.monotonic() < until, f"{waiting} reports wait for their incident"
        time.sleep(0.5)  # between two looks


def _tell(**figures: float) -> None:
    """Tell the figures of the full run (`pytest -s` shows them); nothing fails by them."""
    if IS_FULL:
        json.dump({name: round(value, 3) for name, value in figures.items()}, sys.stdout, indent=1)
        sys.stdout.flush()


def _p95(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.95)] if waits else 0.0


def test_every_true_report_is_stored_and_stands_on_a_shelf(flooded: Flooded) -> None:
    network = flooded.network
    missing = [
        each.mark
        for each in flooded.honest
        if network.count(f"{_STANDING} WHERE r.text LIKE ? AND i.queue_rank >= 0", f"%{each.mark}") != 1
    ]

    assert missing == []
    for each in flooded.honest:
        body = json.dumps({"code": each.receipt}).encode()
        status, _answer = network.ask("/api/v1/reports/status", body, **{"Content-Type": "application/json"})
        assert status == 200, each.mark


def test_what_paid_is_taken_and_what_did_not_is_refused(flooded: Flooded) -> None:
    stored = flooded.network.count(_STORED)
    by_page = sum(statuses[-1] == 200 for statuses in flooded.patient)

    assert (flooded.paid_taken, flooded.paid_refused) == (PAID // HONEST * HONEST, 0)
    assert flooded.unpaid_taken + flooded.unpaid_refused == UNPAID // HONEST * HONEST
    assert flooded.unpaid_refused > flooded.unpaid_taken
    # The one more is the call.
    assert stored == flooded.paid_taken + flooded.unpaid_taken + HONEST + by_page + 1
    assert any(each.refused for each in flooded.honest), "nobody was asked for a proof"


def test_everything_refused_is_counted_by_its_reason(flooded: Flooded) -> None:
    refused = flooded.unpaid_refused + sum(each.refused for each in flooded.honest)
    refused += sum(statuses.count(429) for statuses in flooded.patient)

    counted = dict(
        flooded.network.rows("SELECT reason, sum(number) FROM reports_refusedcount GROUP BY reason")
    )

    if IS_FULL:  # counts are written down once a minute, with what comes in then
        assert counted.pop("picture_no_room") == 1
        assert sum(counted.values()) == refused
    else:
        assert 0 < sum(counted.values()) <= refused


def test_the_board_answers_all_the_while(flooded: Flooded) -> None:
    assert flooded.first_pages == [200]


def test_a_call_is_taken_as_on_a_quiet_day(flooded: Flooded) -> None:
    assert flooded.call == 200
    standing = f"{_STANDING} WHERE r.channel = 'member' AND i.queue_rank >= 0 AND NOT i.is_aside"
    assert flooded.network.count(standing) == 1


def test_nobody_is_locked_out_for_sharing_an_address(flooded: Flooded) -> None:
    behind = [each for each in flooded.honest if each.address == SHARED]
    assert len(behind) == BEHIND_SHARED
    assert all(each.receipt for each in behind)
    wanted = [429, 200] if IS_FULL else [429]
    assert flooded.patient == [wanted] * WITHOUT_JAVASCRIPT


def test_a_disk_that_is_nearly_full_takes_words_and_no_pictures(flooded: Flooded) -> None:
    assert "There is no room for photos right now" in flooded.picture
    assert "is here, sealed" not in flooded.picture
    assert not list(flooded.network.data.glob("vault/**/*.age"))
