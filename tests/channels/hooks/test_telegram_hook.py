import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks import telegram
from amparo.channels.models import InboundMessage
from amparo.channels.telegram.updates import without_the_slash
from tests.channels.conftest import NOW
from tests.channels.hooks.calling import ORIGIN, Said, call
from tests.channels.http_provider import Provider, Says, http_provider
from tests.channels.telegram.server import TOKEN, BotAPI, written

SECRET = "a-secret_of-ours-1234567890"


@pytest.fixture(autouse=True)
def _by_telegram(_receiving: None, settings: Settings) -> None:
    switch_on(ChannelKind.TELEGRAM, by="system", now=NOW)
    settings.CHANNEL_ADAPTERS = {"telegram": "amparo.channels.telegram.adapter.TelegramAdapter"}
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_SECRET = TOKEN, SECRET


def _bring(update: object, *, secret: str = SECRET, method: str = "POST") -> Said:
    return call(
        "/hooks/telegram/",
        json.dumps(update).encode(),
        {"X-Telegram-Bot-Api-Secret-Token": secret},
        method=method,
    )


def _texts() -> list[str]:
    return list(InboundMessage.objects.order_by("arrival").values_list("text", flat=True))


def test_a_message_is_taken_in_once() -> None:
    for _ in range(3):
        assert _bring(written(7, "¿Dónde? 有人 😀")).status == 200

    assert _texts() == ["¿Dónde? 有人 😀"]


@pytest.mark.parametrize("secret", ["", "guessed", SECRET + "x", "é"])
def test_who_does_not_know_the_secret_is_refused(secret: str) -> None:
    assert (_bring(written(7, "x"), secret=secret).status, _texts()) == (403, [])


def test_without_a_secret_of_our_own_nobody_may_call(settings: Settings) -> None:
    settings.TELEGRAM_SECRET = ""

    assert _bring(written(7, "x"), secret="").status == 404


@pytest.mark.parametrize("update", [[], 7, {}, {"update_id": "7"}, {"update_id": -1}, None])
def test_what_is_no_update_is_refused(update: object) -> None:
    assert _bring(update).status == 400


def test_reading_is_not_posting() -> None:
    assert _bring(written(7, "x"), method="GET").status == 403


@pytest.mark.parametrize(
    "kind, chat", [("group", -1001), ("supergroup", -1001), ("channel", -1001), ("private", 5)]
)
def test_only_who_writes_alone_is_heard(kind: str, chat: int) -> None:
    assert (_bring(written(7, "JOIN 90006", kind=kind, chat=chat)).status, _texts()) == (200, [])


@pytest.mark.parametrize(
    "message",
    [None, {}, {"chat": 7}, {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "text": 7}, "x"],
)
def test_what_has_no_words_is_passed_over(message: object) -> None:
    assert (_bring({"update_id": 7, "message": message}).status, _texts()) == (200, [])


@pytest.mark.parametrize(
    "typed, read",
    [
        ("/stop", "stop"),
        ("/stop@red_bot", "stop"),
        ("/join 90006 90057", "join 90006 90057"),
        ("/start", "help"),
        ("/start join-90006", "help"),
        ("/START 90006", "help"),
        ("7th / Alvarado", "7th / Alvarado"),
        ("/", ""),
    ],
)
def test_a_command_is_its_word_and_opening_the_chat_is_no_wish_for_alerts(typed: str, read: str) -> None:
    assert without_the_slash(typed) == read


def test_what_is_switched_off_comes_again_later() -> None:
    switch_off(ChannelKind.TELEGRAM, by="system", now=NOW)

    assert (_bring(written(7, "x")).status, _texts()) == (503, [])


class TestAsking:
    @pytest.fixture(autouse=True)
    def _bot(self, settings: Settings) -> Iterator[None]:
        self.bot = BotAPI()
        settings.TELEGRAM_SECRET, settings.TELEGRAM_POLL = "", timedelta(0)
        settings.CHAT_TIMEOUT = timedelta(seconds=2)
        with http_provider() as provider:
            self.provider: Provider = provider
            provider.answer = self.bot.answer
            settings.TELEGRAM_URL = provider.url
            yield

    def test_what_waits_is_taken_and_then_confirmed(self) -> None:
        self.bot.updates = [written(number, f"Nr {number}") for number in range(50, 75)]
        asking = telegram.Asking()

        pauses = [asking.step(now=NOW) for _ in range(3)]

        assert pauses == [timedelta(0)] * 3
        assert _texts() == [f"Nr {number}" for number in range(50, 75)]
        assert self.bot.updates == []

    def test_who_begins_anew_takes_nothing_twice(self) -> None:
        self.bot.updates = [written(50, "x")]
        telegram.Asking().step(now=NOW)

        telegram.Asking().step(now=NOW)

        assert _texts() == ["x"]

    def test_nothing_is_asked_for_while_it_is_switched_off(self) -> None:
        switch_off(ChannelKind.TELEGRAM, by="system", now=NOW)

        assert telegram.Asking().step(now=NOW) == telegram.PAUSE
        assert self.provider.taken == []

    def test_one_update_that_is_too_long_does_not_block_the_rest(self) -> None:
        self.bot.updates = [written(50, "x" * 90_000), written(51, "next")]
        asking = telegram.Asking()

        for _ in range(5):
            asking.step(now=NOW)

        assert _texts() == ["next"]

    def test_many_that_are_too_long_together_are_taken_one_by_one(self) -> None:
        self.bot.updates = [written(number, f"{number}" + " 有" * 4000) for number in range(50, 60)]
        asking = telegram.Asking()

        for _ in range(40):
            asking.step(now=NOW)

        assert len(_texts()) == 10

    def test_an_address_that_was_set_before_is_taken_back(self) -> None:
        self.bot.updates, self.bot.webhook = [written(50, "x")], "https://elsewhere.example"
        asking = telegram.Asking()

        assert [asking.step(now=NOW), asking.step(now=NOW)] == [telegram.PAUSE, timedelta(0)]
        assert _texts() == ["x"]

    def test_a_message_that_is_not_taken_is_not_confirmed(self, settings: Settings) -> None:
        self.bot.updates = [written(50, "x")]
        asking = telegram.Asking()
        before = settings.GATEWAY_PUBLIC_KEY_FILE
        settings.GATEWAY_PUBLIC_KEY_FILE = "/nowhere"

        assert asking.step(now=NOW) == telegram.PAUSE
        settings.GATEWAY_PUBLIC_KEY_FILE = before
        asking.step(now=NOW)

        assert _texts() == ["x"]

    @pytest.mark.parametrize("status", [401, 404, 429, 500, 502])
    def test_a_fault_is_waited_for(self, status: int) -> None:
        self.provider.answer = lambda _taken: Says(status, b"<html>")

        pause = telegram.Asking().step(now=NOW)

        assert pause is not None
        assert pause >= telegram.PAUSE

    def test_who_is_not_there_is_waited_for(self, settings: Settings) -> None:
        settings.TELEGRAM_URL = "http://127.0.0.1:9"

        assert telegram.Asking().step(now=NOW) == telegram.PAUSE

    def test_with_a_secret_telegram_is_told_where_to_call(self, settings: Settings) -> None:
        settings.TELEGRAM_SECRET = SECRET
        self.provider.answer = lambda _taken: Says(200, b'{"ok": true, "result": true}')

        assert telegram.Asking().step(now=NOW) is None

        [taken] = self.provider.taken
        assert taken.target == f"/bot{TOKEN}/setWebhook"
        content = json.loads(taken.body)
        assert (content["url"], content["secret_token"]) == (f"{ORIGIN}/hooks/telegram/", SECRET)

    def test_the_token_is_in_no_log(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("DEBUG")
        self.provider.answer = lambda _taken: Says(404, b"<html>")
        telegram.Asking().step(now=NOW)
        self.provider.cuts = "after"
        telegram.Asking().step(now=NOW)

        assert TOKEN not in caplog.text
