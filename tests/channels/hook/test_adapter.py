import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings

from amparo.channels.adapter import Accepted, Answer, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.hook.adapter import HookAdapter
from amparo.channels.hook.signing import SignatureRefused, check
from amparo.core import clock
from tests.channels.contract import KEY, outgoing
from tests.channels.hooks.conftest import HOOK_SECRET, OLDER_SECRET
from tests.channels.http_provider import Provider, Taken, http_provider
from tests.channels.wire import connected, one


@pytest.fixture
def partner(settings: Settings) -> Iterator[Provider]:
    with http_provider() as running:
        settings.HOOK_URL = f"{running.url}/amparo?v=1"
        settings.HOOK_SECRETS = (HOOK_SECRET, OLDER_SECRET)
        settings.HOOK_TIMEOUT = timedelta(seconds=0.5)
        yield running


def _send(message: Outgoing | None = None) -> Answer:
    return one(HookAdapter(), message or outgoing(address="user-7"))


def _check(taken: Taken, secrets: list[str], body: bytes) -> None:
    check(
        secrets,
        event_id=taken.headers["webhook-id"],
        timestamp=taken.headers["webhook-timestamp"],
        signatures=taken.headers["webhook-signature"],
        body=body,
        now=clock.now(),
    )


def test_the_partner_gets_signed_json(partner: Provider) -> None:
    assert _send(replace(outgoing(address="user-7"), short="Corto.")) == Accepted()

    [taken] = partner.taken
    assert taken.target == "/amparo?v=1"
    assert json.loads(taken.body) == {
        "id": KEY,
        "to": "user-7",
        "language": "es",
        "subject": "Confirmado cerca de Pico-Union",
        "text": "Vimos una camioneta. No abra la puerta.\n\nRed de Prueba",
        "short": "Corto.",
        "unsubscribe_url": "",
        "at": "2026-11-20T15:30:00+00:00",
    }
    assert taken.headers["webhook-id"] == KEY
    _check(taken, [HOOK_SECRET], taken.body)
    with pytest.raises(SignatureRefused):
        _check(taken, [HOOK_SECRET], taken.body + b" ")
    with pytest.raises(SignatureRefused):
        _check(taken, [OLDER_SECRET], taken.body)


@pytest.mark.parametrize("status", [404, 410])
def test_an_unknown_person_is_said_in_words(partner: Provider, status: int) -> None:
    partner.statuses = [status]
    partner.body = b'{"error": "unknown_recipient"}'

    assert _send() == DeliveryFailed(permanent=True, reason="unknown_recipient", is_address_at_fault=True)


@pytest.mark.parametrize(
    "body", [b"", b"<h1>Not found</h1>", b"[" * 60_000, b"{}", b'{"error": ["unknown_recipient"]}']
)
def test_a_wrong_address_of_the_partner_is_nobodys_fault(partner: Provider, body: bytes) -> None:
    partner.statuses = [404]
    partner.body = body

    answer = _send()

    assert isinstance(answer, DeliveryFailed)
    assert (answer.permanent, answer.is_address_at_fault, answer.is_connection_lost) == (False, False, True)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_the_partner_does_not_want_is_given_up(partner: Provider, status: int) -> None:
    partner.statuses = [status]

    assert _send() == DeliveryFailed(permanent=True, reason=f"hook_{status}")


def test_the_partner_may_ask_for_patience(partner: Provider) -> None:
    partner.statuses, partner.headers = [429], {"Retry-After": "90"}

    answer = _send()

    assert isinstance(answer, DeliveryFailed)
    assert answer.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(partner: Provider, status: int) -> None:
    partner.statuses, partner.headers = [status], {"Location": f"{partner.url}/elsewhere"}

    assert isinstance(_send(), DeliveryFailed)
    assert [taken.target for taken in partner.taken] == ["/amparo?v=1"]


def test_a_silent_partner_may_have_got_it(partner: Provider) -> None:
    partner.delay = threading.Event()

    answer = _send()

    assert isinstance(answer, DeliveryFailed)
    assert answer.may_have_arrived


@pytest.mark.parametrize(
    "url, reason",
    [
        ("http://partner.example/", "not_https"),
        ("http://127.0.0.1.partner.example/", "not_https"),
        ("ftp://127.0.0.1/", "not_https"),
        ("", "not_configured"),
    ],
)
def test_nothing_leaves_by_an_unsafe_address(
    partner: Provider, settings: Settings, url: str, reason: str
) -> None:
    settings.HOOK_URL = url

    with pytest.raises(ProviderDown) as down, connected(HookAdapter()):
        pass

    assert down.value.reason == reason


def test_a_broken_secret_signs_nothing(partner: Provider, settings: Settings) -> None:
    settings.HOOK_SECRETS = ("hunter2",)

    with pytest.raises(ProviderDown) as down, connected(HookAdapter()):
        pass

    assert down.value.reason == "secret_broken"


def test_a_partner_that_does_not_listen_is_down(partner: Provider, settings: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.HOOK_URL = f"http://127.0.0.1:{nobody.getsockname()[1]}/"

        with pytest.raises(ProviderDown) as down, connected(HookAdapter()):
            pass

    assert down.value.reason == "unreachable"
