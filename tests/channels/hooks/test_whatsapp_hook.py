import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import pytest
from pytest_django import Settings

from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.models import InboundMessage
from tests.channels.conftest import NOW
from tests.channels.hooks.calling import Said, call
from tests.channels.whatsapp.server import APP_SECRET, PHONE_ID, VERIFY_TOKEN

PERSON = "12135550142"


@pytest.fixture(autouse=True)
def _by_whatsapp(_receiving: None, settings: Settings) -> None:
    switch_on(ChannelKind.WHATSAPP, by="system", now=NOW)
    settings.CHANNEL_ADAPTERS = {"whatsapp": "amparo.channels.recording.RecordingAdapter"}
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = APP_SECRET, VERIFY_TOKEN
    settings.WHATSAPP_PHONE_ID = PHONE_ID


def webhook(*, phone_id: str = PHONE_ID, **value: object) -> dict[str, Any]:
    """What Meta brings."""
    metadata = {"display_phone_number": "12135550000", "phone_number_id": phone_id}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "590968830767958", "changes": [change]}]}


def message(
    words: str, *, wamid: str = "wamid.1", more: Mapping[str, object] | None = None
) -> dict[str, Any]:
    return {
        "from": PERSON,
        "id": wamid,
        "timestamp": "1763652600",
        "type": "text",
        "text": {"body": words},
        **(more or {}),
    }


def bring(content: object, *, signature: str | None = None) -> Said:
    body = json.dumps(content).encode()
    right = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return call("/hooks/whatsapp/", body, {"X-Hub-Signature-256": right if signature is None else signature})


def _texts() -> list[str]:
    return list(InboundMessage.objects.order_by("arrival").values_list("text", flat=True))


def test_a_message_is_taken_in_once() -> None:
    for _ in range(3):
        assert bring(webhook(messages=[message("¿Dónde? 有人 😀")])).status == 200

    assert _texts() == ["¿Dónde? 有人 😀"]


@pytest.mark.parametrize(
    "typed",
    [
        {"type": "button", "button": {"text": "STOP", "payload": "x"}},
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "STOP"}},
        },
        {"type": "image", "image": {"id": "1", "caption": "STOP"}},
    ],
)
def test_a_pressed_button_and_the_words_below_a_picture_are_words(typed: dict[str, object]) -> None:
    bring(webhook(messages=[message("", more=typed)]))

    assert list(InboundMessage.objects.values_list("keyword", flat=True)) == ["stop"]


@pytest.mark.parametrize(
    "typed",
    [
        {"type": "sticker", "sticker": {"id": "1"}},
        {"type": "unsupported", "errors": [{"code": 131051}]},
        {"type": "reaction", "reaction": {"emoji": "👍"}},
        {"type": ["text"]},
        {"text": None},
        {"from": None},
        {"from": "short"},
    ],
)
def test_what_has_no_words_or_no_sender_is_passed_over(typed: dict[str, object]) -> None:
    assert (bring(webhook(messages=[message("x", more=typed)])).status, _texts()) == (200, [])


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "é"])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    assert (bring(webhook(messages=[message("x")]), signature=signature).status, _texts()) == (403, [])


def test_without_a_secret_of_our_own_nobody_may_call(settings: Settings) -> None:
    settings.WHATSAPP_APP_SECRET = ""

    assert bring(webhook()).status == 404


@pytest.mark.parametrize("content", [[], 7, {}, {"object": "page"}, None])
def test_what_is_no_webhook_is_refused(content: object) -> None:
    assert bring(content).status == 400


@pytest.mark.parametrize("entry", [7, [7], [{"changes": 7}], [{"changes": [{"value": 7}]}], None])
def test_an_unknown_shape_breaks_nothing(entry: object) -> None:
    assert bring({"object": "whatsapp_business_account", "entry": entry}).status == 200


@pytest.mark.parametrize("code", [[131026], {"a": 1}, "131026", True, None, 1e400])
def test_a_status_of_an_unknown_shape_breaks_nothing(code: object) -> None:
    status = {"status": "failed", "biz_opaque_callback_data": "0" * 32, "errors": [{"code": code}]}

    assert bring(webhook(statuses=[status])).status == 200


def test_another_number_is_not_ours() -> None:
    assert (bring(webhook(phone_id="999", messages=[message("x")])).status, _texts()) == (200, [])


def test_many_events_come_in_one_call() -> None:
    messages = [message("x" * 5000, wamid=f"wamid.{number}") for number in range(40)]

    assert bring(webhook(messages=messages)).status == 200
    assert len(_texts()) == 40


def test_who_tells_whatsapp_to_stop_is_heard() -> None:
    wish = {
        "wa_id": PERSON,
        "detail": "x",
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": 1763652600,
    }
    bring(webhook(user_preferences=[wish]))
    bring(webhook(user_preferences=[{**wish, "value": "resume", "timestamp": 1763652700}]))

    assert list(InboundMessage.objects.values_list("keyword", flat=True)) == ["stop"]


def test_what_is_switched_off_comes_again_later() -> None:
    switch_off(ChannelKind.WHATSAPP, by="system", now=NOW)

    assert bring(webhook(messages=[message("x")])).status == 503


class TestTheQuestionWhetherTheAddressIsOurs:
    def _ask(self, **asked: str) -> Said:
        values = {"mode": "subscribe", "challenge": "1158201444", "verify_token": VERIFY_TOKEN, **asked}
        query = "&".join(f"hub.{name}={value}" for name, value in values.items())
        return call(f"/hooks/whatsapp/?{query}", method="GET")

    def test_it_is_answered_with_its_own_words(self) -> None:
        assert (self._ask().status, self._ask().body) == (200, b"1158201444")

    @pytest.mark.parametrize(
        "asked, status",
        [
            ({"verify_token": ""}, 403),
            ({"verify_token": "guessed"}, 403),
            ({"mode": "unsubscribe"}, 403),
            ({"challenge": "<script>"}, 400),
            ({"challenge": ""}, 400),
        ],
    )
    def test_a_stranger_gets_nothing(self, asked: dict[str, str], status: int) -> None:
        said = self._ask(**asked)

        assert (said.status, said.body) == (status, b"")

    def test_without_a_word_of_our_own_nobody_is_answered(self, settings: Settings) -> None:
        settings.WHATSAPP_VERIFY_TOKEN = ""

        assert self._ask(verify_token="").status == 403
