"""Somebody who can't tap chooses a place on the map: arrow keys move it, Enter takes its middle."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys import walking
from tests.personas import set_up_network

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.timeout(120),
    pytest.mark.django_db(transaction=True),
]

MAP_IS_DRAWN_MS = 30_000


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


def test_arrows_move_the_map_and_enter_chooses_without_sending_the_form(
    chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    set_up_network()
    page = chromium.new_page(viewport={"width": 390, "height": 844}, locale="en-US")
    page.goto(f"{live_server.url.replace('localhost', '127.0.0.1')}/report/")
    page.locator("form#report input[type=radio]").first.check(force=True)
    page.locator("form#report button[value=next]").last.click()
    page.locator("amparo-map > button").press("Enter")
    canvas = page.locator(".map__canvas canvas")
    canvas.wait_for(timeout=MAP_IS_DRAWN_MS)
    longitude = page.locator("input[name=lon]")

    canvas.focus()
    page.keyboard.press("Enter")
    expect(longitude).not_to_have_value("")
    before = float(longitude.input_value())
    page.keyboard.press("ArrowRight")
    for _ in range(20):  # the map glides, on a busy machine slowly
        page.wait_for_timeout(400)
        page.keyboard.press("Enter")
        if float(longitude.input_value()) > before:
            break

    assert float(longitude.input_value()) > before
    expect(page.locator("amparo-map")).to_contain_text("Place chosen")
    expect(page.get_by_text("Step 2 of 4")).to_be_visible()
