from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Accepted, Adapter, Outgoing, ProviderDown
from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.whatsapp.adapter import WhatsAppAdapter
from tests.channels.conftest import NOW
from tests.channels.contract import CLOSING, PAGE, SCRIPTS, Arrived
from tests.channels.http_contract import HTTPContract
from tests.channels.http_provider import Provider, http_provider
from tests.channels.whatsapp.server import PHONE_ID, TOKEN, TOO_LONG, TOO_MANY, UNDELIVERABLE, Graph, refusal
from tests.channels.wire import one, send

pytestmark = pytest.mark.django_db


class TestWhatsAppAdapter(HTTPContract):
    address = "+12135550142"
    secrets = (TOKEN,)
    takes_a_key = True
    says = {"permanent": TOO_LONG, "address": UNDELIVERABLE, "too_many": TOO_MANY}

    @pytest.fixture(autouse=True)
    @override
    def provider(self, settings: Settings) -> Iterator[Provider]:
        switch_on(ChannelKind.WHATSAPP, by="system", now=NOW)
        self.settings, self.graph = settings, Graph()
        with http_provider() as running:
            running.answer = self.graph.answer
            settings.WHATSAPP_URL = f"{running.url}/v23.0"
            settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = PHONE_ID, TOKEN
            settings.WHATSAPP_TEMPLATE = ""
            settings.CHAT_TIMEOUT = timedelta(seconds=1)
            yield running

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return WhatsAppAdapter()

    @override
    def arrived(self) -> list[Arrived]:
        return [Arrived(*each) for each in self.graph.texts()]

    @override
    def fits(self, text: str) -> bool:
        return len(text.encode("utf-16-le")) <= 2 * 4096

    @override
    def point_at(self, url: str) -> None:
        self.settings.WHATSAPP_URL = url

    def alert(self, body: str, *, language: str = "es") -> Outgoing:
        self.settings.WHATSAPP_TEMPLATE = "alert"
        self.settings.WHATSAPP_TEMPLATE_LANGUAGES = ("en", "es", "zh-Hans", "pt-BR")
        return replace(self.message(body), unsubscribe_url="https://red.example/u/abc", language=language)

    @pytest.mark.parametrize("language, code", [("es", "es"), ("zh-Hans", "zh_CN"), ("pt-BR", "pt_BR")])
    def test_what_comes_unasked_goes_as_a_template(self, adapter: Adapter, language: str, code: str) -> None:
        answer = one(adapter, self.alert(f"Uno.\n\nDos.\t     Tres.\n\n{CLOSING}", language=language))

        assert answer == Accepted()
        [sent] = self.graph.sent
        assert (sent["type"], sent["template"]["language"]) == ("template", {"code": code})
        assert self.arrived()[0].text.startswith("Uno. Dos. Tres. ")
        assert PAGE in self.arrived()[0].text

    def test_a_long_alert_fits_into_the_template(self, adapter: Adapter) -> None:
        for sentence in SCRIPTS.values():
            assert one(adapter, self.alert(f"{sentence} " * 200 + f"\n\n{CLOSING}")) == Accepted()

        assert all(PAGE in each.text for each in self.arrived())

    def test_an_answer_goes_as_text(self, adapter: Adapter) -> None:
        one(adapter, replace(self.alert("x"), unsubscribe_url=""))

        assert self.graph.sent[0]["type"] == "text"

    def test_a_language_without_a_template_goes_as_text(self, adapter: Adapter) -> None:
        one(adapter, self.alert("Դուռը մի՛ բացեք։", language="hy"))

        assert self.graph.sent[0]["type"] == "text"

    @pytest.mark.parametrize(
        "status, code, expected",
        [
            (400, 131047, (True, False)),
            (404, 132001, (True, False)),
            (400, 131051, (True, False)),
            (400, 131056, (False, False)),
            (400, 131000, (False, False)),
            (500, 131016, (False, False)),
            (503, 2, (False, False)),
            (401, 190, (False, True)),
            (403, 10, (False, True)),
            (400, 131042, (False, True)),
            (400, 131031, (False, True)),
            (400, 80007, (False, True)),
        ],
    )
    def test_each_code_means_what_meta_says(
        self, adapter: Adapter, provider: Provider, status: int, code: int, expected: tuple[bool, bool]
    ) -> None:
        answer = self.failed(adapter, provider, refusal(status, code, "x"))

        assert (answer.permanent, answer.is_connection_lost) == expected
        assert not answer.is_address_at_fault

    @pytest.mark.parametrize(
        "change", [{"WHATSAPP_TOKEN": ""}, {"WHATSAPP_PHONE_ID": ""}, {"WHATSAPP_PHONE_ID": "1/../2"}]
    )
    def test_half_a_setting_sends_nothing(
        self, adapter: Adapter, provider: Provider, change: dict[str, str]
    ) -> None:
        for name, value in change.items():
            setattr(self.settings, name, value)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert (down.value.reason, provider.connections) == ("not_configured", 0)

    def test_nothing_leaves_that_is_switched_off(self, adapter: Adapter) -> None:
        switch_off(ChannelKind.WHATSAPP, by="system", now=NOW)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert down.value.reason == "switched_off"
