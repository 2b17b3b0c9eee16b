"""The demonstration's outbox page."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, include, path, reverse
from pytest_django import Settings

from amparo.channels.recording import RecordingAdapter
from amparo.web import urls as web
from tests.channels.contract import outgoing
from tests.channels.wire import send

pytestmark = pytest.mark.django_db

urlpatterns = [*web.urlpatterns, path("", include("amparo.channels.recording_urls"))]


@pytest.fixture
def visitor(settings: Settings, network: object) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client()


def _record(**changes: str) -> None:
    send(RecordingAdapter(), replace(outgoing(), **changes))  # type: ignore[arg-type] # all changed values are texts


def test_an_empty_outbox_says_what_to_do(visitor: Client) -> None:
    page = visitor.get("/demo/outbox/").content.decode()

    assert "No message yet" in page


def test_a_message_stands_in_its_own_direction_with_its_address_masked(visitor: Client) -> None:
    _record(
        language="ar", subject="تأكيد", body="شوهدت سيارة <b>", unsubscribe_url="https://red.example/u/abc"
    )

    page = visitor.get("/demo/outbox/").content.decode()

    assert '<article class="stack" lang="ar" dir="rtl">' in page
    assert "شوهدت سيارة &lt;b&gt;" in page
    assert "m•••@e•••" in page
    assert "maria@" not in page
    assert 'href="https://red.example/u/abc"' in page


def test_one_language_can_be_chosen(visitor: Client) -> None:
    _record(language="es", subject="Confirmado")
    _record(language="en", subject="Confirmed")

    spanish = visitor.get("/demo/outbox/?language=es").content.decode()
    nonsense = visitor.get("/demo/outbox/?language=<x>").content.decode()

    assert "Confirmado" in spanish
    assert "Confirmed" not in spanish
    assert "Confirmed" in nonsense


def test_it_exists_in_the_demonstration_only() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("outbox:list")
