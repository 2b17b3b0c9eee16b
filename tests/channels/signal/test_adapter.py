import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Accepted, Adapter, ProviderDown
from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.signal.adapter import SignalAdapter
from tests.channels.conftest import NOW
from tests.channels.contract import Arrived
from tests.channels.http_contract import HTTPContract
from tests.channels.http_provider import Provider, Says, http_provider
from tests.channels.signal.server import ACCOUNT, TOO_MANY, UNREGISTERED, UNTRUSTED, Daemon, error, result
from tests.channels.wire import one, send

pytestmark = pytest.mark.django_db


class TestSignalAdapter(HTTPContract):
    address = "+12135550142"
    says = {
        "permanent": error(-1, "Invalid message: x"),
        "address": UNREGISTERED,
        "too_many": TOO_MANY,
    }

    @pytest.fixture(autouse=True)
    @override
    def provider(self, settings: Settings) -> Iterator[Provider]:
        switch_on(ChannelKind.SIGNAL, by="system", now=NOW)
        self.settings, self.daemon = settings, Daemon()
        with http_provider() as running:
            running.answer = self.daemon.answer
            settings.SIGNAL_URL, settings.SIGNAL_ACCOUNT = running.url, ACCOUNT
            settings.CHAT_TIMEOUT = timedelta(seconds=1)
            yield running

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return SignalAdapter()

    @override
    def arrived(self) -> list[Arrived]:
        return [Arrived(each["recipient"][0], each["message"]) for each in self.daemon.sent]

    @override
    def fits(self, text: str) -> bool:
        return len(text.encode()) <= 32 * 1024

    @override
    def point_at(self, url: str) -> None:
        self.settings.SIGNAL_URL = url

    def test_a_message_is_named_by_its_time(self, adapter: Adapter) -> None:
        assert send(adapter, self.message(), self.message()) == [
            Accepted(reference="1763652600001"),
            Accepted(reference="1763652600002"),
        ]
        assert [each["id"] for each in self.daemon.sent] == [self.message().key] * 2

    def test_a_hidden_number_is_reached_by_its_uuid(self, adapter: Adapter) -> None:
        self.address = "7ccae375-cd51-4c82-8b1e-7be3280aa485"

        assert isinstance(one(adapter, self.message()), Accepted)
        assert self.arrived()[0].address == self.address

    def test_a_changed_safety_number_waits_for_the_operator(
        self, adapter: Adapter, provider: Provider
    ) -> None:
        answer = self.failed(adapter, provider, UNTRUSTED)

        assert (answer.permanent, answer.is_address_at_fault) == (True, False)
        assert answer.reason == "signal_identity_failure"

    def test_a_result_beside_a_success_is_read(self, adapter: Adapter, provider: Provider) -> None:
        content = {"jsonrpc": "2.0", "result": {"timestamp": 17, "results": [result("UNREGISTERED_FAILURE")]}}

        answer = self.failed(adapter, provider, Says(200, json.dumps(content).encode()))

        assert answer.is_address_at_fault

    @pytest.mark.parametrize(
        "said",
        [error(-1, "Failed", result("NETWORK_FAILURE")), error(-3, "IO"), error(-32603, "NullPointer")],
    )
    def test_a_fault_on_the_way_is_tried_again(
        self, adapter: Adapter, provider: Provider, said: Says
    ) -> None:
        answer = self.failed(adapter, provider, said)

        assert (answer.permanent, answer.is_address_at_fault) == (False, False)

    def test_an_account_that_is_gone_holds_everything(self, adapter: Adapter) -> None:
        self.settings.SIGNAL_ACCOUNT = "+19995550000"

        answer = one(adapter, self.message())

        assert not isinstance(answer, Accepted)
        assert (answer.permanent, answer.is_connection_lost) == (False, True)

    def test_half_a_setting_sends_nothing(self, adapter: Adapter) -> None:
        self.settings.SIGNAL_ACCOUNT = ""

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert down.value.reason == "not_configured"

    def test_nothing_leaves_that_is_switched_off(self, adapter: Adapter, provider: Provider) -> None:
        switch_off(ChannelKind.SIGNAL, by="system", now=NOW)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert (down.value.reason, provider.connections) == ("switched_off", 0)
