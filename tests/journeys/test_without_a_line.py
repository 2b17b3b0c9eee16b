"""A report made without a line waits on the phone, says truthfully how far it is, and arrives once."""

import json
import os
import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyrage
import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.journeys import demonstration, line, phone
from tests.journeys.line import Line
from tests.journeys.phone import ADDRESS, Phone
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.needs("chromium"), pytest.mark.timeout(240)]

# Twenty in the gate; the goal is two hundred.
REPORTS = 200 if os.environ.get("AMPARO_FULL") == "1" else 20
AT_ONCE = 8
_SENDS = b"POST /api/v1/reports/sealed"


@dataclass(frozen=True)
class Network:
    """A demonstration that runs, and its database as a stranger with the disk would read it."""

    origin: str
    data: Path
    personas: dict[str, str]

    def reports(self, marker: str) -> int:
        """Count the stored reports whose text has a marker."""
        with sqlite3.connect(self.data / "amparo.sqlite3") as database:
            found: int = database.execute(
                "SELECT count(*) FROM reports_report WHERE text LIKE ?", (f"{marker} %",)
            ).fetchone()[0]
        return found


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("demo")
    # All of them come from one machine: nobody is to ask it for a proof of work here.
    with demonstration.running(folder, AMPARO_FREE_REPORTS_PER_NETWORK="100000") as running:
        yield Network(running.origin, folder / "data", running.personas)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def road(network: Network) -> Iterator[Line]:
    with line.to(network.origin, luck=random.Random(58)) as opened:  # noqa: S311 — reproducible, not secret
        yield opened


@pytest.fixture
def device(playwright: Playwright, road: Line, tmp_path: Path) -> Iterator[Phone]:
    """A phone that has opened a public page once, and has lost its line since."""
    with phone.started(playwright, tmp_path / "profile") as started:
        install(started, road)
        road.cut()
        started.page.goto(f"{road.origin}{ADDRESS}")
        yield started


def install(device: Phone, road: Line) -> None:
    device.page.goto(f"{road.origin}/report/")
    # Beside a report that is begun, what works without a line comes after its first answer.
    device.page.locator("input[name=activity]").first.check(force=True)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if device.page.evaluate("navigator.serviceWorker.controller !== null"):
            return
        device.page.wait_for_timeout(100)
    raise AssertionError("the worker was not installed")


def test_a_report_waits_through_a_killed_browser_and_arrives_once(
    network: Network, playwright: Playwright, road: Line, tmp_path: Path
) -> None:
    with phone.started(playwright, tmp_path / "profile") as first:
        install(first, road)
        road.cut()
        first.page.goto(f"{road.origin}/")
        assert "without a connection" in first.page.title()
        first.page.goto(f"{road.origin}{ADDRESS}")
        first.write("MKONCE")
        first.wait_until_kept()
        first.wait_for("waiting")
        first.kill()

    with phone.started(playwright, tmp_path / "profile") as second:
        second.page.goto(f"{road.origin}{ADDRESS}")
        second.wait_for("waiting")
        assert network.reports("MKONCE") == 0
        road.mend()
        second.wait_for("received")
        words = second.words()
        second.page.reload()
        second.wait_for("received")
        assert second.words() == words
        second.page.click("waiting-reports .button--primary")
        second.page.get_by_text("Nothing waits on this phone.").wait_for()
        second.page.reload()
        second.page.wait_for_timeout(500)
        assert second.states() == []

    assert network.reports("MKONCE") == 1
    assert b"MKONCE" not in bytes(road.carried)


@pytest.mark.timeout(3000)
def test_many_reports_killed_browsers_and_a_bad_line_lose_and_double_nothing(
    network: Network, playwright: Playwright, road: Line, tmp_path: Path
) -> None:
    luck = random.Random(REPORTS)  # noqa: S311 — reproducible, not secret
    kept: list[str] = []
    tried: list[str] = []
    with phone.started(playwright, tmp_path / "profile") as first:
        install(first, road)
    while len(kept) < REPORTS:
        road.is_cut, road.breaks = luck.random() < 0.5, luck.choice([0.0, 0.1, 0.3])
        with phone.started(playwright, tmp_path / "profile") as device:
            device.page.goto(f"{road.origin}{ADDRESS}")
            for _ in range(min(AT_ONCE, REPORTS - len(kept))):
                tried.append(f"MK{len(tried):04}")
                device.write_quickly(tried[-1])
                if luck.random() < 0.15:
                    break  # killed before the phone said that it has it
                device.wait_until_kept()
                kept.append(tried[-1])
                device.page.evaluate("document.querySelector('offline-report > .notice').remove()")
            device.page.wait_for_timeout(luck.uniform(0, 900))
            shown = device.words()
            assert len(set(shown)) <= sum(network.reports(each) for each in tried)
            device.kill()
    road.mend()
    with phone.started(playwright, tmp_path / "profile") as last:
        last.page.goto(f"{road.origin}{ADDRESS}")
        last.wait_until_all_arrived(longest_s=60 + 2 * REPORTS)
        receipts = last.words()

    counts = {each: network.reports(each) for each in tried}
    assert {each: counts[each] for each in kept if counts[each] != 1} == {}
    assert max(counts.values()) == 1
    assert len(set(receipts)) == len(receipts) == sum(counts.values())


def test_received_is_said_only_with_the_networks_receipt(network: Network, device: Phone, road: Line) -> None:
    device.write("MKDEAF")
    device.wait_until_kept()
    road.is_cut, road.loses_answers = False, True
    device.page.click("waiting-reports .button--small")

    until = time.monotonic() + 20
    while network.reports("MKDEAF") == 0 and time.monotonic() < until:
        assert set(device.states()) <= {"waiting", "sent"}
        device.page.wait_for_timeout(50)
    device.page.wait_for_timeout(1500)

    assert network.reports("MKDEAF") == 1
    assert set(device.states()) <= {"waiting", "sent"}
    road.mend()
    device.wait_for("received")
    assert network.reports("MKDEAF") == 1


def test_at_rest_there_is_only_what_nobody_here_can_open(device: Phone, road: Line, tmp_path: Path) -> None:
    device.write("MKREST")
    device.wait_until_kept()

    found = device.page.evaluate("""() => new Promise((done) => {
      const asked = indexedDB.open("waiting-reports");
      asked.onsuccess = () => {
        const all = asked.result.transaction("items").objectStore("items").getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result.map((each) => ({
          names: Object.keys(each).sort(), id: each.id, day: each.created_on, size: each.sealed.length,
          head: new TextDecoder().decode(each.sealed.slice(0, 22)),
          text: new TextDecoder("latin1").decode(each.sealed),
        }))); };
      };
    })""")
    stored = device.page.evaluate("[{ ...localStorage }, { ...sessionStorage }, document.cookie]")
    device.kill()

    assert [each["names"] for each in found] == [["created_on", "id", "sealed"]]
    assert found[0]["head"].startswith("age-encryption.org/v1")
    assert len(found[0]["day"]) == 10
    assert 4096 < found[0]["size"] < 4600
    assert "MKREST" not in found[0]["text"]
    assert stored == [{}, {}, ""]
    on_disk = [path for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    for secret in (b"MKREST", "MKREST".encode("utf-16-le"), b"AGE-SECRET-KEY"):
        assert [path.name for path in on_disk if secret in path.read_bytes()] == []


def test_two_open_pages_send_once_and_show_the_same(network: Network, device: Phone, road: Line) -> None:
    other = device.context.new_page()
    other.goto(f"{road.origin}{ADDRESS}")
    device.page.bring_to_front()
    device.write("MKTABS")
    device.wait_until_kept()
    before = bytes(road.carried).count(_SENDS)
    road.mend()
    device.page.evaluate("window.dispatchEvent(new Event('online'))")
    other.evaluate("window.dispatchEvent(new Event('online'))")

    device.wait_for("received")
    other_phone = Phone(device.process, device.context, other)
    other_phone.wait_for("received")

    assert other_phone.words() == device.words()
    assert network.reports("MKTABS") == 1
    assert bytes(road.carried).count(_SENDS) - before <= 2
    device.page.click("waiting-reports .button--primary")
    other.wait_for_timeout(500)
    assert other_phone.states() == []


def test_a_form_whose_sending_has_no_line_is_answered_honestly_and_keeps_its_answers(
    device: Phone, road: Line
) -> None:
    page = device.page
    road.mend()
    page.goto(f"{road.origin}/report/")
    page.check("input[name=activity][value=checkpoint]")
    page.click("main button[value=next]")
    page.fill("input[name=place_text]", "Corner MKCARRY")
    page.fill("input[name=area]", "Pico-Union")
    road.cut()

    page.click("main button[value=next]")

    page.get_by_text("We could not reach the network just now.").wait_for()
    assert page.input_value("input[name=place_text]") == "Corner MKCARRY"
    assert page.input_value("input[name=area]") == "Pico-Union"
    stored = page.evaluate("(async () => (await indexedDB.databases()).length)()")
    assert stored == 0
    assert (
        page.evaluate("""(async () => {
      for (const name of await caches.keys()) for (const key of await (await caches.open(name)).keys())
        if ((await (await (await caches.open(name)).match(key)).text()).includes("MKCARRY")) return key.url;
      return "";
    })()""")
        == ""
    )


def test_what_the_phone_deletes_beneath_us_is_said_to_be_lost(device: Phone) -> None:
    device.write("MKGONE")
    device.wait_until_kept()
    device.page.evaluate("""() => new Promise((done) => {
      const asked = indexedDB.deleteDatabase("waiting-reports");
      asked.onsuccess = asked.onerror = asked.onblocked = () => done(null);
    })""")

    device.page.evaluate("window.dispatchEvent(new Event('online'))")

    device.page.get_by_text("This phone has deleted reports that were waiting here: 1.").wait_for()
    assert device.states() == []


@pytest.mark.parametrize(
    "trouble",
    [
        "Object.defineProperty(globalThis, 'indexedDB', { value: undefined })",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }",
    ],
    ids=["no storage", "storage full", "storage refused"],
)
def test_a_phone_that_keeps_nothing_says_so_and_leaves_what_was_written(
    device: Phone, road: Line, trouble: str
) -> None:
    device.page.add_init_script(trouble)
    device.page.goto(f"{road.origin}{ADDRESS}")
    device.write("MKFULL")

    device.page.locator("offline-report > .notice--danger").wait_for()

    assert device.page.input_value("textarea[name=text]").startswith("MKFULL")
    with device.page.expect_download() as saving:
        device.page.click("offline-report > .notice button")
    assert saving.value.suggested_filename == "report.age"


def test_a_report_that_waits_for_five_days_warns(device: Phone, road: Line) -> None:
    device.write("MKOLD")
    device.wait_until_kept()
    device.page.add_init_script("""globalThis.Date = class extends Date {
      constructor(...given) { if (given.length) super(...given); else super(Date.now() + 5 * 864e5); }
    };""")
    device.page.goto(f"{road.origin}{ADDRESS}")

    device.page.get_by_text("This report has waited for five days or more.").wait_for()


def test_a_changed_key_is_said_and_the_report_stays(network: Network, device: Phone, road: Line) -> None:
    device.write("MKKEY")
    device.wait_until_kept()
    key = network.data / "keys" / "intake.key"
    before = key.read_text()
    key.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    try:
        road.mend()
        device.page.evaluate("window.dispatchEvent(new Event('online'))")
        device.wait_for("refused")
        device.page.get_by_text("The network has changed its key").wait_for()
        device.page.reload()
        device.wait_for("refused")
    finally:
        key.write_text(before)

    device.page.reload()
    device.wait_for("received")
    assert network.reports("MKKEY") == 1


def test_a_saved_file_brings_the_report_by_another_way(
    network: Network, device: Phone, tmp_path: Path
) -> None:
    device.write("MKFILE")
    device.wait_until_kept()
    device.wait_for("waiting")
    with device.page.expect_download() as saving:
        device.page.get_by_role("button", name="Save as a sealed file").click()
    saving.value.save_as(tmp_path / "report.age")

    identity = (network.data / "keys" / "intake.key").read_text().strip()
    opened = pyrage.decrypt(
        (tmp_path / "report.age").read_bytes(), [pyrage.x25519.Identity.from_str(identity)]
    )

    assert json.loads(opened)["text"] == "MKFILE four people stop everyone"


def test_no_page_that_was_visited_is_kept_least_of_all_a_members(
    network: Network, device: Phone, road: Line
) -> None:
    road.mend()
    page = device.page
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("console", lambda heard: complaints.append(heard.text) if heard.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{road.origin}{network.personas['alma']}")
    for path in ("/desk/", "/board/", "/members/", "/", "/receipt/", "/report/", ADDRESS):
        page.goto(f"{road.origin}{path}")
    page.wait_for_timeout(1500)

    kept = page.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const key of await cache.keys()) found.push([key.url, await (await cache.match(key)).text()]);
      }
      return found;
    }""")

    pages = {urlsplit(address).path for address, _ in kept if "/static/" not in address}
    assert pages == {"/report/offline/"}
    assert [address for address, content in kept if "Alma" in content] == []
    assert hosts == {road.origin.removeprefix("http://")}
    assert complaints == []


def test_clearing_the_phone_tells_what_is_lost_and_looks_whether_it_is_gone(
    device: Phone, road: Line
) -> None:
    page = device.page
    device.write("MKCLEAR")
    device.wait_until_kept()
    road.is_cut, road.loses_answers = False, False
    page.route("**/api/v1/reports/sealed", lambda route: route.abort())
    page.goto(f"{road.origin}/this-phone/")
    page.get_by_text("One report waits on this phone.").wait_for()

    page.click("clear-phone button[type=submit]")

    page.get_by_text("We looked: no report, no program and no stored page of ours").wait_for()
    left = page.evaluate("""async () => [
      (await indexedDB.databases()).map(({ name }) => name), await caches.keys(),
      (await navigator.serviceWorker.getRegistrations()).length, localStorage.length, document.cookie]""")
    assert left == [[], [], 0, 0, ""]


def test_leaving_empties_the_page_and_takes_its_place_in_the_history(device: Phone, road: Line) -> None:
    road.mend()
    page = device.page
    page.route(
        "https://www.weather.gov/**",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    page.goto(f"{road.origin}/")
    page.goto(f"{road.origin}/report/")
    page.wait_for_timeout(300)

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.url.endswith("/report/")
    page.keyboard.press("Escape")

    page.wait_for_url("https://www.weather.gov/")
    page.go_back()
    assert not page.url.endswith("/report/")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_pages_keep_nobody_out(device: Phone, road: Line, language: str, direction: str) -> None:
    page = device.page
    road.mend()
    walk = Walk(device.context, road.origin, lambda _path: None, set())
    faults = walk.barriers
    for path in ("/report/offline/", "/this-phone/"):
        page.goto(f"{road.origin}{path}?lang={language}")
        page.locator("offline-report form, clear-phone form").first.wait_for()
        page.evaluate("(direction) => { document.documentElement.dir = direction; }", direction)
        walk.look_for_barriers(page, f"{path} {language} {direction}")
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path} is {width} px too wide"] if width > 0 else []

    assert faults == []
