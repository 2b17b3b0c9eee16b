"""Nothing behind the edge can learn who the client is."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from amparo.network.api import public
from amparo.settings import base
from tests.personas import set_up_network

TRACES = {
    "user-agent": "MARKER-agent",
    "referer": "https://marker.example/from",
    "x-forwarded-for": "198.51.100.7",
    "x-real-ip": "198.51.100.8",
    "forwarded": "for=198.51.100.9",
    "sec-ch-ua-model": "MARKER-model",
}


@public
def _shows_what_arrives(request: HttpRequest) -> HttpResponse:
    return HttpResponse("\n".join(f"{name}={value}" for name, value in sorted(request.META.items())))


urlpatterns = [path("shows/", _shows_what_arrives)]


@override_settings(ROOT_URLCONF="tests.web.test_privacy")
def test_a_view_sees_no_trace_of_the_client(db: None) -> None:
    set_up_network()

    seen = Client().get("/shows/", headers=TRACES, REMOTE_ADDR="203.0.113.5").content.decode()

    for trace in (*TRACES.values(), "203.0.113.5"):
        assert trace not in seen


@override_settings(ROOT_URLCONF="tests.web.test_privacy")
def test_one_clients_requests_still_count_together(db: None) -> None:
    set_up_network()
    client = Client()

    def address(of: str) -> str:
        seen = client.get("/shows/", REMOTE_ADDR=of).content.decode()
        return next(line for line in seen.splitlines() if line.startswith("REMOTE_ADDR="))

    assert address("203.0.113.5") == address("203.0.113.5")
    assert address("203.0.113.5") != address("198.51.100.5")


def test_stripping_stands_outermost_everywhere() -> None:
    assert base.MIDDLEWARE[0] == "amparo.web.middleware.privacy.strip_the_client"


@pytest.mark.parametrize("name", ["django.core.mail.handlers", "AdminEmailHandler"])
def test_no_error_is_mailed_to_anybody(name: str) -> None:
    assert name not in str(base.LOGGING)
