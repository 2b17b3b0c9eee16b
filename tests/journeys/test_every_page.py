"""Every page that anybody can open, in a real browser: nothing refused, nobody else contacted, nobody kept out.

The pages are those that the addresses of the installation know; a page that nobody's walk reaches fails the test,
unless it takes only posts or stands in `NOT_BY_LINK` with its reason.
"""

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser

from tests.journeys import demonstration, walking
from tests.journeys.demonstration import Demonstration
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.needs("chromium"), pytest.mark.timeout(600)]

ROOT_ADDRESSES = "amparo.demo.urls"
NO_SECOND_FACTOR = "only with a second factor, which the personas of the demonstration do without"
IN_A_PAGE = "a picture, which a page shows"
NOT_BY_LINK = {
    "desk/alerts/<uuid:alert_id>/undelivered/": "linked where something could not be delivered, and all was",
    "network/channels/<slug:kind>/off/": "takes only what the page of channels sends, and no chat is on",
    r"^feeds/cap/(?P<name>[0-9a-f-]{36})\.xml$": "named in the feeds, which programs read",
    "feeds/widget.js": "a script, which a page of another site loads",
    "alerts/<uuid:alert_id>/code.svg": IN_A_PAGE,
    "alerts/<uuid:alert_id>/listen/<slug:tag>/": "the demonstration has no recording",
    r"^alerts/audio/(?P<recording_id>[0-9a-f-]{36})\.(?P<ending>ogg|m4a)$": "a sound, which a page plays",
    "desk/recordings/<slug:tag>/<slug:kind>/": "takes only what the page of a language's recordings sends",
    r"^desk/recordings/(?P<recording_id>[0-9a-f-]{36})\.(?P<ending>ogg|m4a)$": "a sound, which a page plays",
    "drills/<str:token>/": "stands in a mail to a volunteer",
    "desk/drills/<uuid:drill_id>/": "the weekend had no drill",
    "desk/drills/<uuid:drill_id>/cap.xml": "the weekend had no drill",
    "media/<uuid:copy_id>/large.jpg": IN_A_PAGE,
    "media/<uuid:copy_id>/small.jpg": IN_A_PAGE,
    "board/filters/<int:filter_id>/": "takes only what the page of filters sends, and the weekend keeps none",
    "alerts/unsubscribe/<str:token>/renew/": "stands in the message two weeks before a consent ends",
    "alerts/way/<str:token>/": "stands in the message to a second address",
    "call-me/waits/": "follows when somebody asked to be called",
    "a/<str:code>/": "stands in SMS, and leads to the alert's page",
    "demo/enter/<slug:persona>/<str:token>/": "signs in as somebody else",
    "accounts/2fa/reauthenticate/": NO_SECOND_FACTOR,
    "accounts/2fa/recovery-codes/": NO_SECOND_FACTOR,
    "accounts/2fa/recovery-codes/download/": NO_SECOND_FACTOR,
    "accounts/2fa/totp/deactivate/": NO_SECOND_FACTOR,
    "accounts/2fa/passkeys/again/": NO_SECOND_FACTOR,
    "accounts/2fa/passkeys/<int:pk>/name/": NO_SECOND_FACTOR,
    "accounts/2fa/passkeys/<int:pk>/remove/": NO_SECOND_FACTOR,
    "accounts/2fa/authenticate/": "only between password and second factor",
}
FORMS = ("/report/", "/receipt/", "/check/", "/alerts/check/", "/alerts/subscribe/")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration.running(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with walking.browser() as started:
        yield started


@pytest.fixture(scope="module")
def walks(demo: Demonstration, chromium: Browser) -> dict[str, Walk]:
    """Everybody's walk: the outsider's in Spanish on a phone, the members' on a wide screen."""
    examined: set[str] = set()
    walks = {"outsider": _walk(demo, chromium, None, examined)}
    for handle, door in demo.personas.items():
        walks[handle] = _walk(demo, chromium, door, examined)
    return walks


def test_the_browser_refuses_nothing_of_ours(walks: dict[str, Walk]) -> None:
    assert [f"{who}: {fault}" for who, walk in walks.items() for fault in walk.faults] == []


def test_nobody_else_is_contacted(walks: dict[str, Walk], demo: Demonstration) -> None:
    own = demo.origin.removeprefix("http://")

    assert {host for walk in walks.values() for host in walk.hosts} == {own}


def test_nobody_is_kept_out_by_how_a_page_is_made(walks: dict[str, Walk]) -> None:
    assert sorted({barrier for walk in walks.values() for barrier in walk.barriers}) == []


def test_every_page_was_seen_by_somebody(walks: dict[str, Walk]) -> None:
    seen = {kind for walk in walks.values() for kind in walk.answered}
    pages = {route for route in _routes() if not _shows_nothing(route, walks)}

    assert pages - seen - set(NOT_BY_LINK) == set()
    assert set(NOT_BY_LINK) - set(_routes()) == set()


def test_what_is_written_into_a_page_does_not_run(walks: dict[str, Walk]) -> None:
    done: set[str] = set()
    faults = []
    for walk in walks.values():
        for kind, addresses in walk.visited.items():
            if kind not in done:
                done.add(kind)
                faults += walking.probe(walk.context, addresses[0])

    assert faults == []
    assert done


@pytest.mark.parametrize("path", FORMS)
def test_a_form_sent_empty_is_answered_within_the_policy(walks: dict[str, Walk], path: str) -> None:
    walk = walks["outsider"]
    page = walk.context.new_page()
    page.goto(f"{walk.origin}{path}")

    with page.expect_navigation() as sent:
        page.evaluate("() => document.querySelector('main form[method=post]').submit()")

    assert sent.value.status != 403, "a browser's form was taken for a forged one"
    walk.note(page, path)
    page.close()
    assert walk.faults == []


@pytest.mark.parametrize(
    "path", ["/nothing-here/", "/static/built/main.js", "/static/nothing.js", "/api/v1/nothing"]
)
def test_what_is_no_page_carries_the_policy_too(walks: dict[str, Walk], path: str) -> None:
    walk = walks["outsider"]

    answer = walk.context.request.get(f"{walk.origin}{path}")

    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def _walk(demo: Demonstration, chromium: Browser, door: str | None, examined: set[str]) -> Walk:
    screen = {"width": 1280, "height": 900} if door else {"width": 390, "height": 844}
    context = chromium.new_context(
        viewport={"width": screen["width"], "height": screen["height"]},
        locale="en-US" if door else "es-MX",
        # What a worker fetches can't be written into on its way; test_without_a_line.py looks at the worker itself.
        service_workers="block",
    )
    if door:
        assert context.request.get(f"{demo.origin}{door}").ok
    walk = Walk(context, demo.origin, _kind_of, examined)
    walk.from_([f"/{_filled(route)}" for route in _routes() if "<uuid:" not in route])
    return walk


def _kind_of(path: str) -> str | None:
    try:
        route: str = get_resolver(ROOT_ADDRESSES).resolve(path).route
    except Resolver404:
        return None
    return None if route == "demo/enter/<slug:persona>/<str:token>/" else route


def _routes() -> list[str]:
    return [
        route
        for route in _below(get_resolver(ROOT_ADDRESSES), "")
        if not route.startswith(("api/", "health/"))
    ]


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{prefix}{each.pattern}"
        else:
            yield from _below(each, f"{prefix}{each.pattern}")


def _shows_nothing(route: str, walks: dict[str, Walk]) -> bool:
    """Tell whether an address takes only posts, or sends everybody on."""
    path = f"/{_filled(route)}"
    statuses = {
        walk.context.request.get(f"{walk.origin}{path}", max_redirects=0).status for walk in walks.values()
    }
    return 405 in statuses or statuses <= {301, 302, 303}


def _filled(route: str) -> str:
    """Return a route with invented values: what an old or mistyped link looks like."""
    return re.sub(
        "<str:[^>]*>", "invented", re.sub("<uuid:[^>]*>", "00000000-0000-4000-8000-000000000000", route)
    )
