"""What makes the public pages an app: the worker, its list, the manifest, and how everything goes again."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from amparo.core.privacy import intake
from tests.personas import Personas, everybody, set_up_network

pytestmark = pytest.mark.django_db
BUILT = pytest.mark.skipif(
    not finders.find("built/kept.json"), reason="needs the built front end: npm run build"
)


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, settings: Settings) -> None:
    settings.INTAKE_KEY_FILE = intake.make_keys(tmp_path)
    cache.clear()


@pytest.fixture
def client(db: None) -> Client:
    set_up_network()
    return Client()


@pytest.fixture
def people(db: None) -> Personas:
    set_up_network()
    return everybody()


def kept(client: Client) -> list[dict[str, str]]:
    body = client.get("/sw.js").content.decode()
    listed: list[dict[str, str]] = json.loads(body.partition("self.KEPT=")[2].partition(";self.LANGUAGES")[0])
    return listed


@BUILT
def test_the_worker_serves_the_whole_site_and_is_looked_for_anew(client: Client) -> None:
    answer = client.get("/sw.js")

    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "require-trusted-types-for 'script'" in answer.headers["Content-Security-Policy"]


@BUILT
def test_the_worker_keeps_the_page_without_a_line_and_no_other(client: Client) -> None:
    addresses = [each["url"] for each in kept(client)]

    pages = [each for each in addresses if not each.startswith("/static/")]
    assert pages == ["/report/offline/?lang=en", "/report/offline/?lang=es"]
    assert all(client.get(page).status_code == 200 for page in pages)
    assert any(re.search(r"/built/main(\.\w+)?\.js$", each) for each in addresses)
    assert not any("maplibre" in each or "map.css" in each for each in addresses)


@BUILT
def test_what_is_kept_changes_when_the_key_or_the_name_does(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    before = kept(client)
    settings.INTAKE_KEY_FILE = intake.make_keys(tmp_path / "another")
    cache.clear()

    after = kept(client)

    changed = {each["url"] for each in after if each not in before}
    assert changed == {"/report/offline/?lang=en", "/report/offline/?lang=es"}


def test_what_browsers_keep_is_a_strangers_page(people: Personas) -> None:
    stranger = Client().get("/report/offline/?lang=en")
    member = people.coordinator.client.get("/report/offline/?lang=en")

    assert member.content == stranger.content
    assert not member.cookies
    assert intake.recipient() in stranger.content.decode()


def test_a_message_to_a_member_is_neither_shown_nor_eaten_there(people: Personas) -> None:
    session = people.coordinator.client.session
    session["_messages"] = json.dumps([["__json_message", 0, 25, "Only for Alma", ""]])
    session.save()

    page = people.coordinator.client.get("/report/offline/")

    assert "Only for Alma" not in page.content.decode()


def test_without_a_key_the_page_says_that_it_can_keep_nothing(client: Client, settings: Settings) -> None:
    settings.INTAKE_KEY_FILE = Path("/nowhere")

    assert 'data-recipient=""' in client.get("/report/offline/").content.decode()


@pytest.mark.parametrize("name, short", [("", "Invented"), ("Notes", "Notes")])
def test_the_app_has_the_networks_name_or_a_neutral_one(
    client: Client, settings: Settings, name: str, short: str
) -> None:
    settings.APP_NAME = name

    told = client.get("/manifest.webmanifest?lang=es").json()

    assert told["short_name"] == short
    assert (told["lang"], told["dir"], told["start_url"]) == ("es", "ltr", "/?lang=es")
    assert {each["type"] for each in told["icons"]} == {"image/png", "image/svg+xml"}
    assert all(finders.find(each["src"].removeprefix("/static/")) for each in told["icons"])


def test_every_public_page_can_be_left_at_once_without_javascript_too(
    client: Client, settings: Settings
) -> None:
    settings.QUICK_EXIT_ADDRESS = "https://weather.example/"

    for path in ("/", "/report/", "/receipt/", "/report/offline/", "/this-phone/", "/how-we-protect-you/"):
        page = client.get(path).content.decode()
        assert '<a href="https://weather.example/" rel="noreferrer" class="quick-exit__link"' in page


def test_clearing_asks_the_browser_to_forget_everything_and_ends_the_visit(people: Personas) -> None:
    member = people.coordinator.client

    answer = member.post("/this-phone/clear/")

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert {name for name, morsel in answer.cookies.items() if morsel["max-age"] == 0} >= {
        "sessionid",
        "language",
    }
    assert member.get("/desk/").status_code == 302


def test_a_strangers_page_cannot_clear_a_phone(client: Client) -> None:
    assert Client(enforce_csrf_checks=True).post("/this-phone/clear/").status_code == 403
    assert client.get("/this-phone/clear/").status_code == 405
