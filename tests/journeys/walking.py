"""Walk a site in a real browser as one person, noting what the browser refused and whom it talked to."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright

from tests import needs

ROOT = Path(__file__).resolve().parents[2]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
# Asked of each page before its own scripts run; added by the debugger, so the policy does not apply to it.
_LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Checks for people who use a screen reader, a keyboard, large type: WCAG 2.2, levels A and AA. Two marks on a map may
# lie close together, as the places do; criterion 2.5.8 allows it where the same link stands elsewhere in full size.
_AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_BARRIERS = """async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
  const isLarge = ({ width, height }) => width >= 24 && height >= 24;
  const links = [...document.querySelectorAll("a[href]")].filter(
    (each) => !each.closest("amparo-map") && each.checkVisibility() && isLarge(each.getBoundingClientRect())
  );
  const isEqual = (node) => {
    const mark = document.querySelector(node.target[0]);
    return mark?.closest("amparo-map") && links.some((each) => each.pathname === mark.pathname);
  };
  for (const each of found.violations) {
    if (each.id === "target-size") each.nodes = each.nodes.filter((node) => !isEqual(node));
  }
  const left = found.violations.filter((each) => each.nodes.length);
  return left.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`);
}"""
_LINKS = """() => [...document.querySelectorAll("[href], live-region[src], [data-points]")].map(
  (each) => each.dataset.points ?? each.getAttribute("href") ?? each.getAttribute("src")
).map((found) => new URL(found, location.href).href)"""
# How many pages of one kind one person looks at: one, and some more of those whose object may be in many states.
TIMES = 1
TIMES_OF = {
    "board/": 2,
    "board/<uuid:incident_id>/": 8,
    "alerts/<uuid:alert_id>/": 3,
    "desk/alerts/<uuid:alert_id>/": 3,
}


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium, which reaches nothing but this machine."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=needs.path_of("chromium"),
            args=[*ARGUMENTS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
        )
        try:
            yield started
        finally:
            started.close()


@dataclass
class Walk:
    """One person's walk.

    Attributes:
        kind_of: tells a path's kind (its route), or None for what is not to be visited.
        examined: the kinds that somebody has looked at closely; shared between the walks, for that takes seconds.
        answered: the kinds that gave something, a page or not.
        visited: each kind of page with the addresses that were opened.
        faults: a sentence for everything the browser refused or that went wrong.
        hosts: whom the browser contacted.
        barriers: what breaks WCAG 2.2 AA.
    """

    context: BrowserContext
    origin: str
    kind_of: Callable[[str], str | None]
    examined: set[str]
    answered: set[str] = field(default_factory=set)
    visited: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    barriers: list[str] = field(default_factory=list)

    def from_(self, starts: list[str]) -> None:
        """Open the addresses and whatever they link to, each kind a few times."""
        page = self._page()
        waiting = [f"{self.origin}{path}" for path in starts]
        seen: set[str] = set()
        counted: Counter[str] = Counter()
        while waiting:
            address = urldefrag(waiting.pop(0)).url
            kind = self._kind(address)
            if address in seen or kind is None or counted[kind] >= TIMES_OF.get(kind, TIMES):
                continue
            seen.add(address)
            counted[kind] += 1
            waiting += self._look_at(page, address, kind)
        page.close()

    def _kind(self, address: str) -> str | None:
        parts = urlsplit(address)
        return self.kind_of(parts.path) if f"{parts.scheme}://{parts.netloc}" == self.origin else None

    def _look_at(self, page: Page, address: str, kind: str) -> list[str]:
        answer = self.context.request.get(address, max_redirects=0)
        if "default-src 'none'" not in answer.headers.get("content-security-policy", ""):
            self.faults.append(f"{address}: no policy")
        # An old or mistyped link has a page of its own, and so has what can't be done now: composing beside an alert.
        if answer.status not in ({200, 204, 404, 410} if "<str:token>" in kind else {200, 204, 409}):
            return []
        self.answered.add(kind)
        if "<html" not in answer.text():
            return []  # data, or a fragment: part of a page that is looked at
        page.goto(address, wait_until="load")
        self.visited.setdefault(kind, []).append(address)
        if kind not in self.examined:
            self.examined.add(kind)
            self.open_map(page)
            self.look_for_barriers(page, address)
        links: list[str] = page.evaluate(_LINKS)
        self.note(page, address)
        return links

    def open_map(self, page: Page) -> None:
        """Open a page's map, if it has one, and wait until it is drawn."""
        closed = page.locator("amparo-map > button[aria-expanded=false]:visible")
        if closed.count():
            closed.first.click()
        if page.locator("amparo-map .map__frame:visible").count():
            page.locator(".map__canvas canvas").first.wait_for(timeout=20_000)
            page.wait_for_timeout(500)

    def look_for_barriers(self, page: Page, address: str) -> None:
        """Write down what would keep people out of the page that stands open."""
        page.evaluate(_AXE.read_text(encoding="utf-8"))
        found: list[str] = page.evaluate(_BARRIERS)
        self.barriers += [f"{address}: {each}" for each in found]

    def note(self, page: Page, address: str) -> None:
        """Write down what the browser refused on the page that stands open."""
        refused: list[str] = page.evaluate("() => window.refused")
        self.faults += [f"{address}: {each}" for each in refused]

    def _page(self) -> Page:
        self.context.add_init_script(_LISTEN)
        page = self.context.new_page()
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._hear(page.url, line))
        return page

    def _hear(self, address: str, line: ConsoleMessage) -> None:
        is_of_status = line.location["url"] == address and "the server responded" in line.text
        if (line.type == "error" and not is_of_status) or "Policy" in line.text:
            self.faults.append(f"{address}: {line.text}")


# What an attacker who can write into a page would try first.
_PROBES = """
<script>window.probeScript = 1</script>
<script src="data:text/javascript,window.probeData=1"></script>
<img src="/static/absent.png" alt="" onerror="window.probeHandler = 1">
<p id="probe" style="color: rgb(1, 2, 3)">probe</p>
<style>#probe { background-color: rgb(4, 5, 6) }</style>
<iframe src="data:text/html,<script>parent.probeFrame=1</script>"></iframe>
<object data="data:text/html,probe"></object>
<base href="https://elsewhere.example/">
"""
_RESULTS = """async () => {
  // The debugger lifts the ban on eval while it runs; what comes after is under the policy like everything else.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const tried = {};
  const attempt = (name, act) => { try { act(); tried[name] = "done"; } catch { tried[name] = "refused"; } };
  attempt("innerHTML", () => { document.createElement("div").innerHTML = "<b>x</b>"; });
  attempt("eval", () => { (0, eval)("window.probeEval = 1"); });
  attempt("foreign script", () => { document.createElement("script").src = "https://elsewhere.example/x.js"; });
  attempt("foreign worker", () => { new Worker("https://elsewhere.example/x.js"); });
  const style = getComputedStyle(document.getElementById("probe"));
  return {
    tried,
    ran: Object.keys(window).filter((name) => name.startsWith("probe") && name !== "probe"),
    color: style.color,
    background: style.backgroundColor,
    base: document.baseURI,
    refused: window.refused.length,
  };
}"""


def probe(context: BrowserContext, address: str) -> list[str]:
    """Open a page into which an attack was written on its way, and return what the browser let happen."""

    def write_in(route: Route) -> None:
        answer = route.fetch()
        before, _, after = answer.text().partition("</body>")
        route.fulfill(response=answer, body=f"{before}{_PROBES}</body>{after}")

    page = context.new_page()
    page.route(address, write_in)
    page.goto(address, wait_until="load")
    found: dict[str, Any] = page.evaluate(_RESULTS)
    page.close()
    faults = [f"{name} ran" for name in found["ran"]]
    faults += [f"{name} was let through" for name, result in found["tried"].items() if result != "refused"]
    if found["color"] == "rgb(1, 2, 3)" or found["background"] == "rgb(4, 5, 6)":
        faults.append("a style was taken")
    if "elsewhere" in found["base"]:
        faults.append("the base was moved")
    if found["refused"] < 5:
        faults.append(f"only {found['refused']} refusals were told: the probe did not reach the page")
    return [f"{address}: {fault}" for fault in faults]
