"""The first half of the main job: two neighbours report, the board shows it, a verifier records what was found."""

import re

from amparo.demo.checking.browser import Browser, Page, PageUnlike
from amparo.demo.checking.world import BOARD_LIMIT, PLACE, STREET, World, expect, expect_status

_CODE = re.compile(r'class="code-words"[^>]*>([^<]+)<')
_CURSOR = re.compile(r'data-cursor="([^"]+)"')


def open_the_board(world: World) -> None:
    """The dispatcher has the board open before anything comes in."""
    board = world.member("dani").get("/board/")
    expect(board)
    world.board_cursor = _found(_CURSOR, board)


def report_in_spanish(world: World) -> None:
    """A neighbor reports in Spanish, without JavaScript, and gets a receipt of six words."""
    sent = _report(
        world.visitor("neighbour"),
        being_taken="no",
        markings="POLICE",
        text="Pararon a dos vendedores y les piden papeles.",
    )
    world.receipt = _found(_CODE, sent)
    if len(world.receipt.split()) != 6:
        raise PageUnlike("the receipt has not six words")


def report_again(world: World) -> None:
    """Another neighbour, across the street, reports first-hand too."""
    _report(world.visitor("second neighbour"), how_many="4", text="Cuatro hombres de chaleco en la esquina.")


def see_it_arrive(world: World) -> None:
    """The board's live part shows one incident of both reports, within two seconds of the second report."""
    browser = world.member("dani")
    fragment = browser.wait_for(
        f"/board/queue/?after={world.board_cursor}",
        lambda page: page.status == 200 and _row_of_two(page) is not None,
        BOARD_LIMIT,
    )
    found = _row_of_two(fragment)
    if found is None:
        raise PageUnlike("the board shows no incident of two reports")
    world.incident = found


def record_the_outcome(world: World) -> None:
    """The verifier claims it, has an observer look, and records the outcome with its basis."""
    browser = world.member("vera")
    page = browser.get(world.incident)
    expect(page, PLACE)
    page = browser.submit(page, page.form(action="/checking/"), {})
    expect(page)
    form = page.form("outcome", "observer_how")
    refused = browser.submit(page, form, {"outcome": "confirmed"})
    expect_status(refused, 422)
    form = refused.form("outcome", "observer_how")
    told = {"outcome": "confirmed", "observer_how": "Una persona observadora está en la esquina y nos llamó."}
    expect(browser.submit(refused, form, told), "Una persona observadora")


def read_the_receipt(world: World) -> None:
    """The neighbour comes back with the words and reads that it was confirmed."""
    expect(_receipt(world), "Confirmado")


def _receipt(world: World) -> Page:
    browser = world.visitor("neighbour at another phone")
    page = browser.get("/receipt/")
    return browser.submit(page, page.form("code"), {"code": world.receipt})


def _report(browser: Browser, **details: str) -> Page:
    page = browser.get("/report/")
    page = browser.submit(page, page.form("activity"), {"activity": "street_stop"}, "next")
    page = browser.submit(page, page.form("place_text"), {"place_text": STREET, "area": PLACE}, "next")
    page = browser.submit(page, page.form("seen"), {"seen": "now", "heard": "first_hand"}, "next")
    expect(page, PLACE)
    page = browser.submit(page, page.form("text"), details, "send")
    expect_status(page, 200)
    return page


def _row_of_two(page: Page) -> str | None:
    """Return the address of the incident near our place that two people saw."""
    for row in re.findall(r'<li id="q-.*?</li>', page.text, re.DOTALL):
        href = re.search(r'href="([^"#]+)', row)
        if href and PLACE in row and re.search(r"\b2 report", row):
            return href.group(1)
    return None


def _found(pattern: re.Pattern[str], page: Page) -> str:
    match = pattern.search(page.text)
    if match is None:
        raise PageUnlike(f"{page.address} has nothing like {pattern.pattern}: {page.words[:200]}")
    return match.group(1).strip()
