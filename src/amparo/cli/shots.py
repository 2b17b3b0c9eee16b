"""The screenshots: which screens, as whom, how large, in which language and light."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from amparo.cli.refusal import Refusal
from amparo.demo import api as demonstration

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
MAP_DRAWS_MS = 2_500  # the outlines are drawn without a graphics card
PHONE, DESKTOP = (390, 844), (1280, 860)


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes:
        path: the page, or `board` for an incident on it and `proposal` for what waits for release.
        persona: the handle of who looks; empty for a neighbour.
    """

    name: str
    path: str
    persona: str = ""
    size: tuple[int, int] = PHONE
    language: Literal["en", "es"] = "en"
    light: Literal["light", "dark"] = "light"


SHOTS = (
    Shot("report-phone-es", "/report/", language="es"),
    Shot("home-phone-en", "/"),
    Shot("home-phone-es-dark", "/", language="es", light="dark"),
    Shot("check-phone-es", "/alerts/check/", language="es"),
    Shot("board-desktop-en", "board", "dani", DESKTOP),
    Shot("board-desktop-es-dark", "board", "vera", DESKTOP, "es", "dark"),
    Shot("release-desktop-en", "proposal", "emilio", DESKTOP),
    Shot("outbox-desktop-es", "/demo/outbox/", size=DESKTOP, language="es"),
)


def make(origin: str, folder: Path) -> int:
    """Take every picture into a folder; return the exit status.

    Raises:
        Refusal: there is no Chromium.
    """
    folder.mkdir(parents=True, exist_ok=True)
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        raise Refusal("Chromium is missing; on Debian and Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        for shot in SHOTS:
            target = folder / f"{shot.name}.png"
            with _looking(browser, shot) as page:
                _open(page, origin, shot)
                page.screenshot(path=target, animations="disabled", scale="css")
            print(f"{target.relative_to(folder.parent)}  {target.stat().st_size // 1024} kB", flush=True)
        browser.close()
    return 0


@contextmanager
def _looking(browser: Browser, shot: Shot) -> Iterator[Page]:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=shot.language,
        color_scheme=shot.light,
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def _open(page: Page, origin: str, shot: Shot) -> None:
    if shot.persona:
        page.goto(demonstration.link(origin, shot.persona))
    if shot.path == "board":
        page.goto(f"{origin}/board/")
        page.locator("a.queue__item", has_text="Westlake").click()
        page.locator("article.incident").wait_for()
    elif shot.path == "proposal":
        page.goto(f"{origin}/desk/alerts/")
        page.locator("main a[href*='/desk/alerts/']").first.click()
        page.locator("#texts").evaluate("(heading) => heading.scrollIntoView()")
    else:
        page.goto(origin + shot.path)
    page.wait_for_load_state("networkidle")
    if page.locator("amparo-map").count():
        page.wait_for_timeout(MAP_DRAWS_MS)
    if shot.path == "board":
        page.evaluate("() => window.scrollTo(0, 0)")
