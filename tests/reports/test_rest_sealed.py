"""Reports that waited on a phone, as its page sends them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
import pytest
from django.test import Client
from pytest_django import Settings

from amparo.core import clock
from amparo.core.privacy import intake
from amparo.reports.models import Report

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
KEY = "b2f0b6d2-6a0e-4f0e-9a53-2f1d6e0f3c11"
REPORT = {
    "activity": "checkpoint",
    "first_hand": True,
    "place_text": "Invented corner",
    "area": "Pico-Union",
    "text": "MARKER cones on the road",
    "idempotency_key": KEY,
    "language": "es",
}


@pytest.fixture(autouse=True)
def intake_key(tmp_path: Path, settings: Settings) -> None:
    settings.INTAKE_KEY_FILE = intake.make_keys(tmp_path)


def sealed(*, recipient: str = "", **changes: object) -> bytes:
    """Seal as the page does: JSON, filled up with blanks."""
    plain = json.dumps({**REPORT, **changes}).encode().ljust(4096)
    to = pyrage.x25519.Recipient.from_str(recipient or intake.recipient())
    done: bytes = pyrage.encrypt(plain, [to])
    return done


def send(body: bytes, *, key: str = KEY, **headers: str) -> "Response":
    return Client().post(
        "/api/v1/reports/sealed",
        body,
        content_type="application/octet-stream",
        headers={"idempotency-key": key, **headers},
    )


def ask(code: str) -> dict[str, object]:
    answer = Client().post("/api/v1/reports/status", {"code": code}, content_type="application/json")
    told: dict[str, object] = answer.json()
    return told


def test_the_recipient_can_be_asked_for() -> None:
    assert Client().get("/api/v1/intake-key").json() == {"recipient": intake.recipient()}


def test_a_sealed_report_is_taken_and_its_receipt_works() -> None:
    response = send(sealed())

    assert response.status_code == 201
    assert response.json()["is_new"]
    assert ask(response.json()["receipt_code"])["fate"] == "received"
    report = Report.objects.get()
    assert (report.channel, report.language, report.text) == ("web", "es", "MARKER cones on the road")


def test_two_reports_that_waited_in_one_browser_have_one_mark() -> None:
    browser = Client()
    for key in (KEY, KEY[::-1]):
        browser.post(
            "/api/v1/reports/sealed",
            sealed(idempotency_key=key),
            content_type="application/octet-stream",
            headers={"idempotency-key": key},
        )
    send(sealed(idempotency_key=KEY.upper()), key=KEY.upper())

    marks = list(Report.objects.values_list("browser_mark", flat=True))
    assert sorted(marks.count(mark) for mark in set(marks)) == [1, 2]
    assert browser.cookies["form"]["httponly"]


def test_the_same_again_gives_the_same_receipt_and_stores_nothing() -> None:
    body = sealed()

    first, again = send(body), send(body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["receipt_code"] == again.json()["receipt_code"]
    assert Report.objects.count() == 1


def test_who_has_only_the_file_gets_no_receipt() -> None:
    body = sealed()
    send(body)

    answer = send(body, key="another-key-that-somebody-guessed")

    assert answer.status_code == 422
    assert answer.json()["code"] == "KEY_DOES_NOT_FIT"
    assert Report.objects.count() == 1


def test_without_its_key_it_is_not_taken() -> None:
    answer = Client().post("/api/v1/reports/sealed", sealed(), content_type="application/octet-stream")

    assert answer.status_code == 422
    assert Report.objects.count() == 0


def test_what_was_sealed_to_another_key_says_so() -> None:
    stranger = str(pyrage.x25519.Identity.generate().to_public())

    answer = send(sealed(recipient=stranger))

    assert answer.status_code == 422
    assert answer.json()["code"] == "SEALED_TO_ANOTHER_KEY"
    assert "write the report again" in answer.json()["message"]


def test_a_report_sealed_before_the_key_changed_is_taken(settings: Settings) -> None:
    waiting = sealed()
    path = Path(settings.INTAKE_KEY_FILE)
    path.write_text(f"{pyrage.x25519.Identity.generate()}\n{path.read_text()}")

    assert send(waiting).status_code == 201


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 50, b"age-encryption.org/v1\n-> X25519 abc", json.dumps(REPORT).encode()],
    ids=["nothing", "noise", "half a header", "not sealed"],
)
def test_what_is_no_sealed_report_is_refused(body: bytes) -> None:
    answer = send(body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "SEALED_TO_ANOTHER_KEY"


@pytest.mark.parametrize(
    "changes",
    [{"activity": "unknown"}, {"surprise": 1}, {"lat": 200.0, "lon": 0.0}, {"first_hand": "perhaps"}],
)
def test_sealed_nonsense_is_refused_and_never_told(changes: dict[str, str]) -> None:
    answer = send(sealed(recipient="", **changes))

    assert answer.status_code == 422
    assert answer.json()["code"] == "SEALED_CONTENT_WRONG"
    assert "MARKER" not in answer.content.decode()


def test_too_much_is_refused() -> None:
    assert send(b"x" * 70_000).status_code == 413
    assert send(b"x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    "place",
    [
        {"area": "Atlantis"},
        {"area": "East"},
        {"area": ""},
        {"area": "", "place_text": ""},
    ],
)
def test_a_place_that_is_not_understood_loses_no_report(place: dict[str, str]) -> None:
    assert send(sealed(**place)).status_code == 201

    report = Report.objects.get()
    assert not report.place_is_known
    assert report.place_text.startswith(place.get("place_text", "Invented corner"))


def test_an_address_that_cannot_be_written_to_loses_no_report() -> None:
    answer = send(sealed(contact="not an address"))

    assert answer.status_code == 201
    assert answer.json()["is_contact_left_out"]


def test_a_phone_whose_clock_is_a_year_behind_is_set_right() -> None:
    now = clock.now()
    behind = now - timedelta(days=365)
    seen = (behind - timedelta(minutes=30)).isoformat()

    assert send(sealed(seen_at=seen), **{"phone-clock": behind.isoformat()}).status_code == 201

    assert abs(Report.objects.get().seen_at - (now - timedelta(minutes=30))) < timedelta(minutes=6)


def test_a_phone_whose_clock_is_ahead_and_does_not_say_so_loses_no_report() -> None:
    ahead = clock.now() + timedelta(days=3)

    assert send(sealed(seen_at=ahead.isoformat())).status_code == 201

    assert Report.objects.get().seen_at <= clock.now()


@pytest.mark.parametrize(
    "said", ["", "noon", "9999-12-31T23:59:59Z", "2026-11-24T10:00", "0001-01-01T00:00:00Z"]
)
def test_a_clock_that_says_nonsense_breaks_nothing(said: str) -> None:
    seen = (clock.now() - timedelta(minutes=5)).isoformat()

    assert send(sealed(seen_at=seen), **{"phone-clock": said}).status_code in {201, 422}


def test_what_waited_too_long_is_said_to_have(settings: Settings) -> None:
    answer = send(sealed(seen_at=(clock.now() - timedelta(days=20)).isoformat()))

    assert (answer.status_code, answer.json()["code"]) == (422, "SEEN_TOO_LONG_AGO")


def test_without_a_key_here_it_can_wait(settings: Settings, tmp_path: Path) -> None:
    body = sealed()
    settings.INTAKE_KEY_FILE = tmp_path / "none"

    assert send(body).status_code == 503
    assert Client().get("/api/v1/intake-key").status_code == 503
    assert Report.objects.count() == 0
