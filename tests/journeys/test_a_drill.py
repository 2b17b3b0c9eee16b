"""A drill, walked through in a browser: somebody proposes, another starts, volunteers get it, one stops it.

Beside it a real subscriber and a real alert, whose pages say other things in another colour.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from amparo.alerts.domain import tokens
from amparo.alerts.models import Alert, Drill, DrillVolunteer
from amparo.alerts.queries import signing
from amparo.channels.models import RecordedMessage
from tests import needs
from tests.alerts.conftest import world
from tests.alerts.views.test_keyboard import OPTIONS
from tests.alerts.world import World
from tests.personas import Persona

__all__ = ["world"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(180),
]


def opened(browser: Browser, live_server: LiveServer, who: Persona, address: str) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    context.add_cookies(
        [
            {"name": name, "value": each.value, "url": live_server.url}
            for name, each in who.client.cookies.items()
        ]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}{address}")
    return page


def work(world: World) -> None:
    """Do what is due in a thread of its own, as the worker and the gateway would: this one has Playwright's loop."""

    def run() -> None:
        try:
            world.work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(run).result()


def subjects() -> list[str]:
    return list(RecordedMessage.objects.order_by("pk").values_list("subject", flat=True))


def test_a_drill_from_its_proposal_to_its_end(
    world: World,
    live_server: LiveServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    world.subscriber("live@subscribers.example", is_everywhere=True)
    real, _hash = world.proposed()
    personas = world.personas
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.path_of("chromium"), args=OPTIONS)

        _volunteers(world, browser, live_server)
        before = len(subjects())

        page = opened(browser, live_server, personas.dispatcher, "/desk/drills/")
        assert "DRILL / EXERCISE" in page.inner_text(".drill-banner")
        page.select_option("#drill_area", "pico-union")
        page.click("text=Propose the drill")
        page.wait_for_selector("text=You proposed this drill")
        assert page.locator("text=Start the DRILL").count() == 0
        drill = Drill.objects.get()

        page = opened(browser, live_server, personas.editor, f"/desk/drills/{drill.pk}/")
        button = page.locator("button:has-text('Start the DRILL')")
        words = page.inner_text("#start")
        colour = button.evaluate("each => getComputedStyle(each).backgroundColor")
        assert "1 volunteer gets it, and nobody else" in words
        button.click()
        page.wait_for_selector("text=The drill has started")
        work(world)
        assert len(subjects()) == before + 1
        assert "DRILL" in subjects()[-1]

        live = opened(browser, live_server, personas.editor, f"/desk/alerts/{real}/")
        live_button = live.locator("#release button")
        assert "DRILL" not in live.inner_text("body")
        assert "This is real. It goes to 1 person now, about Pico-Union" in live.inner_text("#release")
        assert live_button.evaluate("each => getComputedStyle(each).backgroundColor") != colour
        assert live_button.inner_text() != "Start the DRILL"

        page = opened(browser, live_server, personas.verifier, f"/desk/drills/{drill.pk}/")
        page.click("text=Stop the drill")
        page.wait_for_selector("text=The drill is stopped")
        work(world)
        browser.close()

    assert len(subjects()) == before + 2
    assert "over" in subjects()[-1]
    assert Alert.objects.get().state == "proposed"
    assert not RecordedMessage.objects.filter(to__startswith="l", subject__contains="DRILL").exists()


def _volunteers(world: World, browser: Browser, live_server: LiveServer) -> None:
    """A member asks for drills on the own page, and confirms by the link in the mail."""
    page = opened(browser, live_server, world.personas.observer, "/desk/drills/volunteer/")
    page.fill("input[type=email]", "vol@drills.example")
    page.click("text=Send me drills")
    page.wait_for_selector("text=We are writing to that address")
    work(world)
    page.goto(f"{live_server.url}{signing.path(DrillVolunteer.objects.get().pk, tokens.DRILLS)}")
    assert not DrillVolunteer.objects.filter(confirmed_at__isnull=False).exists(), "opening changes nothing"
    page.click("text=Yes, send me drills")
    page.wait_for_selector("text=This address gets drills")
    work(world)
