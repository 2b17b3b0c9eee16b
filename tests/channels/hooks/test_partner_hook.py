import json
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from amparo.channels.hook.signing import SecretBroken, key_of, sign
from amparo.channels.models import InboundMessage
from amparo.core import clock
from tests.channels.hooks.calling import Said, call
from tests.channels.hooks.conftest import HOOK_SECRET, OLDER_SECRET

STRANGER = "whsec_" + "c3RyYW5nZXIgc3RyYW5nZXIgc3RyYW5n"


def _texts() -> list[str]:
    return list(InboundMessage.objects.order_by("arrival").values_list("text", flat=True))


def _bring(
    content: object = None,
    *,
    event: str = "msg_1",
    secret: str = HOOK_SECRET,
    age: timedelta = timedelta(0),
    signed_event: str | None = None,
    signatures: str | None = None,
) -> Said:
    content = (
        {"id": "1", "from": "user-7", "text": "A van.", "at": "2026-11-20T15:30:00Z"}
        if content is None
        else content
    )
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    at = clock.now() - age
    signature = sign(secret, event_id=signed_event or event, at=at, body=body)
    headers = {
        "webhook-id": event,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature if signatures is None else signatures.replace("RIGHT", signature),
    }
    return call("/hooks/in/", body, headers)


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    at = datetime.fromtimestamp(1614265330, tz=UTC)

    signature = sign(
        HOOK_SECRET, event_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=at, body=b'{"test": 2432232314}'
    )

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_taken_in() -> None:
    said = _bring()

    assert (said.status, said.body) == (204, b"")
    assert _texts() == ["A van."]


def test_while_a_secret_is_replaced_both_are_believed() -> None:
    assert _bring(secret=OLDER_SECRET).status == 204
    assert _bring(event="msg_2", signatures="v1,AAAA v1a,xyz RIGHT").status == 204
    assert _bring(event="msg_3", secret=STRANGER).status == 403


def test_what_is_replayed_is_stored_once() -> None:
    assert [_bring().status for _ in range(3)] == [204] * 3
    assert _texts() == ["A van."]


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24 * 400])
def test_what_is_old_or_from_the_future_is_refused(minutes: int) -> None:
    assert _bring(age=timedelta(minutes=minutes)).status == 403
    assert _texts() == []


@pytest.mark.parametrize(
    "signatures", ["", "v1,", "v2,AAAA", "RIGHTx", "v1,é", " ".join(["v1,AAAA"] * 5000), "v1 RIGHTé"]
)
def test_a_wrong_signature_is_refused(signatures: str) -> None:
    assert _bring(signatures=signatures).status == 403


@pytest.mark.parametrize("event", ["", "x" * 201, "a\nb"])
def test_an_odd_event_is_refused(event: str) -> None:
    assert _bring(event=event).status == 403


def test_a_signature_belongs_to_its_event() -> None:
    assert _bring(event="msg_2", signed_event="msg_1").status == 403


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "9" * 40, "١٢٣"])
def test_an_odd_time_is_refused(timestamp: str) -> None:
    headers = {"webhook-id": "1", "webhook-timestamp": timestamp, "webhook-signature": "v1,AAAA"}

    assert call("/hooks/in/", b"{}", headers).status == 403


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 60_000,
        b"\xff\xfe",
        {"from": 7, "text": "x"},
        {"text": "x"},
        {"from": "x"},
        {"from": "x", "text": None},
        b'{"from": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda content: str(content)[:20],
)
def test_other_content_is_refused(content: object) -> None:
    assert _bring(content).status == 400
    assert _texts() == []


@pytest.mark.parametrize("sender", ["", " ", "a\nb", "x" * 300])
def test_who_cannot_be_answered_is_passed_over_quietly(sender: str) -> None:
    assert _bring({"from": sender, "text": "x"}).status == 204
    assert _texts() == []


def test_lone_surrogates_spoil_nothing() -> None:
    assert _bring(b'{"from": "user-7", "text": "a \\ud83d b"}').status == 204
    assert len(_texts()) == 1


def test_a_lone_surrogate_is_nobodys_name() -> None:
    assert _bring(b'{"from": "user-\\ud83d", "text": "a"}').status == 204


def test_without_secrets_there_is_no_way_in(settings: Settings) -> None:
    settings.HOOK_SECRETS = ()

    assert _bring().status == 404


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_AAAA", "whsec_!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
)
def test_a_secret_that_is_none_is_named(secret: str) -> None:
    with pytest.raises(SecretBroken):
        key_of(secret)
