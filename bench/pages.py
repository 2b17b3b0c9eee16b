"""What the public pages cost a phone: bytes of the report page over the wire, and Lighthouse's view of each page.

Everything is real: the demonstration runs as a newcomer starts it, Chromium loads the pages, Lighthouse (mobile) grades
them with its own slowed-down line and processor. Its packages are installed beside the bench the first time.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from bench.form import Report
from tests import needs
from tests.journeys import demonstration, walking

MOST_BYTES = 60_000
LEAST_SCORE = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
# Pages that the bench finds by their links from here; an alert's own page is among them.
START = ("/", "/report/", "/receipt/", "/alerts/check/", "/alerts/subscribe/", "/how-we-protect-you/")
_SETTLED_MS = 3_000
_LONGEST_PAGE_S = 120
_FOLDER = Path(__file__).parent / "lighthouse"
_LIGHTHOUSE = _FOLDER / "node_modules" / ".bin" / "lighthouse"


def run() -> Report:
    """Weigh the report page, then grade every public page; the lowest grade of each category is the figure."""
    _install()
    with (
        tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder,
        demonstration.running(Path(folder)) as demo,
    ):
        weight, paths = _weight_and_paths(demo.origin)
        grades = {path: _grades(f"{demo.origin}{path}") for path in paths}
    figures: dict[str, float] = {"report_page_bytes": weight, "pages": len(grades)}
    for category in CATEGORIES:
        figures[f"lowest_{category.replace('-', '_')}"] = min(each[category] for each in grades.values())
    for path, each in grades.items():
        if min(each.values()) < LEAST_SCORE:
            figures |= {f"{path} {category}": score for category, score in each.items()}
    return Report(
        name="pages",
        figures=figures,
        goals={"report_page_bytes": MOST_BYTES},
        floors={f"lowest_{category.replace('-', '_')}": LEAST_SCORE for category in CATEGORIES},
    )


def _install() -> None:
    if not _LIGHTHOUSE.exists():
        subprocess.run(
            ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=_FOLDER, check=True
        )


def _weight_and_paths(origin: str) -> tuple[int, list[str]]:
    """Return the bytes that a phone's first visit to the report page takes, and the paths of all public pages."""
    with walking.browser() as chromium:
        context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        page = context.new_page()
        debugger = context.new_cdp_session(page)
        received: list[int] = []
        debugger.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
        debugger.send("Network.enable")
        page.goto(f"{origin}/report/", wait_until="load")
        page.wait_for_timeout(_SETTLED_MS)
        weight = sum(received)
        context.close()
        plain = chromium.new_context()
        paths = list(dict.fromkeys(_public(plain.new_page(), origin)))
        plain.close()
    return weight, paths


def _public(page: Page, origin: str) -> Iterator[str]:
    """Yield the start pages and those they link to, one for each kind of address."""
    kinds: set[str] = set()
    waiting = list(START)
    while waiting:
        path = waiting.pop(0)
        kind = "/".join(part if part.isascii() and not _is_id(part) else "*" for part in path.split("/"))
        if kind in kinds or path.startswith(("/demo/", "/feeds/", "/api/", "/static/")):
            continue
        kinds.add(kind)
        answer = page.goto(f"{origin}{path}", wait_until="load")
        if answer is None or not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path
        links: list[str] = page.eval_on_selector_all("a[href]", "(found) => found.map((each) => each.href)")
        waiting += [urlsplit(each).path for each in links if each.startswith(f"{origin}/")]


def _is_id(part: str) -> bool:
    return len(part) == 36 and part.count("-") == 4


def _grades(address: str) -> dict[str, float]:
    """Return Lighthouse's grades of one page, 0 to 100, as on a middling phone."""
    flags = "--headless=new " + " ".join(walking.ARGUMENTS)
    done = subprocess.run(
        [
            str(_LIGHTHOUSE), address, "--quiet", "--output=json", "--output-path=stdout",
            f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}", "--max-wait-for-load=30000",
        ],
        env={**os.environ, "CHROME_PATH": needs.path_of("chromium")},
        capture_output=True,
        check=True,
        timeout=_LONGEST_PAGE_S,
    )  # fmt: skip
    found = json.loads(done.stdout)["categories"]
    return {category: round(float(found[category]["score"] or 0) * 100) for category in CATEGORIES}
