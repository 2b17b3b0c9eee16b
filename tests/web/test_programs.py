"""Feeds and the API pass by what only pages need, and keep what every answer has."""

import pytest
from django.test import Client

from amparo.alerts import api as alerts
from amparo.core import clock
from amparo.web.rest import api
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def test_a_feed_touches_no_session_and_no_language(client: Client, personas: Personas) -> None:
    alerts.publish_feeds(clock.now())
    client.cookies["sessionid"] = "x" * 32

    answer = client.get("/feeds/alerts.json", headers={"Accept-Language": "es"})

    assert answer.status_code == 200
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert not answer.cookies
    assert "Content-Language" not in answer.headers


def test_a_feed_has_the_protecting_headers(client: Client, personas: Personas) -> None:
    alerts.publish_feeds(clock.now())

    answer = client.get("/feeds/alerts.json")

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_what_is_no_feed_gets_the_page_for_it(client: Client, personas: Personas) -> None:
    answer = client.get("/feeds/nothing/at/all")

    assert answer.status_code == 404
    assert b"<html" in answer.content


def test_the_api_touches_no_session_and_speaks_the_senders_language(
    client: Client, personas: Personas
) -> None:
    client.cookies["sessionid"] = "x" * 32

    answer = client.post(
        "/api/v1/reports", {}, content_type="application/json", headers={"Accept-Language": "es"}
    )

    assert answer.status_code == 422
    assert answer.headers["Content-Language"] == "es"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies


def test_the_api_refuses_a_foreign_host(client: Client, personas: Personas) -> None:
    answer = client.get("/api/v1/openapi.json", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400


def test_nothing_in_the_api_asks_who_sends_it() -> None:
    """An operation for members would need the session that the API passes by."""
    ours = [
        operation
        for _prefix, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        if operation.view_func.__module__.startswith("amparo.")
    ]

    assert ours
    assert {getattr(each.view_func, "amparo_access", None) for each in ours} == {"public"}
