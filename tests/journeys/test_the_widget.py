"""Our alerts on somebody else's page, in Chromium: from another origin, by the clock, and when we are gone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from amparo.alerts.services import publishing
from amparo.core import clock
from tests.alerts import alone
from tests.journeys import walking

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        not (Path(settings.ROOT) / "src/amparo/web/static/built/widget.js").exists(), reason="not built"
    ),
]
ROOT = Path(settings.ROOT)
POLICY = "default-src 'none'; script-src {origin}; connect-src {origin}; frame-src {origin}"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish one alert, as files: all that is left of the network in these tests."""
    folder = tmp_path_factory.mktemp("network")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "AMPARO_TEST_DATABASE_URL": ""}
    subprocess.run(
        [sys.executable, str(ROOT / "tests" / "alerts" / "publish_one.py"), str(folder)],
        check=True, env=environment, cwd=folder, timeout=100,
    )  # fmt: skip
    return folder / "public" / publishing.FOLDER


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = tmp_path / "site"
    folder.mkdir()
    with alone.somebodys_site(folder) as origin:
        yield origin, folder


def page_with(site: tuple[str, Path], body: str, origin: str) -> str:
    """Put a page on the other site that allows our origin and nothing else; return its address."""
    policy = POLICY.format(origin=origin)
    head = f'<meta charset="utf-8"><title>x</title><meta http-equiv="Content-Security-Policy" content="{policy}">'
    (site[1] / "index.html").write_text(f'<html lang="en"><head>{head}</head><body>{body}</body></html>')
    return f"{site[0]}/index.html"


def text_of(page: Page) -> str:
    """Return what the widget shows, once it shows something."""
    return str(
        page.evaluate(
            """async () => {
          for (let tries = 0; tries < 200; tries++) {
            const text = document.querySelector("amparo-alerts")?.shadowRoot?.textContent;
            if (text && text !== "…") return text;
            await new Promise((done) => setTimeout(done, 50));
          }
          return "";
        }"""
        )
    )


def item(published: Path, tag: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((published / "json" / f"{tag}.json").read_bytes())["items"][0]
    return found


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context()
    yield made
    made.close()


def test_it_stands_on_another_site_in_its_language_and_keeps_nothing(
    context: BrowserContext, published: Path, site: tuple[str, Path], tmp_path: Path
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with alone.served(published, tmp_path) as origin:
        address = page_with(site, f'<script src="{origin}/widget.js" data-lang="es" async></script>', origin)
        page.add_init_script(
            "window.refused=[];addEventListener('securitypolicyviolation',(e)=>refused.push(e.blockedURI))"
        )
        page.goto(address)

        shown = text_of(page)

    assert item(published, "es")["title"] in shown
    assert "Alertas de Invented Rapid Response Network" in shown
    assert "Esto es una demostración" in shown
    assert {url for url in asked if url.startswith(origin)} == {
        f"{origin}/widget.js",
        f"{origin}/json/es.json",
    }
    assert all(url.startswith((origin, site[0])) for url in asked)
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, refused.length]") == [0, 0, 0]


def test_what_expired_is_gone_by_the_readers_clock_while_the_files_still_say_it(
    context: BrowserContext, published: Path, site: tuple[str, Path], tmp_path: Path
) -> None:
    page = context.new_page()
    title = item(published, "en")["title"]
    page.clock.install(time=clock.now())
    with alone.served(published, tmp_path) as origin:
        page.goto(page_with(site, f'<script src="{origin}/widget.js" data-lang="en"></script>', origin))
        page.clock.run_for(1000)
        before = page.locator("amparo-alerts").evaluate("each => each.shadowRoot.textContent")
        page.clock.fast_forward(24 * 3600 * 1000)
        page.clock.run_for(10_000)
        after = page.locator("amparo-alerts").evaluate("each => each.shadowRoot.textContent")

    assert title in before
    assert title not in after
    assert "We cannot be reached" in after
    assert "nothing is confirmed" not in after, "silence of one who is gone is no news"


def test_it_says_since_when_nobody_is_there(
    context: BrowserContext, published: Path, site: tuple[str, Path], tmp_path: Path
) -> None:
    page = context.new_page()
    page.clock.install(time=clock.now())
    with alone.served(published, tmp_path) as origin:
        page.goto(page_with(site, f'<script src="{origin}/widget.js" data-lang="en"></script>', origin))
        page.clock.run_for(1000)
        page.wait_for_timeout(300)
        before = page.locator("amparo-alerts").evaluate("each => each.shadowRoot.textContent")
    page.clock.run_for(61_000)
    page.wait_for_timeout(500)
    page.clock.run_for(6_000)

    after = page.locator("amparo-alerts").evaluate("each => each.shadowRoot.textContent")

    assert "We cannot be reached" not in before
    assert "We cannot be reached at this moment. This is what we last knew, at" in after
    assert item(published, "en")["title"] in after


def test_a_site_without_scripts_shows_the_frame(
    chromium: Browser, published: Path, site: tuple[str, Path], tmp_path: Path
) -> None:
    bare = chromium.new_context(java_script_enabled=False)
    with alone.served(published, tmp_path) as origin:
        page = bare.new_page()
        page.goto(page_with(site, f'<iframe src="{origin}/frame/es.html" title="Alertas"></iframe>', origin))
        shown = page.frames[1].locator("main").inner_text()
    bare.close()

    assert item(published, "es")["title"] in shown
    assert "válido hasta" in shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nobody_is_kept_out(
    chromium: Browser, published: Path, tmp_path: Path, scheme: Literal["light", "dark"], direction: str
) -> None:
    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": 360, "height": 640}, bypass_csp=True
    )
    feed = json.loads((published / "json" / "en.json").read_bytes())
    feed["_amparo"]["direction"] = feed["items"][0]["_amparo"]["direction"] = direction
    page = context.new_page()
    page.route("**/json/en.json", lambda route: route.fulfill(json=feed))
    with alone.served(published, tmp_path) as origin:
        page.goto(f"{origin}/frame/en.html")
        text_of(page)
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.shadowRoot?.activeElement?.textContent")
        page.add_script_tag(path=str(walking._AXE))
        barriers = page.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa']}))"
            ".violations.map((each) => each.id)"
        )
        overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()

    assert barriers == []
    assert focused == feed["items"][0]["title"]
    assert not overflow
