"""Many reports come in: a browser finds its proof while the person reads; one without JavaScript is told to wait."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from amparo.core import clock
from amparo.reports.models import Report, SpentProof
from amparo.reports.services import effort
from tests.journeys import walking
from tests.personas import set_up_network

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.timeout(120),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def origin(live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A network to which more reports came just now than it takes without a proof."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    set_up_network()
    effort.forget_counts()
    settings.FREE_REPORTS_IN_ALL = 9  # so that these two need no proof
    for number in range(2):  # what passed the end of a window counts for less
        effort.check(who="fd00::1", proof="", token=f"somebody-else-{number}", now=clock.now())
    settings.FREE_REPORTS_IN_ALL = 1
    yield live_server.url.replace("localhost", "127.0.0.1")
    effort.forget_counts()


def _to_the_last_page(page: Page, origin: str) -> None:
    page.goto(f"{origin}/report/")
    page.locator("input[name=activity]").first.check(force=True)
    page.locator("form#report button[value=next]").last.click()
    page.locator("input[name=place_text]").fill("Invented Street and Second")
    page.locator("input[name=area]").fill("Pico-Union")
    page.locator("form#report button[value=next]").last.click()
    page.locator("input[name=seen]").first.check(force=True)
    page.locator("input[name=heard]").first.check(force=True)
    page.locator("form#report button[value=next]").last.click()
    expect(page.get_by_text("Is this right?")).to_be_visible()


def test_a_browser_finds_its_proof_while_the_person_reads(origin: str) -> None:
    with walking.browser() as chromium:
        page = chromium.new_page(locale="en-US")
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        _to_the_last_page(page, origin)
        page.locator("form#report button[value=send]").first.click()

        expect(page.get_by_text("Your receipt: six words")).to_be_visible(timeout=30_000)

    assert (Report.objects.count(), SpentProof.objects.count()) == (1, 1)
    assert refused == []


def test_a_browser_that_can_not_is_told_to_wait_and_keeps_everything(origin: str) -> None:
    with walking.browser() as chromium:
        page = _without_javascript(chromium)
        _to_the_last_page(page, origin)
        page.locator("textarea[name=text]").evaluate("each => { each.closest('details').open = true; }")
        page.locator("textarea[name=text]").fill("A white van")
        page.locator("form#report button[value=send]").first.click()

        expect(page.get_by_text("Please wait a minute, and press Send again.")).to_be_visible()
        expect(page.locator("textarea[name=text]")).to_have_value("A white van")

    assert Report.objects.count() == 0


def _without_javascript(chromium: Browser) -> Page:
    return chromium.new_context(java_script_enabled=False, locale="en-US").new_page()
