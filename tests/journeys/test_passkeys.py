"""Members and their passkeys in a real browser with a virtual authenticator: made, shown, and useless elsewhere."""

import http.server
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amparo.core import clock
from amparo.network import api
from amparo.network.api import Role
from amparo.network.models import Session
from tests.journeys import walking
from tests.personas import Persona, add_member, set_up_network

pytestmark = [
    pytest.mark.journey,
    pytest.mark.needs("chromium"),
    pytest.mark.timeout(180),
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "four words that do not belong"
LONGEST_AFTERWARDS_S = 2.0
# A false page relays the challenge that the true server gave it, and takes the answer back.
_RELAY = """async (options) => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
  try {
    const given = await navigator.credentials.get({ publicKey: {
      challenge: bytes(options.challenge), rpId: options.rpId, userVerification: "required" } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = given.response;
    return JSON.stringify({ id: given.id, rawId: given.id, type: given.type, clientExtensionResults: {}, response: {
      clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature), userHandle: text(userHandle) } });
  } catch (error) { return error.name; }
}"""


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


@pytest.fixture
def origin(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The network's own address, at a name."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    address = re.sub("//[^:]*", "//localhost", live_server.url)
    cache.clear()
    set_up_network()
    with override_settings(PUBLIC_ORIGIN=address):
        yield address


@pytest.fixture
def dolores(origin: str) -> Persona:
    """A dispatcher with a password and nothing else yet."""
    persona = add_member(Role.DISPATCHER, handle="dolores", name="Dolores", password=PASSWORD)
    Authenticator.objects.filter(user=persona.id).delete()
    return persona


def with_device(context: BrowserContext, *, verifies: bool = True) -> Page:
    """Open a page of a machine that has a fingerprint reader, whose owner agrees (or does not)."""
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    debugger.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def by_password(page: Page, origin: str) -> None:
    page.goto(f"{origin}/accounts/login/")
    page.locator("input[name=login]").fill("dolores")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").click()
    page.wait_for_url("**/accounts/2fa/")


def make_passkey(page: Page, origin: str) -> None:
    page.goto(f"{origin}/accounts/2fa/passkeys/make/")
    page.locator("input[name=name]").fill("My telephone")
    page.locator("passkey-button button").press("Enter")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def asked(context: BrowserContext, origin: str) -> dict[str, Any]:
    answer = context.request.get(
        f"{origin}/accounts/2fa/passkeys/sign-in/", headers={"X-Requested-With": "XMLHttpRequest"}
    )
    options: dict[str, Any] = answer.json()["request_options"]["publicKey"]
    return options


def send(context: BrowserContext, origin: str, credential: str) -> bool:
    """Send an answer as a program would; tell whether its sender is in."""
    page = context.request.get(f"{origin}/accounts/login/").text()
    found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if found:
        context.request.post(
            f"{origin}/accounts/2fa/passkeys/sign-in/",
            form={"csrfmiddlewaretoken": found[1], "credential": credential},
            headers={"Referer": f"{origin}/accounts/login/"},
        )
    return context.request.get(f"{origin}/desk/", max_redirects=0).status == 200


@contextmanager
def false_page() -> Iterator[str]:
    """Serve an empty page at another port of the same name."""

    class Empty(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>false</title>")

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_newcomer_makes_a_passkey_and_comes_in_by_it_alone(
    chromium: Browser, origin: str, dolores: Persona
) -> None:
    page = with_device(chromium.new_context(locale="en-US"))
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    by_password(page, origin)
    expect(page.locator("main a.button--primary")).to_have_text("Make a passkey")
    make_passkey(page, origin)

    sign_out(page)
    page.goto(f"{origin}/accounts/login/?next=/members/vouch/")
    page.keyboard.press("Tab")
    page.locator("passkey-button button").press("Enter")
    page.wait_for_url(f"{origin}/members/vouch/")

    assert page.context.request.get(f"{origin}/desk/", max_redirects=0).status == 200
    assert Session.objects.filter(member=dolores.id, how="passkey").count() == 1
    assert refused == []


def test_a_person_who_says_no_reads_that_nothing_was_changed(
    chromium: Browser, origin: str, dolores: Persona
) -> None:
    page = with_device(chromium.new_context(locale="en-US"), verifies=False)
    by_password(page, origin)
    page.goto(f"{origin}/accounts/2fa/passkeys/make/")

    page.locator("passkey-button button").click()

    expect(page.locator("passkey-button p")).to_contain_text("Nothing was changed")
    expect(page.locator("passkey-button button")).to_be_focused()
    assert not Authenticator.objects.filter(user=dolores.id).exists()


def test_the_same_device_makes_no_second_passkey(chromium: Browser, origin: str, dolores: Persona) -> None:
    page = with_device(chromium.new_context(locale="es-MX"))
    by_password(page, origin)
    make_passkey(page, origin)
    page.goto(f"{origin}/accounts/2fa/passkeys/make/")

    page.locator("passkey-button button").click()

    expect(page.locator("passkey-button p")).to_contain_text("ya tiene una llave de acceso")


def test_a_false_page_gets_nothing_it_could_use(chromium: Browser, origin: str, dolores: Persona) -> None:
    context = chromium.new_context(locale="en-US")
    page = with_device(context)
    by_password(page, origin)
    make_passkey(page, origin)
    sign_out(page)
    thief = chromium.new_context(locale="en-US")
    options = asked(thief, origin)

    page.goto(origin.replace("localhost", "127.0.0.1") + "/accounts/login/")
    at_another_host = page.evaluate(_RELAY, options)
    with false_page() as elsewhere:
        page.goto(elsewhere)
        at_another_port = page.evaluate(_RELAY, options)

    assert at_another_host == "SecurityError"
    assert json.loads(at_another_port)["response"]["signature"], "the browser itself lets another port ask"
    assert not send(thief, origin, at_another_port)
    page.goto(f"{origin}/accounts/login/")
    assert send(thief, origin, page.evaluate(_RELAY, asked(thief, origin))), (
        "what the server refused was the page"
    )


def test_at_another_address_the_page_says_where_passkeys_work(
    chromium: Browser, origin: str, dolores: Persona
) -> None:
    page = with_device(chromium.new_context(locale="en-US"))

    page.goto(origin.replace("localhost", "127.0.0.1") + "/accounts/login/")

    expect(page.locator("passkey-button button")).to_have_count(0)
    expect(page.locator("passkey-button p")).to_contain_text(origin)


def test_a_copied_key_is_refused(chromium: Browser, origin: str, dolores: Persona) -> None:
    page = with_device(chromium.new_context(locale="en-US"))
    by_password(page, origin)
    make_passkey(page, origin)
    row = Authenticator.objects.get(user=dolores.id, type="webauthn")
    row.data["counter"] = 1000  # the true device went on meanwhile
    row.save()
    sign_out(page)

    page.goto(f"{origin}/accounts/login/")
    page.locator("passkey-button button").click()

    expect(page.get_by_text("This passkey was copied")).to_be_visible()
    assert page.context.request.get(f"{origin}/desk/", max_redirects=0).status == 302


def test_a_removed_member_sees_the_live_board_stop_within_two_seconds(chromium: Browser, origin: str) -> None:
    coordinator = add_member(Role.COORDINATOR, handle="coordinator")
    add_member(Role.COORDINATOR, handle="second-coordinator")
    dispatcher = add_member(Role.DISPATCHER, handle="dispatcher")
    context = chromium.new_context(locale="en-US")
    cookie = dispatcher.client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": origin}])
    page = context.new_page()
    page.goto(f"{origin}/board/")
    expect(page.locator("live-region").first).to_be_attached()
    with page.expect_response(lambda answer: "after=" in answer.url):
        pass
    asked_at: list[float] = []
    page.on("request", lambda request: asked_at.append(time.monotonic()) if "after=" in request.url else None)

    api.remove_member(member_id=dispatcher.id, by=coordinator.actor, now=clock.now())
    removed_at = time.monotonic()
    expect(page.locator("live-region").first).to_have_attribute("data-ended", "", timeout=20_000)
    page.wait_for_timeout(3_000)

    # On a machine with much to do an answer takes its time; what counts is that the next question is the last one.
    afterwards = [at - removed_at for at in asked_at if at > removed_at]
    assert len(afterwards) == 1
    assert afterwards[0] <= LONGEST_AFTERWARDS_S
    assert page.context.request.get(f"{origin}/board/", max_redirects=0).status == 302
