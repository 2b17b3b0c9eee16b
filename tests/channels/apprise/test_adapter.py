import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Accepted, Adapter, DeliveryFailed, ProviderDown
from amparo.channels.api import switch_off, switch_on
from amparo.channels.apprise.adapter import AppriseAdapter
from amparo.channels.apprise.egress import EgressRefused, is_allowed, only_to
from amparo.channels.apprise.targets import TargetsBroken, targets
from amparo.channels.domain.kinds import ChannelKind
from tests.channels.conftest import NOW
from tests.channels.contract import WORDS_OF_A_SECRET, Arrived, TextContract
from tests.channels.http_provider import Provider, Says, http_provider
from tests.channels.wire import one, send

# The library reads its 179 services when it is first used.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(30)]

PASSWORD = "s3cret-of-the-partner"


class TestAppriseAdapter(TextContract):
    """Against a partner that takes apprise's own JSON."""

    address = "partners"
    secrets = (PASSWORD,)

    @pytest.fixture(autouse=True)
    def provider(self, settings: Settings) -> Iterator[Provider]:
        switch_on(ChannelKind.APPRISE, by="system", now=NOW)
        self.settings = settings
        with http_provider() as running:
            self.server = running
            host = running.url.removeprefix("http://")
            self.names = {"/amparo": "partners"}
            settings.APPRISE_TARGETS = f"partners = json://amparo:{PASSWORD}@{host}/amparo\n"
            settings.APPRISE_HOSTS = ("127.0.0.1",)
            yield running

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return AppriseAdapter()

    @override
    def arrived(self) -> list[Arrived]:
        return [
            Arrived(self.names[taken.target.rstrip("/")], json.loads(taken.body)["message"])
            for taken in self.server.taken
        ]

    @override
    def fits(self, text: str) -> bool:
        return len(text) <= 32768

    def test_a_partner_gets_title_and_text(self, adapter: Adapter, provider: Provider) -> None:
        alert = replace(self.message("Uno."), unsubscribe_url="https://red.example/u/abc")

        assert one(adapter, alert) == Accepted()

        content = json.loads(provider.taken[0].body)
        assert (content["title"], content["message"], content["type"]) == (alert.subject, "Uno.", "warning")

    @pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
    def test_a_refusal_is_tried_again_as_nothing_more_is_known(
        self, adapter: Adapter, provider: Provider, status: int
    ) -> None:
        provider.answer = lambda _taken: Says(status, b"<html>")

        assert one(adapter, self.message()) == DeliveryFailed(
            permanent=False, reason="apprise_failed", may_have_arrived=True
        )

    @pytest.mark.parametrize("cuts", ["before", "after"])
    def test_a_connection_that_ends_is_tried_again(
        self, adapter: Adapter, provider: Provider, cuts: str
    ) -> None:
        provider.cuts = "before" if cuts == "before" else "after"

        answer = one(adapter, self.message())

        assert isinstance(answer, DeliveryFailed)
        assert (answer.permanent, answer.is_address_at_fault) == (False, False)

    def test_a_name_that_was_taken_out_of_the_settings_takes_nothing(self, adapter: Adapter) -> None:
        answer = one(adapter, replace(self.message(), address="others"))

        assert answer == DeliveryFailed(
            permanent=True, reason="apprise_no_such_name", is_address_at_fault=True
        )

    @pytest.mark.parametrize("address", ["json://thief.example/x", "PARTNERS", "a b", "-x"])
    def test_no_address_is_taken_from_anybody(
        self, adapter: Adapter, provider: Provider, address: str
    ) -> None:
        answer = one(adapter, replace(self.message(), address=address))

        assert answer == DeliveryFailed(permanent=True, reason="header_refused")
        assert provider.taken == []

    def test_a_host_that_is_not_on_the_list_is_not_called(self, adapter: Adapter, provider: Provider) -> None:
        self.settings.APPRISE_HOSTS = ("partner.example",)

        assert one(adapter, self.message()) == DeliveryFailed(
            permanent=True, reason="apprise_host_not_allowed"
        )
        assert provider.connections == 0

    def test_a_redirect_to_another_host_is_not_followed(self, adapter: Adapter, provider: Provider) -> None:
        elsewhere = {"Location": f"http://localhost:{provider.url.rpartition(':')[2]}/stolen"}
        provider.answer = lambda _taken: Says(307, b"", elsewhere)

        answer = one(adapter, self.message())

        assert answer == DeliveryFailed(permanent=True, reason="apprise_host_not_allowed")
        assert [taken.target for taken in provider.taken] == ["/amparo"]

    def test_an_address_that_the_library_does_not_know_is_said(self, adapter: Adapter) -> None:
        self.settings.APPRISE_TARGETS = "partners = nonsense://x"

        assert one(adapter, self.message()) == DeliveryFailed(
            permanent=True, reason="apprise_address_not_understood"
        )

    def test_neither_a_password_nor_a_text_is_told_to_anybody(
        self, adapter: Adapter, provider: Provider, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        answers = send(adapter, self.message(WORDS_OF_A_SECRET))
        provider.answer = lambda _taken: Says(500, WORDS_OF_A_SECRET.encode())
        answers += send(adapter, self.message(WORDS_OF_A_SECRET))

        said = repr(answers) + caplog.text
        for secret in (PASSWORD, WORDS_OF_A_SECRET):
            assert secret not in said

    @pytest.mark.parametrize(
        "change", [{"APPRISE_TARGETS": ""}, {"APPRISE_HOSTS": ()}, {"APPRISE_TARGETS": "partners"}]
    )
    def test_half_a_setting_sends_nothing(self, adapter: Adapter, change: dict[str, object]) -> None:
        for name, value in change.items():
            setattr(self.settings, name, value)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert down.value.reason == "not_configured"

    def test_nothing_leaves_that_is_switched_off(self, adapter: Adapter) -> None:
        switch_off(ChannelKind.APPRISE, by="system", now=NOW)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert down.value.reason == "switched_off"


def test_destinations_are_read_from_lines(settings: Settings) -> None:
    settings.APPRISE_TARGETS = "# remark\n\n partners = json://a/b?x=1 \nboard=mailto://x\n"

    assert dict(targets()) == {"partners": "json://a/b?x=1", "board": "mailto://x"}


@pytest.mark.parametrize("text", ["partners", "a = b", "a b = json://x", "a = json://x\na = json://y"])
def test_a_broken_line_is_named_by_its_number(settings: Settings, text: str) -> None:
    settings.APPRISE_TARGETS = text

    with pytest.raises(TargetsBroken) as broken:
        targets()

    assert "json" not in str(broken.value)


@pytest.mark.parametrize(
    "host, is_on_it",
    [
        ("partner.example", True),
        ("PARTNER.example.", True),
        ("a.matrix.example", True),
        ("matrix.example", False),
        ("evilpartner.example", False),
        ("partner.example.evil.org", False),
        ("evilmatrix.example", False),
        ("", False),
    ],
)
def test_the_list_means_what_it_says(host: str, is_on_it: bool) -> None:  # noqa: FBT001
    assert is_allowed(host, ("partner.example", "*.matrix.example")) == is_on_it


class TestEgress:
    def test_numbers_names_programs_and_threads_are_refused(self) -> None:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
            socket.socket(socket.AF_INET) as stream,
            socket.socket(socket.AF_UNIX) as local,
            only_to(("partner.example",)) as within,
        ):
            attempts: list[Callable[[], object]] = [
                lambda: socket.getaddrinfo("localhost", 80),
                lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
                lambda: stream.connect(("127.0.0.1", 9)),
                lambda: datagrams.sendto(b"x", ("127.0.0.1", 9)),
                lambda: local.connect("/run/nowhere"),
                lambda: subprocess.run([sys.executable, "-c", ""], check=False),
                lambda: threading.Thread(target=print).start(),
            ]
            for attempt in attempts:
                with pytest.raises(EgressRefused):
                    attempt()
            assert within.was_refused

    def test_nobody_else_is_looked_at(self) -> None:
        with only_to(("partner.example",)):
            pass

        assert socket.getaddrinfo("localhost", 80)
