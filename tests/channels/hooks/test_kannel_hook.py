import pytest
from pytest_django import Settings

from amparo.channels.api import switch_off
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.models import InboundMessage
from amparo.channels.services import correspondents
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.hooks.calling import call, kannel

pytestmark = pytest.mark.usefixtures("by_kannel")


def _senders(keyring: Keyring) -> list[str]:
    rows = InboundMessage.objects.order_by("arrival")
    return [correspondents.open_sealed_address(keyring, bytes(row.sealed_sender or b"")) for row in rows]


def _texts() -> list[str]:
    return list(InboundMessage.objects.order_by("arrival").values_list("text", flat=True))


def test_a_message_is_stored_with_its_sender_sealed(gateway: Keyring) -> None:
    said = kannel("A van at 4th.")

    assert (said.status, said.body) == (200, b"")
    assert _texts() == ["A van at 4th."]
    assert _senders(gateway) == ["+12135550142"]


@pytest.mark.parametrize("charset", ["UTF-8", "UTF-16BE"])
def test_every_letter_comes_through(charset: str) -> None:
    kannel("Ojalá nadie 有人 😀", charset=charset)

    assert _texts() == ["Ojalá nadie 有人 😀"]


def test_latin_letters_come_through() -> None:
    kannel("¿Está ahí?", charset="ISO-8859-1")

    assert _texts() == ["¿Está ahí?"]


@pytest.mark.parametrize("charset", ["utf-7", "idna", "nonsense", "zlib_codec", "../etc"])
def test_an_odd_charset_is_read_as_utf_8(charset: str) -> None:
    kannel(b"A van.", charset=charset)

    assert _texts() == ["A van."]


def test_half_a_letter_spoils_nothing_else() -> None:
    kannel(b"\x00A\xd8\x3d\x00B", charset="UTF-16BE")
    kannel(b"abc\xff\xfed", event="e2")

    assert len(_texts()) == 2


def test_what_is_replayed_is_stored_once() -> None:
    said = [kannel("A van.") for _ in range(5)]

    assert {each.status for each in said} == {200}
    assert _texts() == ["A van."]


def test_the_same_words_twice_are_two_messages() -> None:
    kannel("yes", event="e1")
    kannel("yes", event="e2")

    assert _texts() == ["yes", "yes"]


@pytest.mark.parametrize(
    "written, stored",
    [
        ("+12135550142", "+12135550142"),
        ("12135550142", "+12135550142"),
        ("2135550142", "+12135550142"),
        ("0012135550142", "+12135550142"),
        ("+525512345678", "+525512345678"),
        ("525512345678", "+525512345678"),
        ("50370123456", "+50370123456"),
        ("+447700900123", "+447700900123"),
    ],
)
def test_a_number_is_one_person_however_it_is_written(gateway: Keyring, written: str, stored: str) -> None:
    kannel(sender=written)

    assert _senders(gateway) == [stored]


def test_numbers_without_a_country_are_at_home_where_the_operator_says(
    gateway: Keyring, settings: Settings
) -> None:
    settings.SMS_REGION = "GB"

    kannel(sender="07700900123")

    assert _senders(gateway) == ["+447700900123"]


@pytest.mark.parametrize(
    "sender",
    ["", "72373", "911", "AMAZON", "+", "++12135550142", "1213555O142", "+1" * 30, "5550142", "١٢١٣٥٥٥٠١٤٢"],
)
def test_who_cannot_be_answered_is_passed_over_quietly(sender: str) -> None:
    assert kannel(sender=sender.encode().decode("latin-1")).status == 200
    assert _texts() == []


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_is_nothing(text: str) -> None:
    assert kannel(text).status == 200
    assert _texts() == []


def test_a_binary_message_is_nothing() -> None:
    assert kannel(b"\x04\x1f\x04@", X_Kannel_Coding="1").status == 200
    assert _texts() == []


def test_a_part_that_lost_its_other_half_is_kept() -> None:
    kannel("The beginning ", X_Kannel_UDH="050003420201")

    assert _texts() == ["The beginning"]


@pytest.mark.parametrize("password", ["", "wrong", "hook-secre", "hook-secret ", "hook-sécret"])
def test_who_does_not_know_the_secret_is_refused(password: str) -> None:
    said = kannel(password=password)

    assert (said.status, said.body) == (403, b"")
    assert _texts() == []


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Bearer aG9vaw==", "Basic " + "A" * 9999])
def test_who_signs_in_otherwise_is_refused(header: str) -> None:
    assert call("/hooks/kannel/?id=1", b"x", {"Authorization": header}).status == 403


def test_without_a_secret_of_our_own_nobody_gets_in(settings: Settings) -> None:
    settings.KANNEL_SECRET = ""

    assert kannel(password="").status == 404


@pytest.mark.parametrize("event", ["", "x" * 65])
def test_a_message_without_its_id_is_refused(event: str) -> None:
    assert kannel(event=event).status == 400
    assert _texts() == []


def test_nothing_is_taken_in_while_sms_is_switched_off() -> None:
    switch_off(ChannelKind.SMS, by="system", now=NOW)

    assert kannel().status == 503
    assert _texts() == []


def test_what_cannot_be_sealed_is_asked_for_again(settings: Settings) -> None:
    settings.GATEWAY_PUBLIC_KEY_FILE = "/nowhere"

    assert kannel().status == 503
    assert _texts() == []


def test_many_from_one_number_are_all_kept() -> None:
    for number in range(60):
        assert kannel(f"message {number}", event=f"e{number}").status == 200

    assert _texts() == [f"message {number}" for number in range(60)]


@pytest.mark.parametrize(
    "path", ["/", "/hooks/", "/hooks/kannel", "/hooks/twilio/", "/hooks/kannel/../in/", "/health/"]
)
def test_what_is_not_set_up_does_not_exist(path: str) -> None:
    said = call(path)

    assert (said.status, said.body) == (404, b"")


@pytest.mark.parametrize(
    "words, is_taken",
    [("Vi una camioneta en la 8.", True), ("ALTO", True), ("JOIN 90006", False), ("HELP", False)],
)
def test_a_telephone_of_another_country_is_read_and_gets_no_answer(words: str, is_taken: bool) -> None:  # noqa: FBT001
    assert kannel(words, sender="+525512345678").status == 200

    assert InboundMessage.objects.exists() == is_taken
