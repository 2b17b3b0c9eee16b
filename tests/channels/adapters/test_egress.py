"""The gateway connects to the hosts that its settings name, and to nobody else."""

import _socket
import asyncio
import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import uvloop
from pytest_django import Settings

from amparo.channels.adapters import egress
from amparo.channels.adapters.http import NotReached, _Resolver, _socket_to_an_allowed_host, line_to
from tests.channels.http_provider import http_provider


@pytest.fixture
def only_one_host() -> Iterator[None]:
    egress.enforce(["provider.example", "*.push.example"])
    yield
    egress.lift()


@pytest.mark.parametrize(
    "host, is_allowed",
    [
        ("provider.example", True),
        ("PROVIDER.example.", True),
        ("a.push.example", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("thief.example", False),
        ("push.example", False),
        ("apush.example", False),
        ("notprovider.example", False),
        ("provider.example.thief.example", False),
        ("203.0.113.9", False),
        ("198.51.100.1", False),
        ("", False),
    ],
)
def test_a_host_is_one_of_the_list_or_this_machine(
    only_one_host: None, host: str, *, is_allowed: bool
) -> None:
    assert egress.is_allowed(host) is is_allowed


def test_an_address_is_allowed_once_an_allowed_host_was_resolved_to_it(only_one_host: None) -> None:
    egress.learn("203.0.113.7")

    assert egress.is_allowed("203.0.113.7")


def test_pythons_own_sockets_ask_nobody_elses_name_and_call_nobody_else(only_one_host: None) -> None:
    with pytest.raises(egress.HostRefused):
        socket.getaddrinfo("thief.example", 443)
    with socket.socket() as plain, pytest.raises(egress.HostRefused):
        _socket.socket.connect(plain, ("203.0.113.9", 443))  # beneath the guard of the tests
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram, pytest.raises(egress.HostRefused):
        datagram.sendto(b"an address", ("203.0.113.9", 53))
    with pytest.raises(egress.HostRefused):
        smtplib.SMTP("thief.example", 25, timeout=1)


@pytest.mark.parametrize("url", ["https://thief.example/", "https://203.0.113.9/"])
def test_our_connections_are_refused_with_a_reason(only_one_host: None, url: str) -> None:
    async def connect() -> None:
        async with line_to(url, timeout=timedelta(seconds=1)):
            pass

    with pytest.raises(NotReached) as refused:
        asyncio.run(connect())

    assert refused.value.reason == "host_refused"


def test_a_provider_of_this_machine_is_reached(only_one_host: None) -> None:
    async def post(url: str) -> int:
        async with line_to(url, timeout=timedelta(seconds=2)) as line:
            return (await line.post("/", b"{}", {})).status

    with http_provider() as provider:
        assert asyncio.run(post(provider.url)) == 200


def test_the_list_comes_from_what_is_configured(settings: Settings) -> None:
    settings.CHANNEL_ADAPTERS = {
        "email": "amparo.channels.email.adapter.SMTPAdapter",
        "hook": "amparo.channels.hook.adapter.HookAdapter",
    }
    settings.SMTP_HOST, settings.HOOK_URL = "mail.example", "https://partner.example/x?y=1"
    settings.IMAP_HOST, settings.GATEWAY_HOSTS = "", ("*.more.example",)

    assert egress.configured_hosts() == {"mail.example", "partner.example", "*.more.example"}


def test_it_holds_in_an_event_loop_that_tells_no_audit_hook(only_one_host: None) -> None:
    async def resolve() -> None:
        await _Resolver().resolve("thief.example", 443)

    with pytest.raises(egress.HostRefused):
        uvloop.run(resolve())
    with pytest.raises(egress.HostRefused):
        _socket_to_an_allowed_host((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.113.9", 443)))
