from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Adapter, ProviderDown
from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.ntfy.adapter import NtfyAdapter
from tests.channels.conftest import NOW
from tests.channels.contract import CLOSING, KEY, PAGE, Arrived
from tests.channels.http_contract import HTTPContract
from tests.channels.http_provider import Provider, http_provider
from tests.channels.ntfy.server import NOT_JSON, TOKEN, TOO_MANY, TOPIC_INVALID, Server, refusal
from tests.channels.wire import one, send

pytestmark = pytest.mark.django_db


class TestNtfyAdapter(HTTPContract):
    address = "red-9f2c4e"
    secrets = (TOKEN,)
    takes_a_key = True
    says = {"permanent": NOT_JSON, "address": TOPIC_INVALID, "too_many": TOO_MANY}

    @pytest.fixture(autouse=True)
    @override
    def provider(self, settings: Settings) -> Iterator[Provider]:
        switch_on(ChannelKind.NTFY, by="system", now=NOW)
        self.settings, self.server = settings, Server()
        with http_provider() as running:
            running.answer = self.server.answer
            settings.NTFY_URL, settings.NTFY_TOKEN = running.url, TOKEN
            settings.CHAT_TIMEOUT = timedelta(seconds=1)
            yield running

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return NtfyAdapter()

    @override
    def arrived(self) -> list[Arrived]:
        return [
            Arrived(each["topic"], each["message"], each["sequence_id"]) for each in self.server.published
        ]

    @override
    def fits(self, text: str) -> bool:
        return len(text.encode()) <= 4096

    @override
    def point_at(self, url: str) -> None:
        self.settings.NTFY_URL = url

    def test_what_is_published_twice_is_shown_once(self, adapter: Adapter) -> None:
        send(adapter, self.message(), self.message())

        assert len(self.server.published) == 2
        assert list(self.server.shown) == [KEY]

    def test_a_press_leads_to_the_page_and_an_alert_rings(self, adapter: Adapter) -> None:
        alert = replace(self.message(f"Uno.\n\n{CLOSING}"), unsubscribe_url="https://red.example/u/abc")
        send(adapter, alert, self.message())

        first, second = self.server.published
        assert (first["click"], first["priority"], first["title"]) == (PAGE, 4, alert.subject)
        assert ("click" in second, second["priority"]) == (False, 3)

    def test_a_long_title_is_cut(self, adapter: Adapter) -> None:
        one(adapter, replace(self.message(), subject="تأكيد " * 200))

        assert len(self.server.published[0]["title"].encode()) <= 250

    def test_google_hears_nothing_unless_the_operator_wants_it(self, adapter: Adapter) -> None:
        send(adapter, self.message())
        self.settings.NTFY_BY_FIREBASE = True
        send(adapter, self.message())

        assert [each.get("x-firebase") for each in self.server.headers] == ["no", None]

    def test_a_topic_that_somebody_reserved_is_refused_alone(
        self, adapter: Adapter, provider: Provider
    ) -> None:
        answer = self.failed(adapter, provider, refusal(40301, "forbidden"))

        assert (answer.permanent, answer.is_address_at_fault, answer.is_connection_lost) == (
            True,
            False,
            False,
        )

    def test_a_token_that_is_none_holds_everything(self, adapter: Adapter) -> None:
        self.settings.NTFY_TOKEN = "tk_other"

        answer = one(adapter, self.message())

        assert (answer.reason, answer.is_connection_lost) == ("sign_in_refused", True)  # type: ignore[union-attr] # fails where it is none

    def test_without_a_token_nothing_leaves(self, adapter: Adapter, provider: Provider) -> None:
        self.settings.NTFY_TOKEN = ""

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert (down.value.reason, provider.connections) == ("not_configured", 0)

    def test_nothing_leaves_that_is_switched_off(self, adapter: Adapter) -> None:
        switch_off(ChannelKind.NTFY, by="system", now=NOW)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert down.value.reason == "switched_off"
