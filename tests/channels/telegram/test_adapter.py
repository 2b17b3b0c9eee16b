import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Adapter, DeliveryFailed, ProviderDown
from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.telegram.adapter import TelegramAdapter
from tests.channels.conftest import NOW
from tests.channels.contract import Arrived, outgoing
from tests.channels.http_contract import HTTPContract
from tests.channels.http_provider import Provider, Says, http_provider
from tests.channels.telegram.server import BLOCKED, TOKEN, TOO_LONG, TOO_MANY, BotAPI, refusal
from tests.channels.wire import one, send

pytestmark = pytest.mark.django_db


class TestTelegramAdapter(HTTPContract):
    address = "987654321"
    secrets = (TOKEN, TOKEN.partition(":")[2])
    says = {"permanent": TOO_LONG, "address": BLOCKED, "too_many": TOO_MANY}

    @pytest.fixture(autouse=True)
    @override
    def provider(self, settings: Settings) -> Iterator[Provider]:
        switch_on(ChannelKind.TELEGRAM, by="system", now=NOW)
        self.settings, self.bot = settings, BotAPI()
        with http_provider() as running:
            running.answer = self.bot.answer
            settings.TELEGRAM_URL, settings.TELEGRAM_TOKEN = running.url, TOKEN
            settings.CHAT_TIMEOUT = timedelta(seconds=1)
            yield running

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return TelegramAdapter()

    @override
    def arrived(self) -> list[Arrived]:
        return [Arrived(str(each["chat_id"]), each["text"]) for each in self.bot.sent]

    @override
    def fits(self, text: str) -> bool:
        return len(text.encode("utf-16-le")) <= 2 * 4096

    @override
    def point_at(self, url: str) -> None:
        self.settings.TELEGRAM_URL = url

    def test_no_page_of_ours_is_fetched_for_a_preview_and_nothing_is_markup(self, adapter: Adapter) -> None:
        one(adapter, self.message("*x* https://red.example/a/7K2M"))

        [sent] = self.bot.sent
        assert sent["link_preview_options"] == {"is_disabled": True}
        assert "parse_mode" not in sent

    @pytest.mark.parametrize(
        "said",
        [
            refusal(400, "Bad Request: chat not found"),
            refusal(403, "Forbidden: user is deactivated"),
            refusal(403, "Forbidden: bot can't initiate conversation with a user"),
            refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001
            ),
        ],
    )
    def test_a_chat_that_is_gone_takes_nothing_any_more(
        self, adapter: Adapter, provider: Provider, said: Says
    ) -> None:
        assert self.failed(adapter, provider, said).is_address_at_fault

    @pytest.mark.parametrize("code, words", [(401, "Unauthorized"), (404, "Not Found")])
    def test_a_token_that_was_taken_back_holds_everything(
        self, adapter: Adapter, provider: Provider, code: int, words: str
    ) -> None:
        answer = self.failed(adapter, provider, refusal(code, words))

        assert (answer.permanent, answer.reason, answer.is_connection_lost) == (
            False,
            "sign_in_refused",
            True,
        )

    @pytest.mark.parametrize("asked", ["7", -7, 1e400, True, None, [7]])
    def test_a_wait_that_is_none_is_a_second(
        self, adapter: Adapter, provider: Provider, asked: object
    ) -> None:
        body = json.dumps({"ok": False, "error_code": 429, "parameters": {"retry_after": asked}})
        answer = self.failed(adapter, provider, Says(429, body.encode()))

        assert answer.retry_after == timedelta(seconds=1)

    @pytest.mark.parametrize("token", ["", "x", f"{TOKEN}/../x", f"{TOKEN}\r\nX: y", "1:short"])
    def test_without_a_token_nothing_leaves(self, adapter: Adapter, provider: Provider, token: str) -> None:
        self.settings.TELEGRAM_TOKEN = token

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert (down.value.reason, provider.connections) == ("not_configured", 0)

    def test_nothing_leaves_that_is_switched_off(self, adapter: Adapter, provider: Provider) -> None:
        switch_off(ChannelKind.TELEGRAM, by="system", now=NOW)

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert (down.value.reason, provider.connections) == ("switched_off", 0)

    @pytest.mark.parametrize("chat", ["-1001234", "@channel", "0", "١٢٣", "12 3", "9" * 17])
    def test_a_group_or_a_channel_is_nobody(self, adapter: Adapter, chat: str) -> None:
        answer = one(adapter, replace(outgoing(), address=chat))

        assert answer == DeliveryFailed(permanent=True, reason="header_refused")
