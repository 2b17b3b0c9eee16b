"""A push becomes a notification though no page is open; subscribing and clearing the phone reach the network."""

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from amparo.channels.adapter import Outgoing
from amparo.channels.domain.about import About
from amparo.channels.web_push.payload import payload_of
from amparo.core import clock
from tests.channels.contract import outgoing
from tests.channels.web_push.receiver import new_browser
from tests.journeys import demonstration
from tests.journeys.walking import browser

pytestmark = [pytest.mark.journey, pytest.mark.needs("chromium"), pytest.mark.timeout(240)]

_SHOWN = """async () => (await (await navigator.serviceWorker.getRegistration("/")).getNotifications()).map(
  ({ title, body, lang, dir, tag, icon, data }) => ({ title, body, lang, dir, tag, icon, page: data.page }))"""
# Chromium subscribes at its maker's service only, which is out of reach here: that part of the browser is stood in for.
_SUBSCRIBES = """({ subscription }) => {
  const isOn = () => sessionStorage.getItem("subscribed") === "yes";
  const mine = { endpoint: subscription.endpoint, options: {}, toJSON: () => subscription,
                 unsubscribe: async () => { sessionStorage.removeItem("subscribed"); return true; } };
  PushManager.prototype.getSubscription = async () => (isOn() ? mine : null);
  PushManager.prototype.subscribe = async (asked) => {
    if (!asked.userVisibleOnly || asked.applicationServerKey.length !== 65) throw new TypeError("asked wrongly");
    sessionStorage.setItem("subscribed", "yes");
    return mine;
  };
}"""


@dataclass(frozen=True)
class Site:
    """A demonstration that runs, its database, and the browsers that its story has already."""

    origin: str
    database: Path
    invented: list[tuple[Any, ...]] = field(default_factory=list)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.database) as opened:
            return list(opened.execute(query))

    def browsers(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT id, language, state FROM alerts_subscription WHERE channel = 'web_push'")

    def subscribed(self) -> list[tuple[Any, ...]]:
        return [row[1:] for row in self.browsers() if row not in self.invented]

    def greetings(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT language, body FROM channels_recordedmessage WHERE kind = 'web_push' AND headers LIKE '%welcome%'"
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demo")
    with demonstration.running(folder) as running:
        database = folder / "data" / "amparo.sqlite3"
        yield Site(running.origin, database, Site(running.origin, database).browsers())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@dataclass
class Phone:
    """A browser whose owner allowed notifications, and how its push service reaches its worker."""

    context: BrowserContext
    page: Page
    origin: str
    _registrations: list[str] = field(default_factory=list)

    def install(self) -> None:
        """Open a page once, so that the worker is there; then close it: nothing of ours stays open."""
        self._debugger = self.context.new_cdp_session(self.page)
        self._debugger.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: self._registrations.extend(each["registrationId"] for each in told["registrations"]),
        )
        self._debugger.send("ServiceWorker.enable")
        self.page.goto(f"{self.origin}/")
        until_true(self.page, "navigator.serviceWorker.controller !== null")
        self.page.goto("about:blank")

    def deliver(self, message: Outgoing) -> None:
        """Hand the worker what is in a push, while no page of ours is open."""
        assert self.page.url == "about:blank"
        asked = {"origin": self.origin, "registrationId": self._registrations[0]}
        self._debugger.send(
            "ServiceWorker.deliverPushMessage", {**asked, "data": payload_of(message).decode()}
        )

    def screen(self, count: int) -> list[dict[str, Any]]:
        """Return what is on the screen once so many are, read from a page that is closed again."""
        self.page.wait_for_timeout(300)
        # A page that no script of ours is on: opening a real one would itself take away what is over.
        self.page.goto(f"{self.origin}/manifest.webmanifest")
        until = time.monotonic() + 10
        found: list[dict[str, Any]] = self.page.evaluate(_SHOWN)
        while len(found) != count and time.monotonic() < until:
            self.page.wait_for_timeout(100)
            found = self.page.evaluate(_SHOWN)
        self.page.goto("about:blank")
        return sorted(found, key=lambda each: each["tag"])


def until_true(page: Page, question: str) -> None:
    until = time.monotonic() + 30
    while not page.evaluate(question):
        assert time.monotonic() < until, question
        page.wait_for_timeout(100)


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    context = chromium.new_context(
        permissions=["notifications"], viewport={"width": 390, "height": 800}, locale="en-US"
    )
    yield Phone(context, context.new_page(), site.origin)
    context.close()


def alert(
    title: str, brief: str, *, language: str = "es", thread: str = "one", number: int = 1, kind: str = "confirmed",
    lasts: timedelta = timedelta(hours=1),
) -> Outgoing:  # fmt: skip
    return replace(
        outgoing(subject=title, language=language),
        brief=brief,
        expires_at=clock.now() + lasts,
        about=About(thread=thread, number=number, kind=kind, page=f"/alerts/{thread}/", code="K7M2"),
    )


def test_alerts_appear_in_their_language_and_a_withdrawal_takes_ones_place(phone: Phone) -> None:
    phone.install()

    phone.deliver(alert("Confirmado cerca de Pico-Union", "Vimos una camioneta blanca."))
    phone.deliver(alert("مؤكد قرب بويل هايتس", "شوهدت سيارة بيضاء.", language="ar", thread="two"))

    spanish, arabic = phone.screen(2)
    assert (spanish["title"], spanish["body"]) == (
        "Confirmado cerca de Pico-Union",
        "Vimos una camioneta blanca.",
    )
    assert (spanish["lang"], spanish["dir"], spanish["page"]) == ("es", "ltr", "/alerts/one/?lang=es")
    assert (arabic["title"], arabic["body"]) == ("مؤكد قرب بويل هايتس", "شوهدت سيارة بيضاء.")
    assert (arabic["lang"], arabic["dir"], arabic["page"]) == ("ar", "rtl", "/alerts/two/?lang=ar")
    assert spanish["icon"].startswith(f"{phone.origin}/static/")

    phone.deliver(alert("Retiramos este mensaje", "No confíe en él.", number=2, kind="withdrawal"))

    withdrawn, arabic_still = phone.screen(2)
    assert withdrawn["title"] == "Retiramos este mensaje"
    assert arabic_still == arabic


def test_what_is_over_or_overtaken_is_not_on_the_screen(phone: Phone) -> None:
    phone.install()

    phone.deliver(alert("Tarde", "Ya pasó.", thread="late", lasts=-timedelta(seconds=1)))
    phone.deliver(alert("Corregido", "No era así.", number=3, kind="correction"))
    phone.deliver(alert("Confirmado", "Vimos una camioneta.", number=1))
    brief = alert("Breve", "Unos segundos.", thread="brief", lasts=timedelta(seconds=15))
    phone.deliver(brief)
    assert [each["title"] for each in phone.screen(2)] == ["Breve", "Corregido"]
    while brief.expires_at is not None and clock.now() < brief.expires_at:
        phone.page.wait_for_timeout(500)

    phone.deliver(alert("Otro", "Más tarde.", thread="other"))

    assert [each["title"] for each in phone.screen(2)] == ["Corregido", "Otro"]


def subscribe(phone: Phone, site: Site) -> None:
    subscription = new_browser().subscription("https://fcm.googleapis.com/fcm/send/journey")
    phone.context.add_init_script(f"({_SUBSCRIBES})({json.dumps({'subscription': subscription})})")
    phone.page.goto(f"{site.origin}/alerts/subscribe/")
    phone.page.check("input[name=is_everywhere]")
    phone.page.check("input[name=language][value=es]")
    phone.page.get_by_role("button", name="Allow alerts on this device").click()
    phone.page.locator("push-alerts .notice--success").get_by_text("Done.").wait_for()


def test_a_press_subscribes_greets_and_another_one_ends_it(phone: Phone, site: Site) -> None:
    before = len(site.greetings())
    subscribe(phone, site)
    assert site.subscribed() == [("es", "confirmed")]
    until = time.monotonic() + 20
    while len(site.greetings()) == before:
        assert time.monotonic() < until
        phone.page.wait_for_timeout(200)
    assert "aparato" in site.greetings()[-1][1]

    phone.page.reload()
    phone.page.get_by_text("Alerts come to this device.").wait_for()
    phone.page.get_by_role("link", name="Change what you get").click()
    phone.page.get_by_role("heading", name="Your alerts").wait_for()
    phone.page.go_back()
    phone.page.get_by_role("button", name="Stop alerts on this device").click()
    phone.page.get_by_text("No more alerts come to this device.").wait_for()

    assert site.subscribed() == []
    assert phone.page.evaluate("sessionStorage.getItem('subscribed')") is None


def test_wishes_that_are_missing_are_said_and_nothing_is_subscribed(phone: Phone, site: Site) -> None:
    phone.context.add_init_script(
        f"({_SUBSCRIBES})({json.dumps({'subscription': new_browser().subscription('https://fcm.googleapis.com/x')})})"
    )
    phone.page.goto(f"{site.origin}/alerts/subscribe/?lang=es")

    phone.page.get_by_role("button", name="Permitir alertas en este aparato").click()

    phone.page.locator("push-alerts .notice--danger").get_by_text("Escriba un lugar").wait_for()
    assert site.subscribed() == []


def test_clearing_the_phone_ends_the_alerts(phone: Phone, site: Site) -> None:
    subscribe(phone, site)
    assert site.subscribed() != []

    phone.page.goto(f"{site.origin}/this-phone/")
    # Pressed before the page's script is there, the browser clears itself, and we learn of it with the next alert.
    phone.page.locator("clear-phone .notice").wait_for()
    phone.page.get_by_role("button", name="Clear it all").click()
    phone.page.get_by_text("no report, no program").wait_for()

    assert site.subscribed() == []
    kept = phone.page.evaluate("indexedDB.databases().then((found) => found.map(({ name }) => name))")
    assert "alerts-here" not in kept


def test_whoever_did_not_allow_it_is_told_so(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(permissions=[])
    page = context.new_page()
    page.add_init_script(
        """Object.defineProperty(Notification, "permission", { get: () => window.answered ?? "default" });
        Notification.requestPermission = async () => (window.answered = "denied");"""
    )
    page.goto(f"{site.origin}/alerts/subscribe/")

    page.get_by_role("button", name="Allow alerts on this device").click()

    page.locator("push-alerts .notice--danger").get_by_text("Your browser does not allow us").wait_for()
    assert page.locator("push-alerts button").count() == 0
    assert site.subscribed() == []
    context.close()


def test_without_javascript_the_page_says_so_and_offers_mail(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.origin}/alerts/subscribe/")

    assert page.get_by_text("This needs JavaScript. Without it, please use e-mail").is_visible()
    assert page.locator("push-alerts button").count() == 0
    assert page.get_by_role("button", name="Send me the confirmation").is_visible()
    context.close()
