"""Errors put nothing of the request into a log, a mail or an answer (T3)."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.test.utils import override_settings

from amparo.core.privacy.logs import PrivateFormatter
from tests.security import failing_urls

MARKER = "zq-marker-"
HEADERS: dict[str, Any] = {
    "HTTP_X_TRACE": f"{MARKER}header",
    "HTTP_USER_AGENT": f"{MARKER}agent",
    "HTTP_REFERER": f"https://{MARKER}referer.example/",
    "HTTP_X_FORWARDED_FOR": f"{MARKER}address",
}
FAILURES = [f"/fail/{kind.__name__}/" for kind in failing_urls.KINDS] + ["/fail/sql/", "/fail/code/"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger writes, as the installation's own handler would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PrivateFormatter())
    loggers = [logging.getLogger(name) for name in ("", "amparo", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def client() -> Client:
    patient = Client(raise_request_exception=False)
    patient.cookies["trace"] = f"{MARKER}cookie"
    return patient


def nothing_was_told(log: io.StringIO, *answers: bytes) -> bool:
    written = log.getvalue()
    return MARKER not in written and not mail.outbox and all(MARKER.encode() not in each for each in answers)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.security.failing_urls")
@pytest.mark.parametrize("address", FAILURES)
def test_an_exception_that_quotes_the_request_tells_nothing(address: str, log: io.StringIO) -> None:
    answer = client().post(f"{address}?q={MARKER}query", data={"text": f"{MARKER}body"}, **HEADERS)

    assert answer.status_code >= 400
    assert nothing_was_told(log, answer.content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "method, address, extra, status",
    [
        ("get", f"/{MARKER}path/?q={MARKER}query", {}, 404),
        ("get", "/health/", {"HTTP_HOST": f"{MARKER}host.example"}, 400),
        ("put", "/report/", {}, 405),
        ("get", f"/alerts/{MARKER}id/", {}, 404),
        ("get", f"/invitation/{MARKER}token/", {}, None),
        ("post", "/language/", {"HTTP_COOKIE": f"language={MARKER}; csrftoken={MARKER}"}, None),
    ],
)
def test_a_refusal_by_the_framework_tells_nothing(
    method: str, address: str, extra: dict[str, Any], status: int | None, log: io.StringIO
) -> None:
    answer = getattr(client(), method)(address, **{**HEADERS, **extra})

    assert status in {None, answer.status_code}
    assert answer.status_code >= 300
    assert nothing_was_told(log, answer.content.replace(address.encode(), b""))


@pytest.mark.django_db
def test_an_old_form_tells_nothing(log: io.StringIO) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/report/", {"text": f"{MARKER}body"}, **HEADERS)

    assert answer.status_code == 403
    assert nothing_was_told(log, answer.content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body, kind",
    [
        (f'{{"text": "{MARKER}', "application/json"),
        (f'{{"text": "{MARKER}", "activity": "{MARKER}"}}', "application/json"),
        (MARKER * 60_000, "application/json"),
        (MARKER * 60_000, "application/x-www-form-urlencoded"),
        (f"\xff\xfe{MARKER}", "application/json"),
    ],
)
def test_a_broken_body_tells_nothing(body: str, kind: str, log: io.StringIO) -> None:
    answer = client().post("/api/v1/reports", body.encode("latin-1"), content_type=kind, **HEADERS)

    assert 400 <= answer.status_code < 500
    assert nothing_was_told(log, answer.content)


def test_fifty_ways_to_fail_are_tried() -> None:
    assert len(FAILURES) + 6 + 1 + 5 >= 50


def test_the_installations_own_handler_is_the_private_one() -> None:
    logging_settings: dict[str, Any] = settings.LOGGING

    assert logging_settings["root"]["handlers"] == ["stderr"]
    assert logging_settings["handlers"]["stderr"]["formatter"] == "private"
    assert all(each["handlers"] == ["stderr"] for each in logging_settings["loggers"].values())
    assert not settings.ADMINS
