"""A browser that gets alerts: asked for on the page, begun at once, given another address, ended."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Subscription
from amparo.alerts.services import pace
from amparo.channels import keys
from amparo.channels.models import Correspondent, RecordedMessage
from amparo.channels.services.correspondents import address_of
from amparo.core import journal
from tests.alerts import browsing
from tests.alerts.world import World
from tests.channels.web_push.receiver import new_browser

KEYS_OF_A_PUSH = {"TTL", "Urgency", "Topic", "Bytes", "Tag", "Opens"}


def a_browser(name: str = "one") -> str:
    return json.dumps(
        new_browser().subscription(f"https://updates.push.services.mozilla.com/wpush/v2/{name}")
    )


def ask(address: str, **wishes: object) -> tuple[int, dict[str, object]]:
    given = {**browsing.wished(), **wishes, "subscription": address}
    given.pop("address", None)
    answer = Client().post("/alerts/push/", given)
    return answer.status_code, answer.json()


def begun(world: World, address: str, **wishes: object) -> str:
    status, told = ask(address, **wishes)
    assert status == 201, told
    world.work()
    return str(told["path"])


def pushes() -> list[RecordedMessage]:
    return list(RecordedMessage.objects.filter(kind="web_push").order_by("pk"))


def test_the_permission_is_the_consent_and_a_first_push_greets(world: World) -> None:
    begun(world, a_browser(), language="es")

    row = Subscription.objects.get()
    assert (row.state, row.channel, row.language) == ("confirmed", "web_push", "es")
    assert row.consent_until == (row.consented_at + timedelta(days=365)).date() if row.consented_at else False
    [greeting] = pushes()
    assert greeting.language == "es"
    assert "aparato" in greeting.body
    assert greeting.headers["Opens"] == "/alerts/subscribe/?lang=es"
    assert len(journal.after(0, kinds={"subscription.confirmed"})) == 1


def test_an_alert_comes_in_the_language_of_the_wish_and_names_its_page(world: World) -> None:
    begun(world, a_browser(), language="es")
    alert_id = world.released()

    alert = pushes()[-1]
    assert set(alert.headers) == KEYS_OF_A_PUSH
    assert alert.headers["Opens"] == f"/alerts/{alert_id}/?lang=es"
    assert alert.headers["Tag"] == str(alert_id)
    assert alert.headers["Urgency"] == "high"
    assert "unsubscribe" not in alert.body


def test_a_withdrawal_takes_the_alerts_place(world: World) -> None:
    begun(world, a_browser())
    alert_id = world.released()

    world.withdraw(alert_id)

    first, last = pushes()[-2:]
    assert last.headers["Tag"] == first.headers["Tag"] == str(alert_id)
    assert last.headers["Topic"] == first.headers["Topic"]
    assert last.subject != first.subject


def test_the_path_that_was_told_ends_it_and_forgets_the_address(world: World) -> None:
    path = begun(world, a_browser())

    assert Client().post(path).status_code == 200
    world.work()

    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()


def test_a_browser_that_asks_again_watches_what_it_chose_last(world: World) -> None:
    address = a_browser()
    begun(world, address, places="Boyle Heights")
    begun(world, address)

    row = Subscription.objects.get()
    assert row.areas == ["pico-union"]
    world.released()
    assert len([each for each in pushes() if each.headers["Tag"] != "welcome"]) == 1


def test_a_browsers_new_address_keeps_the_wish_and_what_was_sent(world: World) -> None:
    path = begun(world, a_browser("one"))
    alert_id = world.released()
    token = path.split("/")[-2]

    answer = Client().post(f"/alerts/push/{token}/", {"subscription": a_browser("two")})
    world.work()

    assert answer.status_code == 200
    correspondent = Correspondent.objects.get()
    assert "/two" in address_of(keys.held(), correspondent)
    assert correspondent.state == "confirmed"
    before = len(pushes())
    world.withdraw(alert_id)
    assert len(pushes()) == before + 1


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_nobody_changes_an_address_without_its_token(world: World, token: str) -> None:
    begun(world, a_browser())

    answer = Client().post(f"/alerts/push/{token}/", {"subscription": a_browser("two")})

    assert answer.status_code == 404
    assert "/one" in address_of(keys.held(), Correspondent.objects.get())


def test_a_subscription_by_mail_can_not_be_turned_into_a_browsers(world: World) -> None:
    token = world.stop_token(world.subscriber("ana@example.org"))

    assert Client().post(f"/alerts/push/{token}/", {"subscription": a_browser()}).status_code == 404

    assert address_of(keys.held(), Correspondent.objects.get()) == "ana@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "", "{}", "maria@example.org",
        json.dumps(new_browser().subscription("https://push.evil.example/x")),
        json.dumps(new_browser().subscription("https://127.0.0.1/x")),
    ],
)  # fmt: skip
def test_what_is_no_browser_of_a_known_service_is_refused_in_words(world: World, address: str) -> None:
    status, told = ask(address)

    assert status == 422
    assert told["errors"] == [
        "We can't reach this browser: its maker's service is not one that we know. Please use e-mail."
    ]
    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()


@pytest.mark.parametrize(
    "wishes", [{"places": ""}, {"places": "Atlantis"}, {"topics": []}, {"language": "xx"}, {"website": "x"}]
)
def test_wishes_that_are_none_are_refused_and_nothing_is_kept(
    world: World, wishes: dict[str, object]
) -> None:
    status, told = ask(a_browser(), **wishes)

    assert status == 422
    assert told["errors"]
    assert not Correspondent.objects.exists()


def test_one_client_cannot_subscribe_without_end(world: World) -> None:
    statuses = [ask(a_browser(str(number)))[0] for number in range(pace.SUBSCRIBE_BY_CLIENT + 1)]

    assert statuses == [201] * pace.SUBSCRIBE_BY_CLIENT + [429]


def test_without_keys_nothing_is_offered_and_nothing_taken(world: World, settings: Settings) -> None:
    assert b"<push-alerts" in Client().get("/alerts/subscribe/").content

    settings.PUSH_PUBLIC_KEY_FILE = "/nonexistent"
    settings.GATEWAY_PUBLIC_KEY_FILE = "/nonexistent"

    assert b"<push-alerts" not in Client().get("/alerts/subscribe/").content
    assert ask(a_browser())[0] == 422
    assert not Subscription.objects.exists()


def test_no_cookie_is_set_and_nothing_is_cached(world: World) -> None:
    given = {**browsing.wished(), "subscription": a_browser()}

    answer = Client().post("/alerts/push/", given)

    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_a_message_in_a_language_of_its_own_opens_a_page_that_says_it_first(world: World) -> None:
    alert_id = world.release(world.proposed(Kind.CONFIRMED)[0])

    page = Client().get(f"/alerts/{alert_id}/?lang=es", headers={"accept-language": "en"}).content.decode()

    assert '<h1 lang="es"' in page


def test_a_push_is_counted_as_any_other_way(world: World) -> None:
    begun(world, a_browser())
    world.subscriber("ana@example.org")

    alert_id, _hash = world.proposed()

    shown = alerts.preview(alert_id, world.personas.editor.actor, world.now)
    assert sorted(each.channel for each in shown.audience) == ["email", "web_push"]
