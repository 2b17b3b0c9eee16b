"""From a neighbour's report to a verified alert and back, as each person does it: Spanish, a phone, Chromium."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys import demonstration, walking
from tests.journeys.demonstration import Demonstration

pytestmark = [pytest.mark.journey, pytest.mark.needs("chromium"), pytest.mark.timeout(300)]

PLACE = "Highland Park"
SEEN_WITHIN_MS = 5_000  # the board promises two seconds; the rest is for a busy machine
MOST_TABS = 80


@dataclass
class Street:
    """Everybody's phones, and what one person hands to the next."""

    demo: Demonstration
    chromium: Browser
    open_contexts: list[BrowserContext] = field(default_factory=list)

    def phone(self, persona: str = "", *, scripts: bool = True) -> Page:
        """Return a phone in Spanish; a member's is signed in."""
        context = self.chromium.new_context(
            viewport={"width": 390, "height": 844},
            locale="es-MX",
            has_touch=True,
            is_mobile=True,
            java_script_enabled=scripts,
            base_url=self.demo.origin,
        )
        self.open_contexts.append(context)
        page = context.new_page()
        if persona:
            page.goto(self.demo.personas[persona])
        return page


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration.running(tmp_path_factory.mktemp("main-job")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


@pytest.fixture
def street(demo: Demonstration, chromium: Browser) -> Iterator[Street]:
    found = Street(demo, chromium)
    yield found
    for context in found.open_contexts:
        context.close()


def test_two_neighbours_report_and_the_city_is_told_the_truth(street: Street) -> None:
    dispatcher = street.phone("dani")
    dispatcher.goto("/board/")
    waiting = dispatcher.locator(".queue__item", has_text=PLACE)
    expect(waiting).to_have_count(0)

    neighbour = street.phone()
    receipt = _report(neighbour, "Calle 57 y Figueroa")
    _report(street.phone(), "Figueroa, frente a la panadería")
    expect(waiting).to_have_count(1, timeout=SEEN_WITHIN_MS)
    expect(waiting).to_contain_text("2", timeout=SEEN_WITHIN_MS)

    verifier = street.phone("vera")
    alert = _verify_and_compose(verifier)
    verifier.goto(alert)
    expect(verifier.locator("form[action$='/release/']")).to_have_count(0)

    editor = street.phone("emilio")
    editor.goto("/desk/alerts/")
    editor.locator(f"a[href='{alert}']").first.click()
    expect(editor.locator("article, .phone")).not_to_have_count(0)
    editor.locator("form[action$='/release/'] button").click()
    expect(editor.locator("live-region")).to_be_visible()

    home = street.phone()
    home.goto("/")
    expect(home.locator("html")).to_have_attribute("lang", "es")
    card = home.locator("main a", has_text=f"cerca de {PLACE}").first
    expect(card).to_contain_text("Confirmado")
    card.click()
    expect(home.locator("main")).to_contain_text(PLACE)

    _read_receipt(street.phone(), receipt, "Confirmado")
    _no_sideways_scrolling(dispatcher, verifier, editor, home)


def test_a_report_and_its_receipt_need_no_javascript(street: Street) -> None:
    """Without scripts everything a reporter may do is there: report, read, add, take back."""
    phone = street.phone(scripts=False)
    receipt = _report(phone, "Calle 103 y Compton", "Watts")

    _read_receipt(phone, receipt, "")
    phone.locator("textarea[name=text]").fill("Ya se fueron.")
    phone.locator("form[action*='/receipt/add/'] button").click()
    expect(phone.locator("main [role=status], main .notice").first).to_be_visible()
    phone.locator("form[action*='/receipt/withdraw/'] button").click()
    phone.locator("button[name=sure]").click()
    expect(phone.locator(".badge--withdrawn")).to_be_visible()


def test_a_report_can_be_sent_by_keyboard_alone(street: Street) -> None:
    page = street.phone()
    page.goto("/report/")
    _tab_to(page, "input[name=activity]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    _press_next(page, "next")
    _tab_to(page, "input[name=place_text]")
    page.keyboard.type("Sunset y Alvarado")
    _tab_to(page, "input[name=area]")
    page.keyboard.type("Echo Park")
    page.keyboard.press("Escape")
    _press_next(page, "next")
    _tab_to(page, "input[name=seen]")
    page.keyboard.press("Space")
    _tab_to(page, "input[name=heard]")
    page.keyboard.press("ArrowDown")
    _press_next(page, "next")
    _press_next(page, "send")

    expect(page.locator(".code-words")).to_be_visible()


def _report(page: Page, corner: str, area: str = PLACE) -> str:
    """Report something seen right now and return the receipt's words."""
    page.goto("/report/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("input[name=activity][value=street_stop]").check()
    page.locator("form#report button[value=next]").last.click()
    page.locator("input[name=place_text]").fill(corner)
    page.locator("input[name=area]").fill(area)
    page.locator("form#report button[value=next]").last.click()
    page.locator("input[name=seen][value=now]").check()
    page.locator("input[name=heard][value=first_hand]").check()
    page.locator("form#report button[value=next]").last.click()
    page.locator("form#report button[value=send]").first.click()
    words = page.locator(".code-words").inner_text()
    assert len(words.split()) == 6
    return words


def _verify_and_compose(page: Page) -> str:
    """Claim the incident, record the outcome, compose, propose; return the path of the proposal."""
    page.goto("/board/")
    page.locator(".queue__item", has_text=PLACE).click()
    page.locator("form[action*='/checking/'] button").click()
    page.locator("input[name=outcome][value=confirmed]").check()
    observer = page.locator("details.basis").first
    observer.locator("summary").click()
    observer.locator("input[name=observer_how]").fill("Una persona observadora está en la esquina.")
    page.locator("form[action*='/outcome/'] button[type=submit]").click()
    page.locator("a[href*='/desk/alerts/compose/']").click()
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("form[action$='/propose/']")).to_be_visible()
    path = re.sub(r"^https?://[^/]+|\?.*$", "", page.url)
    page.locator("form[action$='/propose/'] button").click()
    expect(page.locator("form[action$='/propose/']")).to_have_count(0)
    return path


def _read_receipt(page: Page, words: str, fate: str) -> None:
    page.goto("/receipt/")
    page.locator("input[name=code]").fill(words)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main h2").first).to_contain_text(fate)


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on a field."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"{selector} can't be reached by keyboard")


def _press_next(page: Page, value: str) -> None:
    _tab_to(page, f"form#report button[name=go][value={value}]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _no_sideways_scrolling(*pages: Page) -> None:
    for page in pages:
        wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, page.url
