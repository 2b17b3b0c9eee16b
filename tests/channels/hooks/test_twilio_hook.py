import pytest
from pytest_django import Settings

from amparo.channels.models import InboundMessage
from amparo.channels.sms.twilio import is_signed, sign
from tests.channels.hooks.calling import PERSON, call, twilio

pytestmark = pytest.mark.usefixtures("by_twilio")


def _texts() -> list[str]:
    return list(InboundMessage.objects.order_by("arrival").values_list("text", flat=True))


def test_the_example_of_twilios_documentation_is_signed_as_it_says() -> None:
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+12349013030"),
        ("Digits", "1234"),
        ("From", "+12349013030"),
        ("To", "+18005551212"),
    ]

    assert sign("https://mycompany.com/myapp.php?foo=1&bar=2", fields) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize(
    "url", ["https://red.example:443/hooks/twilio/", "https://red.example/hooks/twilio/"]
)
def test_the_usual_port_may_stand_in_the_signed_address(url: str) -> None:
    fields = [("Body", "x")]

    assert is_signed("https://red.example/hooks/twilio/", fields, sign(url, fields))


def test_a_message_is_taken_in_and_answered_with_nothing() -> None:
    said = twilio(MessageSid="SM1", From=PERSON, Body="¿Dónde? a+b & c = 有人 😀")

    assert (said.status, said.headers["Content-Type"]) == (200, "text/xml")
    assert said.body.endswith(b"<Response/>")
    assert _texts() == ["¿Dónde? a+b & c = 有人 😀"]


def test_what_is_replayed_is_stored_once() -> None:
    for _ in range(3):
        assert twilio(MessageSid="SM1", From=PERSON, Body="A van.").status == 200

    assert _texts() == ["A van."]


@pytest.mark.parametrize("signature", ["", "AAAA", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "é", "v1,abc"])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    said = twilio(MessageSid="SM1", From=PERSON, Body="A van.", signature=signature)

    assert (said.status, said.body) == (403, b"")
    assert _texts() == []


def test_a_changed_field_breaks_the_signature() -> None:
    right = sign(
        "https://red.example/hooks/twilio/", [("AccountSid", "AC0123"), ("Body", "a"), ("MessageSid", "1")]
    )

    assert twilio(MessageSid="1", Body="b", signature=right).status == 403
    assert twilio(MessageSid="1", Body="a", From=PERSON, signature=right).status == 403


def test_another_account_is_refused() -> None:
    assert twilio(MessageSid="SM1", From=PERSON, Body="x", AccountSid="AC9999").status == 403


def test_without_a_token_of_our_own_nothing_is_believed(settings: Settings) -> None:
    settings.TWILIO_TOKEN = ""

    assert not is_signed("https://red.example/", [], sign("https://red.example/", []))
    assert twilio(MessageSid="SM1").status == 404


@pytest.mark.parametrize("sender", ["whatsapp:+12135550142", "72373", "AMAZON", ""])
def test_who_cannot_be_answered_is_passed_over_quietly(sender: str) -> None:
    assert twilio(MessageSid="SM1", From=sender, Body="x").status == 200
    assert _texts() == []


def test_a_picture_without_words_is_nothing() -> None:
    assert twilio(MessageSid="SM1", From=PERSON, Body="", NumMedia="1").status == 200
    assert _texts() == []


def test_a_message_without_its_sid_is_refused() -> None:
    assert twilio(From=PERSON, Body="x").status == 400


def test_thousands_of_fields_are_refused() -> None:
    body = "&".join(f"f{number}=x" for number in range(5000)).encode()

    assert call("/hooks/twilio/", body).status == 400


def test_reading_is_not_posting() -> None:
    assert call("/hooks/twilio/", method="GET").status == 403
