"""A browser with a profile of its own that can be killed, as a phone whose battery dies, and started again."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests import needs
from tests.journeys.walking import ARGUMENTS

_LONGEST_START_S = 30.0
ADDRESS = "/report/offline/?lang=en"
_WRITE = """(marker) => {
  const form = document.querySelector("offline-report form");
  for (const [name, value] of [["activity", "street_stop"], ["seen", "now"], ["heard", "first_hand"]])
    form.querySelector(`[name=${name}][value=${value}]`).checked = true;
  form.elements["place_text"].value = `Corner ${marker}`;
  form.elements["area"].value = "Pico-Union";
  form.elements["text"].value = `${marker} four people stop everyone`;
  form.requestSubmit();
}"""


@dataclass
class Phone:
    """A Chromium process and the page that is open in it."""

    process: "subprocess.Popen[bytes]"
    context: BrowserContext
    page: Page

    def kill(self) -> None:
        """End it at once, with everything that belongs to it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def write(self, marker: str) -> None:
        """Fill in the form with an invented report, as a person would, and seal it."""
        page = self.page
        page.check("input[name=activity][value=street_stop]")
        page.fill("input[name=place_text]", f"Corner {marker}")
        page.fill("input[name=area]", "Pico-Union")
        page.check("input[name=seen][value=now]")
        page.check("input[name=heard][value=first_hand]")
        page.evaluate("document.querySelector('offline-report details').open = true")
        page.fill("textarea[name=text]", f"{marker} four people stop everyone")
        page.click("offline-report button[type=submit]")

    def write_quickly(self, marker: str) -> None:
        """Do the same in one stroke: for hundreds of reports."""
        self.page.locator("offline-report form").wait_for()
        self.page.evaluate(_WRITE, marker)

    def wait_until_kept(self) -> None:
        """Wait until the page says that the phone has it."""
        self.page.locator("offline-report > .notice--success").wait_for(timeout=15_000)

    def states(self) -> list[str]:
        """Return the state of each report as the page shows it."""
        found: list[str] = self.page.eval_on_selector_all(
            "waiting-reports:not([data-short]) .badge", "(all) => all.map((each) => each.dataset.state)"
        )
        return found

    def wait_for(self, state: str, count: int = 1, *, longest_s: float = 60) -> None:
        """Wait until at least so many reports are in a state."""
        until = time.monotonic() + longest_s
        while time.monotonic() < until:
            if self.states().count(state) >= count:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"not {count} {state}, but {self.states()}")

    def wait_until_all_arrived(self, *, longest_s: float) -> None:
        """Wait until the page shows reports, and each of them has its receipt."""
        until = time.monotonic() + longest_s
        while time.monotonic() < until:
            if set(self.states()) == {"received"}:
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"not all received: {Counter(self.states())}")

    def words(self) -> list[str]:
        """Return the receipts that the page shows."""
        return self.page.locator("waiting-reports .code-words").all_text_contents()


@contextmanager
def started(playwright: Playwright, profile: Path, *, arguments: tuple[str, ...] = ()) -> Iterator[Phone]:
    """Start Chromium over a profile, which outlives it; end it if nobody killed it."""
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            needs.path_of("chromium"), *ARGUMENTS, "--headless=new", "--remote-debugging-port=0",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={profile}", *arguments,
            "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{_port(process, port_file)}")
        context = browser.contexts[0]
        yield Phone(process, context, context.pages[0] if context.pages else context.new_page())
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _port(process: "subprocess.Popen[bytes]", port_file: Path) -> int:
    until = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the browser ended at once"
        if port_file.exists() and (lines := port_file.read_text().split()):
            return int(lines[0])
        time.sleep(0.05)
    raise AssertionError("the browser did not open its door")
