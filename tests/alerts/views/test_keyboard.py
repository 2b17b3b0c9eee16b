"""The second person's work with the keyboard alone, in a real browser, in Spanish, on a telephone's width."""

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from amparo.alerts.models import Alert
from tests import needs
from tests.alerts.world import World

LONGEST_WALK = 60
OPTIONS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.mark.journey
@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(60)
def test_a_second_person_releases_by_keyboard_alone(
    world: World, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    alert_id, _hash = world.proposed()
    cookies = world.personas.editor.client.cookies

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs.path_of("chromium"), args=OPTIONS)
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="es")
        context.add_cookies(
            [{"name": name, "value": each.value, "url": live_server.url} for name, each in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/desk/alerts/")
        _walk_to(page, "Pico-Union")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/desk/alerts/{alert_id}/")
        _walk_to(page, "Ir a publicar")
        page.keyboard.press("Enter")
        _walk_to(page, "Publicar: enviarlo ahora")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Publicado. Se está enviando.")
        browser.close()

    assert Alert.objects.get(pk=alert_id).state == "released"


def _walk_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on something that says the words, and can be seen to be."""
    for _ in range(LONGEST_WALK):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent.trim()")
        if words in text:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"nobody sees that the focus is on {words}"
            return
    raise AssertionError(f"the keyboard does not reach {words}")
