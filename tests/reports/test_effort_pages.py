"""A flood of reports, as a neighbour meets it on the page, and a partner's tool over the API."""

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.test import Client
from pytest_django import Settings

from amparo.core import clock
from amparo.reports.domain import effort as domain
from amparo.reports.forms.state import Answers
from amparo.reports.models import Report
from amparo.reports.services import effort
from tests.reports.reporting import Neighbour

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
REPORT = {"activity": "checkpoint", "first_hand": True, "area": "Pico-Union"}
KEY = "a-key-that-nobody-guesses-1"


@pytest.fixture(autouse=True)
def _a_limit(settings: Settings) -> None:
    settings.FREE_REPORTS_PER_NETWORK = 1
    effort.forget_counts()


@pytest.fixture
def flooded(neighbour: Neighbour) -> Neighbour:
    """Somebody on the last page; another report came from the same network before."""
    Neighbour().comes_to_the_last_page()
    other = Neighbour()
    other.comes_to_the_last_page()
    other.sends("send")
    neighbour.comes_to_the_last_page()
    return neighbour


def solved(challenge: dict[str, object]) -> str:
    read = Challenge.from_dict(challenge)
    solution = solve_challenge(read)
    assert solution is not None
    return Payload(read, solution).to_base64()


def proof_on(page: str) -> str:
    found = re.search(r'data-challenge="([^"]*)"', page)
    assert found is not None, "this page asks for no proof"
    return solved(json.loads(unescape(found[1])))


def as_if_asked_earlier(page: str) -> str:
    """Return the page's answers as they would be had the minute passed since it was asked for."""
    sealed = re.search(r'name="answers" value="([^"]*)"', page)
    assert sealed is not None
    answers = Answers.unsealed(sealed[1], clock.now())
    assert answers.asked_at is not None
    answers.asked_at -= domain.WAIT.total_seconds()
    return answers.sealed(clock.now())


def raw(neighbour: Neighbour) -> str:
    assert neighbour.page is not None
    return neighbour.page.content.decode()


def test_below_the_limit_the_page_says_nothing_of_it(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()

    assert "amparo-proof" not in neighbour.text


def test_in_a_flood_the_page_brings_a_challenge_and_its_proof_serves(flooded: Neighbour) -> None:
    assert "Many reports" not in flooded.text

    flooded.sends("send", proof=proof_on(raw(flooded)))

    assert len(flooded.code.split()) == 6


def test_without_javascript_a_minute_s_wait_serves_and_nothing_is_lost(flooded: Neighbour) -> None:
    page = flooded.sends("send", text="A white van\nwith two people")
    assert page.status_code == 429
    assert "Please wait a minute, and press Send again. Nothing that you wrote is lost." in flooded.text
    assert "you can reach us at" in flooded.text
    assert "A white van\nwith two people" in flooded.text
    assert Report.objects.count() == 1

    assert flooded.sends("send", text="A white van\nwith two people").status_code == 429
    flooded.sends("send", text="A white van\nwith two people", answers=as_if_asked_earlier(raw(flooded)))

    assert len(flooded.code.split()) == 6
    assert Report.objects.filter(text__startswith="A white van").count() == 1


def test_sending_twice_with_one_proof_is_sending_once(flooded: Neighbour) -> None:
    last_page, proof = flooded.page, proof_on(raw(flooded))
    flooded.sends("send", proof=proof)
    first_code = flooded.code
    flooded.page = last_page
    flooded.sends("send", proof=proof)

    assert flooded.code == first_code
    assert Report.objects.count() == 2


def test_a_proof_does_not_serve_two_reports_and_the_page_does_not_send_itself_again(
    flooded: Neighbour,
) -> None:
    proof = proof_on(raw(flooded))
    flooded.sends("send", proof=proof)
    rival = Neighbour()
    rival.comes_to_the_last_page()

    assert rival.sends("send", proof=proof).status_code == 429
    assert "data-sends-itself" not in rival.text
    assert "data-challenge" in rival.text


def test_the_page_is_asked_for_in_spanish(flooded: Neighbour) -> None:
    flooded.language = "es"
    flooded.sends("send")

    assert "Espere un minuto y vuelva a tocar Enviar" in flooded.text


def hand_in(proof: str = "", key: str = KEY) -> "Response":
    return Client().post(
        "/api/v1/reports",
        json.dumps(REPORT),
        content_type="application/json",
        headers={"idempotency-key": key, **({"amparo-proof": proof} if proof else {})},
    )


def test_the_api_asks_with_a_challenge_and_takes_its_proof() -> None:
    assert hand_in(key=KEY + "first").status_code == 201

    asked = hand_in()
    assert asked.status_code == 429
    assert asked.json()["code"] == "PROOF_ASKED"
    proof = solved(asked.json()["challenge"])

    assert hand_in(proof).status_code == 201
    assert hand_in(proof).status_code == 200
    assert hand_in(proof, key=KEY + "other").status_code == 429
    assert Report.objects.count() == 2


@pytest.mark.parametrize("proof", ["x", "e30=", "A" * 7000])
def test_the_api_refuses_a_broken_proof_with_a_new_challenge(proof: str) -> None:
    hand_in(key=KEY + "first")

    asked = hand_in(proof)

    assert asked.status_code == 429
    assert asked.json()["challenge"]["parameters"]["algorithm"] == "PBKDF2/SHA-256"


def test_what_is_wrong_is_said_before_a_proof_is_asked() -> None:
    hand_in(key=KEY + "first")

    refused = Client().post(
        "/api/v1/reports", json.dumps({**REPORT, "area": "Nowhere at all"}), content_type="application/json"
    )

    assert refused.status_code == 422
