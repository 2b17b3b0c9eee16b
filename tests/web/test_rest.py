"""The API's frame: one shape of error, in the sender's language, without what was sent."""

import json
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation
from ninja.errors import HttpError, ValidationError

from amparo.core.errors import AmparoError
from amparo.web.rest import api

MARKER = "MARKER-7f3a"


class _Refusal(AmparoError):
    code = "TOO_EARLY"


@pytest.mark.parametrize(
    "error, status, code",
    [
        (
            ValidationError([{"loc": ("body", "payload", "text"), "msg": MARKER, "input": MARKER}]),
            422,
            "INVALID",
        ),
        (_Refusal(text=MARKER), 422, "TOO_EARLY"),
        (HttpError(429, MARKER), 429, "TOO_MANY_REQUESTS"),
        (HttpError(401, MARKER), 401, "REFUSED"),
    ],
)
def test_an_error_has_a_stable_code_and_a_sentence(error: Exception, status: int, code: str) -> None:
    request = RequestFactory().post("/api/v1/reports")

    answer = api.on_exception(request, error)
    told: dict[str, Any] = json.loads(answer.content)
    with translation.override("es"):
        in_spanish = json.loads(api.on_exception(request, error).content)

    assert answer.status_code == status
    assert told["code"] == in_spanish["code"] == code
    assert told["message"] != in_spanish["message"]
    assert MARKER not in str(told)


def test_the_wrong_fields_are_named() -> None:
    error = ValidationError([{"loc": ("body", "payload", "text"), "msg": "", "input": MARKER}])

    answer = api.on_exception(RequestFactory().post("/"), error)

    assert json.loads(answer.content)["fields"] == ["payload.text"]
