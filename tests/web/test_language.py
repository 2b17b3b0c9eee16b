"""The language of the interface: asked for, remembered, the browser's, the network's."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.personas import set_up_network

PAGE = "/how-we-protect-you/"


@pytest.fixture
def client(db: None) -> Client:
    set_up_network()
    return Client()


def language_of(client: Client, address: str = PAGE, accepted: str = "") -> str:
    headers = {"accept-language": accepted} if accepted else {}
    return client.get(address, headers=headers)["Content-Language"]


@pytest.mark.parametrize(
    "accepted, wanted",
    [
        ("es", "es"),
        ("es-MX,es;q=0.9", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("zh-CN,es;q=0.5", "es"),
        ("zh-CN", "en"),
        ("*", "en"),
        ("not a language", "en"),
        ("x" * 5000, "en"),
        (", ".join(f"zz-{number}" for number in range(500)), "en"),
    ],
)
def test_the_browser_is_followed(client: Client, accepted: str, wanted: str) -> None:
    assert language_of(client, accepted=accepted) == wanted


def test_the_choice_is_remembered_until_the_browser_closes(client: Client) -> None:
    answer = client.post("/language/", {"language": "es", "next": PAGE})

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == ""
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]
    assert language_of(client, accepted="en") == "es"


def test_the_address_outranks_the_choice(client: Client) -> None:
    client.post("/language/", {"language": "es", "next": PAGE})

    assert language_of(client, f"{PAGE}?lang=en") == "en"


def test_a_language_without_an_interface_changes_nothing(client: Client) -> None:
    answer = client.post("/language/", {"language": "tlh"})

    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert language_of(client, f"{PAGE}?lang=ar", accepted="es") == "es"


@pytest.mark.parametrize(
    "wanted, kept",
    [
        ("/report/?step=2&lang=en", "/report/?step=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("report/", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_on_this_host(client: Client, wanted: str, kept: str) -> None:
    assert client.post("/language/", {"language": "es", "next": wanted})["Location"] == kept


def test_choosing_needs_no_token_and_public_pages_set_no_cookie(db: None) -> None:
    set_up_network()
    strict = Client(enforce_csrf_checks=True)

    assert not strict.get(PAGE).cookies
    assert strict.post("/language/", {"language": "es", "next": PAGE}).status_code == 303


def test_before_setup_pages_speak_the_programs_language(db: None) -> None:
    answer = Client().get(PAGE)

    assert answer.status_code == 200
    assert answer["Content-Language"] == "en"
    assert "Amparo" in answer.content.decode()


@override_settings(LANGUAGES=[("en", "English"), ("ar", "العربية")])
def test_a_page_turns_round_for_a_right_to_left_language(client: Client) -> None:
    page = client.get(f"{PAGE}?lang=ar").content.decode()

    assert '<html lang="ar" dir="rtl">' in page
