"""A flooded Saturday on the board: a verifier walks the queue, decides, and clears the junk, by keyboard alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core import clock, jobs
from amparo.demo.services import playing
from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.api import Told
from amparo.demo.simulation.sending import sent
from amparo.incidents.models import Incident, IncidentReport, Membership, OutcomeRecord
from tests.journeys import walking
from tests.personas import Persona, Personas

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.timeout(240),
    pytest.mark.django_db(transaction=True),
]

MIDNIGHT = datetime(2026, 1, 10, 8, tzinfo=UTC)  # midnight in Los Angeles
SEED, JUNK = 7, 900
# Two pieces of the day, in hours since midnight: what a flood before dawn left behind, and one that comes in now.
BEFORE_DAWN, NOW = (3.75, 4.0), (17.1, 18.0)
# So many reports come in before the worker looks again, as in a flood.
TOGETHER = 15
WAIT_MS = 30_000


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the browser's loop and the database share this thread knowingly."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@dataclass(frozen=True)
class Saturday:
    """What was played in, and which report is of which message."""

    told: tuple[Told, ...]
    reports: dict[str, UUID]

    def of_junk_alone(self) -> set[str]:
        """Return the incidents, by their ids, in which no honest report stands."""
        honest = {self.reports[told.key] for told in self.told if not told.is_junk}
        rows = IncidentReport.objects.filter(membership=Membership.PRESENT)
        mixed = set(rows.filter(report_id__in=honest).values_list("incident_id", flat=True))
        return {str(each) for each in Incident.objects.exclude(pk__in=mixed).values_list("pk", flat=True)}


@pytest.fixture
def saturday(personas: Personas) -> Saturday:
    """The hours of a simulated Saturday in which a flood came; the last of them ends at this moment."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA synchronous=OFF"
            )  # the day is invented, and need not survive a loss of power
    day = simulation.simulate(SEED, days=1, began=MIDNIGHT, junk_a_day=JUNK)
    told = tuple(each for each in day.messages if _is_within(BEFORE_DAWN, each) or _is_within(NOW, each))
    shift = clock.now() - MIDNIGHT - timedelta(hours=NOW[1])
    reports: dict[str, UUID] = {}
    for each in sent(told, shift=shift):
        reports[each.told.key] = playing.hand_in(each)
        if len(reports) % TOGETHER == 0:
            jobs.run_all(now=each.at, queues=("worker",))
    jobs.run_all(now=clock.now(), queues=("worker",))
    return Saturday(told, reports)


def _is_within(hours: tuple[float, float], told: Told) -> bool:
    begin, end = (MIDNIGHT + timedelta(hours=each) for each in hours)
    return begin <= told.at < end


@pytest.fixture
def desk(personas: Personas, live_server: LiveServer, saturday: Saturday) -> Iterator[Page]:
    """A wide screen on which the verifier is signed in."""
    expect.set_options(timeout=WAIT_MS)
    with walking.browser() as chromium:
        yield _desk_of(personas.verifier, chromium, live_server)


def _desk_of(persona: Persona, chromium: Browser, server: LiveServer) -> Page:
    origin = server.url.replace("localhost", "127.0.0.1")
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=origin, locale="en-US")
    context.add_cookies(
        [{"name": "sessionid", "value": persona.client.cookies["sessionid"].value, "url": origin}]
    )
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    return page


def test_the_board_is_handled_without_a_mouse(desk: Page, saturday: Saturday) -> None:
    desk.goto("/board/")
    # Which of the two it is depends on how much of the flood fell into this hour of the clock.
    expect(desk.locator(".notice", has_text=re.compile("Surge|Flood"))).to_be_visible()
    waiting = _count(desk, "To do")

    _read_the_keys(desk)
    decided = _open_claim_and_decide_the_first(desk)
    _counts(desk, "To do", waiting - 1)

    aside = _put_junk_aside(desk, saturday.of_junk_alone())
    _counts(desk, "To do", waiting - 1 - aside)

    cleared = _say_that_junk_could_not_be_verified(desk, saturday.of_junk_alone())
    assert cleared >= 10
    outcomes = OutcomeRecord.objects.exclude(incident_id=decided)
    assert {str(each) for each in outcomes.values_list("incident_id", flat=True)} <= saturday.of_junk_alone()
    assert outcomes.count() == cleared
    assert IncidentReport.objects.filter(membership=Membership.PRESENT).count() == len(saturday.told)


def _read_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of the board")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _open_claim_and_decide_the_first(page: Page) -> UUID:
    """Walk to the most urgent incident, look how many sources it has, check it, and record what was found."""
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = _here(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/board/{first}/**")
    expect(page.locator(".sources__count")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("Vero checks it")).to_be_visible()
    page.wait_for_load_state("load")  # keys are taken from then on

    page.keyboard.press("o")
    _press_until(page, "ArrowDown", "Unfounded")
    _press_until(page, "Tab", "Trained observer on the spot")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Stood at the corner for ten minutes and saw nobody.")
    _press_until(page, "Tab", "Record the outcome")
    page.keyboard.press("Enter")
    expect(page.locator("#finding")).to_contain_text("Outcome:")
    page.wait_for_load_state("load")
    _go_to(page, "t", "to_do")
    return UUID(first)


def _put_junk_aside(page: Page, junk: set[str]) -> int:
    """Choose what is plainly junk on the first page of the queue, item by item, and put it aside in one press."""
    chosen = 0
    for _ in range(page.locator(".queue__item").count()):
        page.keyboard.press("j")
        if _here(page) in junk:
            page.keyboard.press("x")
            chosen += 1
    if not chosen:  # the flood's mode has put all of it aside already: one that is left may wait too
        page.keyboard.press("x")
        chosen = 1
    expect(page.get_by_text(f"Chosen: {chosen}")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text(re.compile(rf"^{chosen} incidents? waits? aside\.$"))).to_be_visible()
    page.wait_for_load_state("load")
    return chosen


def _say_that_junk_could_not_be_verified(page: Page, junk: set[str]) -> int:
    """Of what the board proposes to give up choose all, leave out what somebody may have meant, and record the rest."""
    _go_to(page, "p", "proposed")
    waiting = _count(page, "Proposed")
    page.keyboard.press("Shift+X")
    chosen = page.locator(".queue__item").count()
    for _ in range(chosen):
        page.keyboard.press("j")
        if _here(page) not in junk:
            page.keyboard.press("x")
            chosen -= 1
    expect(page.get_by_text(f"Chosen: {chosen}")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name=f"Could not be verified: {chosen} incidents")).to_be_visible()
    expect(page.get_by_role("button", name="Record it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Recorded for {chosen} incidents")).to_be_visible()
    _counts(page, "Proposed", waiting - chosen)
    return chosen


def _go_to(page: Page, key: str, shelf: str) -> None:
    page.keyboard.press("g")
    page.keyboard.press(key)
    page.wait_for_url(f"**/board/?*shelf={shelf}*")


def _count(page: Page, shelf: str) -> int:
    return int(_number(page, shelf).inner_text())


def _counts(page: Page, shelf: str, wanted: int) -> None:
    """Expect so many on a shelf, at once or with the board's next look."""
    expect(_number(page, shelf)).to_have_text(str(wanted))


def _number(page: Page, shelf: str) -> Locator:
    return page.locator(".queue__shelf", has_text=shelf).locator(".number")


def _here(page: Page) -> str:
    """Return the id of the incident whose line has the focus."""
    found: str = page.evaluate("() => document.activeElement.closest('li[id^=q-]')?.id ?? ''")
    return found.removeprefix("q-")


def _press_until(page: Page, key: str, text: str) -> None:
    """Press a key until what has the focus, or its label, says a text."""
    for _ in range(80):
        said: str = page.evaluate(
            "() => { const e = document.activeElement; return (e.labels?.[0] ?? e).textContent.trim() }"
        )
        if text in said:
            return
        page.keyboard.press(key)
    raise AssertionError(text)
