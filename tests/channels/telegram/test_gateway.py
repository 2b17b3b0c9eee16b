"""The gateway as a process with a bot: it sends, asks for what came, and answers; the token is in none of its words."""

from pathlib import Path

import pytest

from tests.channels.http_provider import http_provider
from tests.channels.telegram.server import TOKEN, BotAPI, written
from tests.channels.test_gateway import installation
from tests.waiting import wait_until

HELP = 987654321


@pytest.mark.timeout(120)
def test_the_gateway_sends_listens_and_answers(tmp_path: Path) -> None:
    bot = BotAPI()
    with http_provider() as provider:
        provider.answer = bot.answer
        token_file = tmp_path / "token"
        token_file.write_text(f"{TOKEN}\n", encoding="ascii")
        place = installation(
            tmp_path / "data",
            20,
            kind="telegram",
            AMPARO_CHANNELS="telegram",
            AMPARO_TELEGRAM_URL=provider.url,
            AMPARO_TELEGRAM_TOKEN_FILE=str(token_file),
            AMPARO_TELEGRAM_POLL_S="1",
        )
        bot.updates = [written(1, "/help")]
        said = tmp_path / "said"
        with said.open("wb") as output:
            process = place.start(stderr=output)
            try:
                wait_until(lambda: len(bot.sent) >= 21 and place.is_all_sent(), 60)
                provider.cuts = "after"
                wait_until(lambda: len(provider.taken) > 30, 30)
            finally:
                process.terminate()
                process.wait(timeout=20)

    assert {each["chat_id"] for each in bot.sent} == {int(f"1000{number}") for number in range(20)} | {HELP}
    [answer] = [each["text"] for each in bot.sent if each["chat_id"] == HELP]
    assert "STOP" in answer
    words = said.read_text(encoding="utf-8")
    for secret in (TOKEN, TOKEN.partition(":")[2], str(HELP), "10007"):
        assert secret not in words
