"""Somebody on a phone sets a place on the map by finger, adjusts it, forgets it; the page scrolls past the map."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
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
def phone(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The Where step with the map open, in a browser that has fingers instead of a mouse."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    set_up_network()
    with walking.browser() as chromium:
        yield _at_the_map(chromium, live_server.url.replace("localhost", "127.0.0.1"))


def _at_the_map(chromium: Browser, origin: str) -> Page:
    page = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US"
    ).new_page()
    page.goto(f"{origin}/report/")
    page.locator("form#report label.choice").first.tap()
    page.locator("form#report button[value=next]").last.tap()
    assert page.locator(".map__canvas").count() == 0
    page.locator("amparo-map > button").tap()
    page.locator(".map__canvas canvas").wait_for(timeout=MAP_IS_DRAWN_MS)
    page.locator(".map__canvas").scroll_into_view_if_needed()
    return page


def _drag(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """Put a finger down, move it in ten steps, and lift it."""
    fingers: CDPSession = page.context.new_cdp_session(page)
    x, y = start
    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        moved = {"x": x + by[0] * step / 10, "y": y + by[1] * step / 10}
        fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
        page.wait_for_timeout(20)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _middle_of(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_tap_sets_a_drag_adjusts_and_a_button_forgets(phone: Page) -> None:
    lat, lon = phone.locator("input[name=lat]"), phone.locator("input[name=lon]")
    x, y = _middle_of(phone, ".map__canvas")

    phone.touchscreen.tap(x + 40, y + 40)
    expect(lon).not_to_have_value("")
    expect(phone.locator("amparo-map [role=status]")).to_contain_text("Place chosen: near ")
    tapped = float(lon.input_value()), float(lat.input_value())

    _drag(phone, _middle_of(phone, ".map__point--picked"), (-80, -60))
    phone.wait_for_timeout(300)
    assert float(lon.input_value()) < tapped[0]
    assert float(lat.input_value()) > tapped[1]

    phone.get_by_role("button", name="Forget the place").tap()
    expect(lon).to_have_value("")
    expect(lat).to_have_value("")
    expect(phone.locator(".map__point--picked")).to_have_count(0)
    expect(phone.get_by_role("button", name="Forget the place")).to_be_hidden()

    phone.get_by_role("button", name="Use the middle of the map").tap()
    expect(lon).not_to_have_value("")
    phone.locator("form#report button[value=next]").last.tap()
    expect(phone.get_by_text("Step 3 of 4")).to_be_visible()


def test_one_finger_scrolls_the_page_past_the_map(phone: Page) -> None:
    before = phone.evaluate("scrollY")

    _drag(phone, _middle_of(phone, ".map__canvas"), (0, 150))
    phone.wait_for_timeout(500)

    assert phone.evaluate("scrollY") < before
    expect(phone.locator("input[name=lat]")).to_have_value("")


def test_what_is_tapped_is_large_enough(phone: Page) -> None:
    phone.touchscreen.tap(*_middle_of(phone, ".map__canvas"))
    sizes = phone.locator(".map__frame button:visible, .map__point--picked").evaluate_all(
        "all => all.map((each) => { const box = each.getBoundingClientRect(); return [box.width, box.height]; })"
    )

    assert len(sizes) == 5
    assert min(min(size) for size in sizes) >= 44
