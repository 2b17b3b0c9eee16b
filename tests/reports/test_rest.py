"""The HTTP API, as a partner's tool uses it."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from amparo.reports.api import Fate, record_fate
from amparo.reports.models import Report
from amparo.reports.services import attempts
from tests.reports.reporting import NOW, submit

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
KEY = "a-key-that-nobody-guesses-1"
REPORT = {"activity": "checkpoint", "first_hand": True, "area": "Pico-Union", "text": "Cones on the road"}


def post(
    path: str, content: dict[str, Any] | str | bytes, language: str = "en", **headers: str
) -> "Response":
    body = json.dumps(content) if isinstance(content, dict) else content
    return Client().post(
        path,
        body,
        content_type="application/json",
        headers={"accept-language": language, **headers},
    )


def hand_in(
    changes: dict[str, object] | None = None, *, accept: str = "en", key: str | None = None
) -> "Response":
    headers = {"idempotency-key": key} if key is not None else {}
    return post("/api/v1/reports", {**REPORT, **(changes or {})}, accept, **headers)


def test_a_report_is_taken_and_its_receipt_works() -> None:
    response = hand_in()

    assert response.status_code == 201
    status = post("/api/v1/reports/status", {"code": response.json()["receipt_code"]})
    assert status.json()["fate"] == "received"
    assert Report.objects.get().channel == "api"


def test_the_same_request_gives_the_same_receipt() -> None:
    first = hand_in(key=KEY)
    second = hand_in(key=KEY)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["receipt_code"] == second.json()["receipt_code"]
    assert Report.objects.count() == 1


def test_a_key_used_for_another_report_neither_loses_it_nor_gives_a_foreign_receipt() -> None:
    first = hand_in(key=KEY)
    other = hand_in({"text": "Another thing"}, key=KEY)

    assert first.json()["receipt_code"] != other.json()["receipt_code"]
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    "changes,code,field",
    [
        ({"area": ""}, "PLACE_MISSING", "place"),
        ({"area": "Atlantis"}, "PLACE_NOT_FOUND", "place"),
        ({"area": "East"}, "PLACE_AMBIGUOUS", "place"),
        ({"area": "", "place_text": "Some corner"}, "AREA_MISSING", "place"),
        ({"lat": 18.54, "lon": -72.33}, "OUTSIDE_REGION", "place"),
        ({"lat": 34.0}, "POINT_NOT_UNDERSTOOD", "place"),
        ({"seen_at": "2999-01-01T00:00:00Z"}, "SEEN_IN_THE_FUTURE", "seen_at"),
        ({"seen_at": "1999-01-01T00:00:00Z"}, "SEEN_TOO_LONG_AGO", "seen_at"),
        ({"seen_at": "soon"}, "TIME_NOT_UNDERSTOOD", "seen_at"),
        ({"text": "a" * 2001}, "TEXT_FIELD_REFUSED", "text"),
        ({"text": "line\n" * 10_000}, "TEXT_FIELD_REFUSED", "text"),
        ({"text": "\ud800"}, "TEXT_FIELD_REFUSED", "text"),
        ({"markings": "a" * 161}, "TEXT_FIELD_REFUSED", "markings"),
        ({"contact": "nobody"}, "ADDRESS_REFUSED", "contact"),
        ({"language": "tlh"}, "UNKNOWN_LANGUAGE", "language"),
        ({"language": "\u202e"}, "UNKNOWN_LANGUAGE", "language"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_can_not_be_taken_is_said_in_the_sender_s_language(
    sealing: None, changes: dict[str, object], code: str, field: str, language: str
) -> None:
    response = hand_in(changes, accept=language)

    answer = response.json()
    assert (response.status_code, answer["code"], answer["field"]) == (422, code, field)
    assert answer["message"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"activity": "flying"},
        {"how_many": 0},
        {"how_many": 10**30},
        {"lat": 91, "lon": 0},
        {"first_hand": None},
        {"unknown_field": 1},
        {"text": 5},
        {"minutes_ago": -1},
    ],
)
def test_a_wrong_shape_names_the_field_and_stores_nothing(changes: dict[str, object]) -> None:
    response = hand_in(changes)

    assert response.status_code == 422
    assert response.json()["code"] == "INVALID"
    assert next(iter(changes)) in str(response.json()["fields"])
    assert not Report.objects.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe{}", b"[]", b"null", b'"text"', b"[" * 5_000])
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    response = post("/api/v1/reports", content)

    assert response.status_code in {400, 422}
    assert response.json()["message"]


@pytest.mark.parametrize("key", ["short", "x" * 201, "ключ-ключ-ключ-ключ"])
def test_a_key_that_can_be_guessed_is_refused(key: str) -> None:
    assert hand_in(key=key).json()["code"] == "TOKEN_REFUSED"


def test_the_status_tells_the_fate_and_nothing_that_was_said() -> None:
    submitted = submit()
    record_fate(report_ids=[submitted.report_id], fate=Fate.OTHER_AGENCY, now=NOW)

    answer = post("/api/v1/reports/status", {"code": submitted.receipt_code}, "es").json()

    assert answer["fate"] == "other_agency"
    assert set(answer) == {"fate", "title", "explanation", "received_at", "is_closed", "statement_path"}


def test_a_wrong_code_is_not_found_and_guessing_is_stopped() -> None:
    wrong = {"code": "abandon ability able about above absent"}
    answers = [
        post("/api/v1/reports/status", wrong).status_code for _attempt in range(attempts.MOST_FAILURES + 1)
    ]

    assert answers == [404] * attempts.MOST_FAILURES + [429]


def test_a_code_that_is_none_is_explained() -> None:
    answer = post("/api/v1/reports/status", {"code": "two words"}).json()

    assert (answer["code"], answer["field"]) == ("RECEIPT_NOT_UNDERSTOOD", "code")


def test_no_cookie_is_set() -> None:
    assert not hand_in().cookies


def test_the_description_lists_both_calls_with_their_errors() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]

    assert set(paths["/api/v1/reports"]["post"]["responses"]) == {"200", "201", "422", "429"}
    assert set(paths["/api/v1/reports/status"]["post"]["responses"]) == {"200", "404", "422", "429"}
