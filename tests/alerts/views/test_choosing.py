"""Choosing what to watch: without JavaScript, by the map with keyboard and pointer, and what is refused in words."""

import json
from datetime import time

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionWay
from amparo.alerts.queries import signing
from amparo.alerts.queries import wishes as wish_queries
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core.places.cells import Point, cell_at
from tests import needs
from tests.alerts import browsing
from tests.alerts.views.test_keyboard import OPTIONS
from tests.alerts.world import PICO_UNION, World

BOW_TIE = [[-118.3, 34], [-118.2, 34.1], [-118.2, 34], [-118.3, 34.1], [-118.3, 34]]
NEAR = [
    [[-118.29, 34.04], [-118.27, 34.04], [-118.27, 34.06], [-118.29, 34.06], [-118.29, 34.04]],
]


def asked(**given: object) -> dict[str, object]:
    return {**browsing.wished(address="ana@example.org", places=""), **given}


def polygon(coordinates: object) -> str:
    return json.dumps({"type": "Polygon", "coordinates": coordinates})


@pytest.mark.parametrize(
    "given",
    [
        {"around": "90015", "radius": "1600"},
        {"around": "Pico-Union", "radius": "3200"},
        {"lat": "34.0467", "lon": "-118.2850", "radius": "1600"},
        {"drawn": polygon(NEAR)},
    ],
    ids=["zip", "name", "map", "drawn"],
)
def test_a_place_is_kept_as_cells_and_not_as_it_was_named(world: World, given: dict[str, str]) -> None:
    answer = Client().post(reverse("alerts:subscribe"), asked(**given))

    assert answer.status_code == 303, browsing.errors(answer)
    row = Subscription.objects.get()
    wishes = wish_queries.of_row(row)
    assert wishes.drawn
    assert wishes.areas == ()
    assert any(cell_at(PICO_UNION, resolution) in wishes.drawn for resolution in (5, 6, 7))


@pytest.mark.parametrize(
    "given, said",
    [
        ({"around": "Atlantis", "radius": "1600"}, "We do not know this place"),
        ({"lat": "40", "lon": "-100"}, "outside our region"),
        ({"lat": "91", "lon": "0"}, "could not read the place"),
        ({"lat": "x", "lon": ""}, "We do not know this place"),
        ({"lat": "nan", "lon": "nan"}, "could not read the place"),
        ({"around": "90015", "radius": "1"}, "Select a valid choice"),
        ({"drawn": "{"}, "could not read the area"),
        ({"drawn": polygon([BOW_TIE])}, "crosses itself"),
        ({"drawn": polygon([[[-118.3, 34], [-118.2, 34.1], [-118.3, 34]]])}, "three corners"),
        ({"drawn": polygon([[[-122, 33], [-114, 33], [-118, 38], [-122, 33]]])}, "too large"),
        ({"drawn": polygon([[[-100, 40], [-100.1, 40], [-100, 40.1], [-100, 40]]])}, "outside our region"),
        ({"drawn": "x" * 30_000}, "at most 20000"),
        ({"places": "Pico-Union", "quiet_from": "22:00"}, "beginning and an end"),
        ({"places": "Pico-Union", "quiet_from": "22:00", "quiet_until": "22:00"}, "beginning and an end"),
        ({"places": "Pico-Union", "quiet_from": "25:00", "quiet_until": "22:00"}, "valid time"),
        ({"places": ""}, "Name a place, or choose the whole region"),
    ],
)  # fmt: skip
def test_what_can_not_be_watched_is_refused_in_words(world: World, given: dict[str, str], said: str) -> None:
    answer = Client().post(reverse("alerts:subscribe"), asked(**given))

    assert answer.status_code == 422
    assert said in answer.text
    assert not Subscription.objects.exists()


def test_quiet_hours_are_kept_shown_and_taken_away(world: World) -> None:
    key = world.subscriber("ana@near.example")
    address = reverse("alerts:change", args=[world.stop_token(key)])
    form = {**browsing.wished(), "quiet_from": "22:00", "quiet_until": "07:00", "wakes": "on"}

    page = Client().post(address, form, follow=True)

    row = Subscription.objects.get()
    assert (row.quiet_from, row.quiet_until, row.wakes) == (time(22), time(7), True)
    assert "10 p.m." in page.text
    assert 'value="22:00"' in page.text

    Client().post(address, browsing.wished())
    row.refresh_from_db()
    assert (row.quiet_from, row.quiet_until, row.wakes) == (None, None, False)


def test_what_was_drawn_is_shown_in_words_and_stays_until_it_is_unticked(world: World) -> None:
    Client().post(reverse("alerts:subscribe"), asked(drawn=polygon(NEAR)))
    page = Client().get(browsing.confirm_path(Subscription.objects.get().pk))
    assert "near" in page.text
    assert "watched-areas" in page.text
    Client().post(browsing.confirm_path(Subscription.objects.get().pk))
    address = reverse("alerts:change", args=[world.stop_token(Subscription.objects.get().pk)])

    Client().post(address, {**browsing.wished(places="Sylmar"), "keeps_drawn": "on"})
    assert Subscription.objects.get().drawn
    Client().post(address, browsing.wished(places="Sylmar"))

    assert Subscription.objects.get().drawn == []
    assert Client().post(address, browsing.wished(places="")).status_code == 422


def test_ways_are_added_ordered_and_taken_out_by_plain_forms(world: World) -> None:
    channels.switch_on(ChannelKind.SMS, by="test", now=world.now)
    key = world.subscriber("ana@near.example")
    token = world.stop_token(key)
    address, client = reverse("alerts:ways", args=[token]), Client()

    def press(**form: object) -> str:
        answer = client.post(address, form)
        assert answer.status_code == 303, browsing.errors(answer)
        return str(answer["Location"])

    assert "asked=1" in press(do="add", kind="sms", address="213-373-4253")
    way = SubscriptionWay.objects.get()
    assert "added=1" in press(do="code", code=signing.code_of(way.pk))
    assert "ordered=1" in press(do="up", way=way.pk)
    assert Subscription.objects.get().channel == "sms"
    assert "out=1" in press(do="out", way="")
    assert Subscription.objects.get().channel == "email"
    assert not SubscriptionWay.objects.exists()


@pytest.mark.parametrize(
    "form, status, said",
    [
        (
            {"do": "add", "kind": "sms", "address": "+52 55 1234 5678"},
            422,
            "only to telephones of our own country",
        ),
        ({"do": "add", "kind": "sms", "address": "hello"}, 422, "does not look like a telephone number"),
        ({"do": "add", "kind": "email", "address": "hello"}, 422, "does not look like an e-mail address"),
        ({"do": "code", "code": "123456"}, 422, "This code does not fit"),
        ({"do": "out", "way": ""}, 422, "This is the only way to you"),
        ({"do": "up", "way": ""}, 404, "This link is not valid"),
        ({"do": "out", "way": "0c7d3b34-0000-4000-8000-000000000000"}, 404, "This link is not valid"),
        ({"do": "explode"}, 422, ""),
        ({}, 422, ""),
    ],
)
def test_what_can_not_be_done_with_ways_is_refused_in_words(
    world: World, form: dict[str, str], status: int, said: str
) -> None:
    channels.switch_on(ChannelKind.SMS, by="test", now=world.now)
    token = world.stop_token(world.subscriber("ana@near.example"))

    answer = Client().post(reverse("alerts:ways", args=[token]), form)

    assert answer.status_code == status
    assert said in answer.text
    assert not SubscriptionWay.objects.exists()


def test_opening_the_links_of_renewal_and_of_a_way_changes_nothing(world: World) -> None:
    key = world.subscriber("ana@near.example")
    token = world.stop_token(key)
    Client().post(
        reverse("alerts:ways", args=[token]), {"do": "add", "kind": "email", "address": "b@near.example"}
    )
    link = signing.path(SubscriptionWay.objects.get().pk, "confirm_way")
    until = Subscription.objects.get().consent_until

    for path in (link, reverse("alerts:renew", args=[token])):
        assert Client().get(path).status_code == 200
    assert Subscription.objects.get().consent_until == until
    assert SubscriptionWay.objects.get().state == SubscriptionState.PENDING

    assert Client().post(link).status_code == 303
    assert Client().post(reverse("alerts:renew", args=[token])).status_code == 303
    for made_up in (token[::-1], "x", f"{token}A"):
        assert Client().get(reverse("alerts:confirm_way", args=[made_up])).status_code == 404
        assert Client().get(reverse("alerts:renew", args=[made_up])).status_code == 404
        assert Client().post(reverse("alerts:ways", args=[made_up]), {"do": "up"}).status_code == 404


@pytest.mark.journey
@pytest.mark.needs("chromium")
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(90)
def test_an_area_is_drawn_by_keyboard_alone_in_spanish_on_a_telephone(
    world: World, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    token = world.stop_token(world.subscriber("ana@near.example", areas=("sylmar",)))

    with sync_playwright() as playwright:
        options = [*OPTIONS, "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=needs.path_of("chromium"), args=options)
        page = browser.new_context(viewport={"width": 390, "height": 844}, locale="es").new_page()
        page.goto(f"{live_server.url}{reverse('alerts:unsubscribe', args=[token])}")
        _press(page, "Alrededor de un lugar")
        _press(page, "Abrir el mapa", nth=2)
        page.wait_for_selector(".maplibregl-canvas", timeout=20_000)
        _press(page, "Esquina en el centro del mapa")
        for keys in ("ArrowRight ArrowRight", "ArrowDown ArrowDown", "ArrowLeft ArrowLeft"):
            canvas = page.locator(".maplibregl-canvas").last
            canvas.focus()
            for key in keys.split():
                canvas.press(key)
                page.wait_for_timeout(400)
            canvas.press("Enter")
        page.wait_for_selector("text=El área tiene 4 esquinas")
        page.locator(".map__point--corner").last.focus()
        page.keyboard.press("ArrowDown")
        _press(page, "Guardar")
        page.wait_for_selector("text=Guardado.")
        assert page.locator("text=El área que eligió en el mapa").count() == 1
        browser.close()

    drawn = wish_queries.of_row(Subscription.objects.get()).drawn
    assert drawn
    assert cell_at(Point(34.3, -118.44), 7) not in drawn


def _press(page: Page, words: str, nth: int = 1) -> None:
    """Press Tab until the focus is on something that says the words, the nth time, and press it."""
    seen = 0
    for _ in range(150):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent.trim()")
        seen += text.startswith(words)
        if seen == nth:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"nobody sees that the focus is on {words}"
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach {words}")
