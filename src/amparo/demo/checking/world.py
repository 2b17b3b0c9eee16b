"""What the check's steps share: who sits at which browser, and what was learned on the way."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from amparo.demo.checking.browser import Browser, Page, PageUnlike
from amparo.demo.services.entrance import Entrance

PLACE = "Lincoln Heights"
STREET = "Broadway y la calle Griffin"
# What the pages promise: the board within two seconds; sending and publishing a little later, on a busy machine.
BOARD_LIMIT = timedelta(seconds=2)
WORK_LIMIT = timedelta(seconds=20)


@dataclass
class World:
    """The installation seen through its pages, and what the steps hand on."""

    origin: str
    door: Entrance
    browsers: dict[str, Browser] = field(default_factory=dict)
    receipt: str = ""
    board_cursor: str = ""
    incident: str = ""
    alert_desk: str = ""
    alert_code: str = ""
    alert_text: str = ""
    unsubscribe: dict[str, str] = field(default_factory=dict)

    def visitor(self, name: str, language: str = "es") -> Browser:
        """Return the browser of somebody who is not signed in."""
        if name not in self.browsers:
            self.browsers[name] = Browser(self.origin, language)
        return self.browsers[name]

    def member(self, handle: str) -> Browser:
        """Return the browser of a persona, signed in by its link."""
        if handle not in self.browsers:
            browser = self.visitor(handle)
            expect_status(browser.get(f"/demo/enter/{handle}/{self.door.token}/"), 200)
        return self.browsers[handle]


def expect(page: Page, *words: str) -> None:
    """Go on only if the page answered well and holds all these words.

    Raises:
        PageUnlike: it does not.
    """
    expect_status(page, 200)
    for each in words:
        if each not in page.text and each not in page.words:
            raise PageUnlike(f"{page.address} does not say {each!r}")


def expect_status(page: Page, status: int) -> None:
    """Go on only if the page answered with a status.

    Raises:
        PageUnlike: it answered with another.
    """
    if page.status != status:
        raise PageUnlike(f"{page.address} answered {page.status}, not {status}: {page.words[:200]}")


def seconds_since(started: float) -> str:
    """Return the time since a reading of the steady clock, for people."""
    return f"{time.monotonic() - started:6.2f} s"
