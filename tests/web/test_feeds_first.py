"""The feeds pass by what only pages need, and keep what every answer has."""

import pytest
from django.test import Client

from amparo.alerts import api as alerts
from amparo.core import clock
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
