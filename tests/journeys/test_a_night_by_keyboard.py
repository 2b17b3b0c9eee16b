"""A dispatcher works the board with the keyboard alone, and nothing that was typed is lost when news comes."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core import clock
from amparo.incidents.models import Incident
from amparo.reports.api import Activity
from tests.incidents import world
from tests.journeys import walking
from tests.personas import Persona, Personas

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.timeout(120),
    pytest.mark.django_db(transaction=True),
]

# Other work on the machine that runs the tests may slow the browser down; the promise is for the board alone.
BUSY_MACHINE_S = 4.0


@pytest.fixture(autouse=True)
def tonight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the invented night be now; the browser's loop and the database share this thread knowingly."""
    monkeypatch.setattr(world, "NIGHT", clock.now() - 20 * clock.MINUTE)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


def desk_of(persona: Persona, chromium: Browser, server: LiveServer) -> Page:
    """Return a wide screen on which a member is signed in."""
    origin = server.url.replace("localhost", "127.0.0.1")
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=origin, locale="en-US")
    session = persona.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
    return context.new_page()


def test_from_the_queue_to_an_outcome_without_a_mouse(
    personas: Personas, chromium: Browser, live_server: LiveServer
) -> None:
    danger = world.seen(minutes=0, activity=Activity.TAKING_SOMEONE)
    second = world.seen(minutes=5, north_m=3000)
    page = desk_of(personas.verifier, chromium, live_server)
    page.goto("/board/")

    page.keyboard.press("j")
    expect(page.locator(f"#q-{danger.pk} a")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#q-{second.pk} a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/board/{second.pk}/")
    expect(page.locator(f"#q-{second.pk} a")).to_be_focused()

    page.keyboard.press("?")
    expect(page.locator(".board__keys")).to_be_visible()
    expect(page.locator(".board__keys button")).to_be_focused()
    page.keyboard.press("j")  # nothing moves behind the dialog
    page.keyboard.press("Escape")
    expect(page.locator(".board__keys")).to_be_hidden()
    page.locator(f"#q-{second.pk} a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#incident")).to_be_focused()
    _press_until(page, "Tab", "Record the outcome")
    page.keyboard.press("Enter")
    _press_until(page, "Tab", "Confirmed: it is so")
    page.keyboard.press("ArrowUp")  # round to the last answer
    _press_until(page, "Tab", "Record the outcome")
    page.keyboard.press("Enter")

    expect(page.locator("#finding")).to_have_text("Outcome: Could not be verified")
    assert Incident.objects.get(pk=second.pk).outcome == "unverifiable"


def test_several_are_chosen_taken_put_aside_and_found_again(
    personas: Personas, chromium: Browser, live_server: LiveServer
) -> None:
    first, second, third = (world.seen(minutes=15 - 5 * n, north_m=5000 * n) for n in range(3))
    page = desk_of(personas.dispatcher, chromium, live_server)
    page.goto("/board/?shelf=to_do")

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator(".bulk__count")).to_have_text("Chosen: 2")
    page.keyboard.press("c")
    _is_told(page, "You check 2 incidents now.")
    assert set(Incident.objects.filter(state="checking")) == {first, second}

    expect(page.locator(".queue__item:focus")).to_have_count(1)  # where it was, in the page that followed
    page.keyboard.press("Home")  # what nobody has stands first now
    expect(page.locator(f"#q-{third.pk} a")).to_be_focused()
    page.keyboard.press("a")
    _is_told(page, "1 incident waits aside.")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/board/?shelf=aside", wait_until="load")
    expect(page.locator(".queue > li")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    _is_told(page, "1 incident is back in the queue.")

    page.keyboard.press("/")
    page.keyboard.type("jcx")  # letters are letters in a field
    expect(page.locator("#filter_area")).to_have_value("jcx")
    assert Incident.objects.filter(state="checking").count() == 2


def test_news_arrives_within_two_seconds_and_what_was_typed_stays(
    personas: Personas, chromium: Browser, live_server: LiveServer
) -> None:
    incident = world.seen(minutes=0)
    page = desk_of(personas.verifier, chromium, live_server)
    page.goto(f"/board/{incident.pk}/")
    page.locator("summary", has_text="Trained observer").click()
    page.locator("#outcome_observer_how").fill("stood across the street")

    world.seen(minutes=6, text="the second one saw it from the other side of the street")
    begun = time.monotonic()
    expect(page.locator(".report")).to_have_count(2, timeout=BUSY_MACHINE_S * 1000)
    expect(page.locator(f"#q-{incident.pk}")).to_contain_text("2 reports", timeout=BUSY_MACHINE_S * 1000)
    took = time.monotonic() - begun

    assert took < BUSY_MACHINE_S
    expect(page.locator("#outcome_observer_how")).to_have_value("stood across the street")
    expect(page.locator("#outcome_observer_how")).to_be_visible()


def _is_told(page: Page, text: str) -> None:
    """Wait until the next page says a text and takes keys."""
    expect(page.locator(".notice--success")).to_contain_text(text)
    page.wait_for_load_state("load")


def _press_until(page: Page, key: str, text: str) -> None:
    """Press a key until what has the focus, or its label, says a text."""
    for _ in range(60):
        page.keyboard.press(key)
        said = page.evaluate(
            "() => { const e = document.activeElement; return (e.labels?.[0] ?? e).textContent.trim() }"
        )
        if text in said:
            return
    raise AssertionError(text)
