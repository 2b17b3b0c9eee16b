"""Proofs of work: asked for in a flood, checked, spent once."""

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from altcha import Challenge, Payload, create_challenge, solve_challenge
from django.db import connection
from pytest_django import Settings

from amparo.core import clock
from amparo.reports.domain import effort as domain
from amparo.reports.models import SpentProof
from amparo.reports.services import effort
from amparo.reports.services.counting import MOST_NAMES, Recent
from amparo.reports.services.effort import ProofAsked

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
WHO = "fd00::1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_flood(settings: Settings) -> None:
    """One report has come from everywhere, and the next one needs a proof."""
    settings.FREE_REPORTS_PER_NETWORK = 1
    settings.FREE_REPORTS_IN_ALL = 1
    effort.forget_counts()
    effort.check(who=WHO, proof="", token="the-first", now=NOW)


def proof_of(challenge: dict[str, Any] | None) -> str:
    assert challenge is not None
    read = Challenge.from_dict(challenge)
    solution = solve_challenge(read)
    assert solution is not None
    return Payload(read, solution).to_base64()


def reason_of(proof: str, *, now: datetime = NOW) -> str:
    with pytest.raises(ProofAsked) as refused:
        effort.check(who=WHO, proof=proof, token="another", now=now)
    return str(refused.value.fields["reason"])


def changed(proof: str, **parameters: object) -> str:
    read = json.loads(b64decode(proof))
    read["challenge"]["parameters"] |= parameters
    return b64encode(json.dumps(read).encode()).decode()


def test_below_the_limit_nothing_is_asked_and_nothing_is_stored(settings: Settings) -> None:
    settings.FREE_REPORTS_PER_NETWORK = settings.FREE_REPORTS_IN_ALL = 5

    assert effort.challenge(who=WHO, now=NOW) is None
    effort.check(who=WHO, proof="whatever", token="a", now=NOW)
    assert not SpentProof.objects.exists()


def test_above_the_limit_a_proof_passes_once() -> None:
    proof = proof_of(effort.challenge(who=WHO, now=NOW))

    assert reason_of("") == "missing"
    effort.check(who=WHO, proof=proof, token="mine", now=NOW)

    assert reason_of(proof) == "spent"


def test_of_proofs_that_come_together_each_serves_one_report() -> None:
    spending = effort._Spending
    together = [spending("b", "one", NOW), spending("a", "two", NOW), spending("b", "three", NOW)]

    served = effort._spend_all(together)

    assert (sorted(served[::2]), served[1]) == ([False, True], True)
    assert effort._spend_all([spending("a", "two", NOW)]) == [True]


def test_the_same_report_sent_again_passes_with_its_proof() -> None:
    proof = proof_of(effort.challenge(who=WHO, now=NOW))

    effort.check(who=WHO, proof=proof, token="mine", now=NOW)
    effort.check(who=WHO, proof=proof, token="mine", now=NOW)

    assert SpentProof.objects.count() == 1


def test_another_network_is_not_asked_until_everybody_is(settings: Settings) -> None:
    settings.FREE_REPORTS_IN_ALL = 100

    assert effort.challenge(who=WHO, now=NOW) is not None
    assert effort.challenge(who="fd00::2", now=NOW) is None


def test_junk_that_proves_nothing_makes_nobody_else_s_work_harder(settings: Settings) -> None:
    settings.FREE_REPORTS_IN_ALL = 100
    for number in range(2000):
        with pytest.raises(ProofAsked):
            effort.check(who=WHO, proof="", token=f"junk-{number}", now=NOW)

    for number in range(50):
        effort.check(who=f"fd00::a{number}", proof="", token=f"true-{number}", now=NOW)
    challenge = effort.challenge(who=WHO, now=NOW)
    assert challenge is not None
    assert challenge["parameters"]["data"]["level"] == 1
    effort.check(who=WHO, proof=proof_of(challenge), token="same-network", now=NOW)


def test_the_flood_is_forgotten() -> None:
    later = NOW + 2 * domain.WITHIN

    effort.check(who=WHO, proof="", token="later", now=later)


def test_an_expired_proof_is_refused() -> None:
    proof = proof_of(effort.challenge(who=WHO, now=NOW))
    later = NOW + domain.PROOF_LIFE + timedelta(seconds=1)
    for number in range(4):
        effort.check(
            who=f"fd00::{number}", proof="", token="x" * 16, now=later - domain.WITHIN, is_patient=True
        )
    effort.check(who=WHO, proof="", token="x" * 16, now=later, is_patient=True)

    assert reason_of(proof, now=later) == "expired"


def test_a_proof_of_an_easier_time_is_refused_in_a_great_flood() -> None:
    easy = proof_of(effort.challenge(who=WHO, now=NOW))
    for _ in range(8):
        effort.check(who=WHO, proof="", token="x" * 16, now=NOW, is_patient=True)

    assert reason_of(easy) == "too_easy"


def test_a_proof_for_something_else_is_refused() -> None:
    elsewhere = create_challenge(
        effort.ALGORITHM, 1, counter=1, hmac_secret=effort._secret(),
        data={"purpose": "other", "level": 6, "until": 2**40},
    )  # fmt: skip

    assert reason_of(proof_of(elsewhere.to_dict())) == "forged"


def test_forged_proofs_are_refused() -> None:
    proof = proof_of(effort.challenge(who=WHO, now=NOW))
    own = create_challenge(effort.ALGORITHM, 1, counter=1, hmac_secret="mine", data={"level": 9})

    assert reason_of(proof_of(own.to_dict())) == "forged"
    for name, value in [("cost", 1), ("keyPrefix", ""), ("algorithm", "SHA-256"), ("algorithm", "ROT13"),
                        ("data", {"purpose": "report", "level": 6, "until": 2**40}), ("data", None),
                        ("nonce", "zz"), ("salt", 7), ("memoryCost", 10**9)]:  # fmt: skip
        assert reason_of(changed(proof, **{name: value})) == "forged", name


def test_a_solution_that_is_none_is_refused() -> None:
    read = json.loads(b64decode(proof_of(effort.challenge(who=WHO, now=NOW))))
    for counter in (read["solution"]["counter"] + 1, -1, 2**40, "5", None, True, 1.5):
        read["solution"]["counter"] = counter
        assert reason_of(b64encode(json.dumps(read).encode()).decode()) == "wrong"


@pytest.mark.parametrize(
    "rubbish",
    ["x", "\x00", "ñ" * 50, "=" * 100, "e30=", "W10=", "bnVsbA==", "A" * 5_000_000,
     b64encode(b'{"challenge": 1, "solution": 2}').decode(),
     b64encode(b'{"challenge": {"parameters": []}, "solution": {}}').decode(),
     b64encode(b'{"challenge": [], "solution": []}').decode(),
     b64encode(b"[" * 1000).decode()],
)  # fmt: skip
def test_rubbish_is_refused_quickly(rubbish: str) -> None:
    assert reason_of(rubbish) == "not_understood"


def test_whoever_waited_passes_without_a_proof_but_not_thousands_of_times() -> None:
    for number in range(domain.PATIENT_MOST):
        effort.check(who=WHO, proof="", token=f"patient-{number}", now=NOW, is_patient=True)

    with pytest.raises(ProofAsked) as refused:
        effort.check(who=WHO, proof="", token="one-more", now=NOW, is_patient=True)
    assert refused.value.fields["reason"] == "too_soon"
    effort.check(who="fd00::77", proof="", token="elsewhere", now=NOW, is_patient=True)


def test_marks_are_forgotten_when_no_proof_can_use_them_any_more() -> None:
    effort.check(who=WHO, proof=proof_of(effort.challenge(who=WHO, now=NOW)), token="a", now=NOW)
    later = NOW + timedelta(hours=3)
    effort.check(who=WHO, proof="", token="b", now=later)
    effort.check(who=WHO, proof=proof_of(effort.challenge(who=WHO, now=later)), token="c", now=later)

    assert SpentProof.objects.count() == 1


_A_WEB_PROCESS = """
import sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.conf import settings
from django.db import connection, connections
from amparo.core import clock
from amparo.reports.services import effort

name, proof, first = sys.argv[1:]
connections.databases["default"]["NAME"] = name
settings.FREE_REPORTS_PER_NETWORK = 1
effort._sent.add("fd00::1", clock.now())

def replay(number):
    try:
        effort.check(who="fd00::1", proof=proof, token=f"replay-{number}", now=clock.now())
    except effort.ProofAsked:
        return False
    finally:
        connection.close()
    return True

with ThreadPoolExecutor(8) as threads:
    print(sum(threads.map(replay, range(int(first), int(first) + 100))))
"""


@pytest.mark.timeout(60)
@pytest.mark.django_db(transaction=True)
def test_200_replays_of_one_proof_at_once_in_two_web_processes_pass_once() -> None:
    effort.check(who=WHO, proof="", token="now", now=clock.now())
    proof = proof_of(effort.challenge(who=WHO, now=clock.now()))
    name = str(connection.settings_dict["NAME"])

    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3] / "src")}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _A_WEB_PROCESS, name, proof, first],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in ("0", "100")
    ]
    passed = [int(process.communicate()[0]) for process in processes]

    assert sum(passed) == 1
    assert SpentProof.objects.count() == 1


def test_counts_slide_and_stay_bounded() -> None:
    counts = Recent(timedelta(minutes=10))
    for _ in range(10):
        counts.add("a", NOW)

    assert counts.of("a", NOW) == 10
    assert counts.of("a", NOW + timedelta(minutes=15)) == pytest.approx(5)
    assert counts.of("a", NOW + timedelta(minutes=25)) == 0
    for number in range(MOST_NAMES + 10):
        counts.add(str(number), NOW + timedelta(hours=1))
    assert len(counts._now) == MOST_NAMES
    assert counts.of("", NOW + timedelta(hours=1)) == MOST_NAMES + 10
