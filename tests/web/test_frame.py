"""The house's own pages, and the frame around every page."""

import json

import pytest
from django.test import Client, override_settings

from amparo.web import running
from amparo.web.running import Running
from tests.personas import Personas, everybody, set_up_network


@pytest.fixture
def client(db: None) -> Client:
    set_up_network()
    return Client()


@pytest.fixture
def people(db: None) -> Personas:
    set_up_network()
    return everybody()


def test_health_says_nothing_but_that_it_answers(client: Client) -> None:
    answer = client.get("/health/")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize(
    "language, sentences",
    [
        (
            "en",
            ["without an account", "We do not store the internet address", "Your e-mail provider can read"],
        ),
        ("es", ["sin cuenta", "No guardamos la dirección de internet", "Su proveedor de correo puede leer"]),
    ],
)
def test_how_we_protect_you_says_what_is_kept_and_what_leaks(
    client: Client, language: str, sentences: list[str]
) -> None:
    page = client.get(f"/how-we-protect-you/?lang={language}").content.decode()

    for sentence in sentences:
        assert sentence in page


@override_settings(SOURCE_ADDRESS="https://source.example/amparo")
def test_the_running_source_is_offered(client: Client) -> None:
    running.version.cache_clear()

    page = client.get("/source/").content.decode()

    running.version.cache_clear()
    assert 'href="https://source.example/amparo"' in page
    assert "AGPL-3.0-or-later" in page


@pytest.mark.parametrize(
    "address", ["/how-we-protect-you/", "/report/", "/alerts/subscribe/", "/accounts/login/"]
)
def test_every_cookie_ends_with_the_browser(client: Client, address: str) -> None:
    answer = client.get(address)

    for cookie in answer.cookies.values():
        assert cookie["max-age"] == cookie["expires"] == "", cookie.key


def test_without_an_address_the_right_to_the_source_is_told(client: Client) -> None:
    running.version.cache_clear()

    assert "section 13" in client.get("/source/").content.decode()


def test_what_runs_is_known_by_its_commit() -> None:
    running.version.cache_clear()
    found = running.version()

    assert isinstance(found, Running)
    assert found.commit == "" or len(found.commit) >= 12


def test_every_public_page_links_to_the_source_and_to_how_we_protect(client: Client) -> None:
    page = client.get("/source/").content.decode()

    assert 'href="/source/"' in page
    assert 'href="/how-we-protect-you/"' in page


@pytest.mark.parametrize("is_demo, wanted", [(True, 1), (False, 0)])
def test_a_demonstration_says_so_on_every_page(client: Client, *, is_demo: bool, wanted: int) -> None:
    with override_settings(IS_DEMO=is_demo):
        page = client.get("/how-we-protect-you/").content.decode()

    assert page.count('class="demo-banner"') == wanted


def test_a_member_sees_only_the_places_that_open(people: Personas) -> None:
    board = 'href="/board/"'
    members = 'href="/members/"'

    of_dispatcher = people.dispatcher.client.get("/desk/").content.decode()
    of_coordinator = people.coordinator.client.get("/desk/").content.decode()

    assert board in of_dispatcher
    assert members not in of_dispatcher
    assert members in of_coordinator
    assert "Dolores" in of_dispatcher


def test_the_map_gets_the_region_and_its_names(client: Client) -> None:
    told = json.loads(client.get("/map/places.json").content)

    west, south, east, north = told["bounds"]
    assert west < -118.25 < east
    assert south < 34.05 < north
    names = {place["name"]: place for place in told["places"]}
    assert names["Pico-Union"]["kind"] == "neighbourhood"
    assert west < names["Pico-Union"]["lon"] < east


@override_settings(GAZETTEER="none")
def test_a_region_without_a_gazetteer_has_a_map_too(client: Client) -> None:
    told = json.loads(client.get("/map/places.json").content)

    assert told["places"] == []
    assert len(told["bounds"]) == 4


def test_the_interface_is_described_without_a_page_of_foreign_scripts(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Amparo"
    assert client.get("/api/v1/docs").status_code == 404
