"""Every page opens for whom it should, in both interface languages, with and without something on it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Subscription
from amparo.incidents.api import Outcome
from tests.alerts import browsing
from tests.alerts.world import World


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["/", "/alerts/check/", "/alerts/subscribe/", "/alerts/subscribe/asked/"])
def test_public_pages_open_when_nothing_is_there(world: World, path: str, language: str) -> None:
    answer = Client().get(path, headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text
    assert not answer.cookies


def test_the_first_page_shows_released_alerts_only(world: World) -> None:
    world.incident(outcome=None)
    proposed, _hash = world.proposed(Kind.UNFOUNDED)
    released = world.released(Kind.OTHER_AGENCY)

    page = Client().get("/").text

    assert str(released) in page
    assert str(proposed) not in page


def test_the_whole_way_on_the_desk(world: World) -> None:
    incident_id = world.incident(Outcome.CONFIRMED)
    dispatcher, editor = world.personas.dispatcher.client, world.personas.editor.client

    assert "Confirmed" in dispatcher.get(f"/desk/alerts/compose/{incident_id}/").text
    made = dispatcher.post(f"/desk/alerts/compose/{incident_id}/", browsing.composed())
    assert made.status_code == 303, browsing.errors(made)
    preview = made["Location"]
    assert dispatcher.post(f"{preview}propose/").status_code == 303
    assert "somebody else must release" in dispatcher.get(preview).text
    shown = editor.get(preview).text
    content_hash = re.search(r'name="content_hash" value="([0-9a-f]{64})"', shown)
    assert content_hash is not None
    assert editor.post(f"{preview}release/", {"content_hash": content_hash[1]}).status_code == 303
    world.work()
    assert 'data-cursor="' in editor.get(f"{preview}progress/").text
    assert editor.get(preview).status_code == 200
    assert editor.get("/desk/alerts/").status_code == 200


def test_nobody_fills_a_form_in_vain_while_a_message_stands(world: World) -> None:
    incident_id = world.incident()
    standing = world.release(world.compose(incident_id))

    answer = world.personas.dispatcher.client.get(f"/desk/alerts/compose/{incident_id}/")

    assert answer.status_code == 409
    assert f"/desk/alerts/{standing}/" in answer.text
    assert "<textarea" not in answer.text


def test_an_old_no_is_not_called_invalid(world: World) -> None:
    world.now -= timedelta(hours=5)
    old = world.released(Kind.UNFOUNDED)

    page = Client().get("/").text

    assert str(old) in page
    assert "No longer valid" not in page


def test_a_page_of_an_alert_says_loudly_that_it_was_taken_back(world: World) -> None:
    alert_id = world.released()

    world.withdraw(alert_id)

    page = Client().get(f"/alerts/{alert_id}/").text
    assert "We took this message back" in page


def test_a_correction_stands_loudly_on_the_page_of_what_it_corrects(world: World) -> None:
    incident_id = world.incident(Outcome.CONFIRMED)
    first = world.release(world.compose(incident_id))
    world.correct_outcome(incident_id, Outcome.UNFOUNDED)

    correction = world.follow(first, Kind.CORRECTION)

    page = Client().get(f"/alerts/{first}/").text
    assert "We were wrong in this message" in page
    assert str(correction) in page


def test_the_archive_names_the_district_only(world: World) -> None:
    alert_id = world.released(precision=10, slots={"where": "8th Street and Union Avenue"})
    fresh = Client().get(f"/alerts/{alert_id}/").text
    assert "8th Street" in fresh

    world.later(timedelta(days=4))

    with browsing.see_at(world.now):
        old = Client().get(f"/alerts/{alert_id}/").text
    assert "8th Street" not in old
    assert "Pico-Union" not in old


def test_a_subscription_is_confirmed_by_pressing_and_ended_by_one_click(world: World) -> None:
    client = Client()
    asked = client.post("/alerts/subscribe/", browsing.wished(address="ana@example.org"))
    assert asked.status_code == 303, browsing.errors(asked)
    world.work()
    row = Subscription.objects.get()
    confirm = browsing.confirm_path(row.pk)

    assert client.get(confirm).status_code == 200
    assert Subscription.objects.get().state == "pending"
    begun = client.post(confirm)
    assert begun.status_code == 303
    world.work()
    stop = begun["Location"].split("?")[0]
    assert client.get(begun["Location"]).status_code == 200
    changed = client.post(f"{stop}change/", browsing.wished(places="90011", topics=["found_false"]))
    assert changed.status_code == 303, browsing.errors(changed)
    ended = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})

    assert ended.status_code == 200
    assert not Subscription.objects.exists()
    assert client.post(stop).status_code == 404
    assert client.get(confirm).status_code == 404


def test_checking_a_text_stores_nothing(world: World) -> None:
    alert_id = world.released()
    sent = alerts.preview(alert_id, world.personas.editor.actor, world.now).texts[0]

    page = Client().post("/alerts/check/", {"text": f"{sent.headline}\n{sent.description}"})

    assert "Yes, we sent this" in page.text
    assert not page.cookies


@pytest.mark.parametrize(
    "path, allowed",
    [
        ("/desk/alerts/", {"dispatcher", "verifier", "legal", "editor", "coordinator"}),
        ("/desk/alerts/{alert}/", {"dispatcher", "verifier", "legal", "editor", "coordinator"}),
        ("/desk/alerts/{alert}/edit/", {"dispatcher", "verifier", "editor"}),
        ("/desk/alerts/compose/{incident}/", {"dispatcher", "verifier", "editor"}),
    ],
)
def test_the_desk_is_open_to_its_roles_alone(world: World, path: str, allowed: set[str]) -> None:
    incident_id = world.incident(Outcome.CONFIRMED)
    address = path.format(alert=world.compose(incident_id), incident=incident_id)

    answers = {
        (persona.role or "outsider"): persona.client.get(address).status_code
        for persona in world.personas.everybody()
    }

    assert answers.pop("outsider") == 302
    assert {role for role, status in answers.items() if status == 200} == allowed
    assert {status for role, status in answers.items() if role not in allowed} == {403}


def test_lists_ask_the_database_the_same_however_long_they_are(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    editor = world.personas.editor.client
    editor.get("/desk/alerts/")
    for kind in (Kind.CONFIRMED, Kind.UNFOUNDED, Kind.OTHER_AGENCY, Kind.UNVERIFIABLE):
        world.released(kind)
        world.proposed(kind)

    with django_assert_max_num_queries(7):
        Client().get("/")
    with django_assert_max_num_queries(17):
        editor.get("/desk/alerts/")


@pytest.mark.parametrize("action", ["propose", "release", "withdraw"])
def test_the_desk_refuses_forms_from_elsewhere(world: World, action: str) -> None:
    alert_id, content_hash = world.proposed()
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = world.personas.editor.client.cookies

    posted = browser.post(f"/desk/alerts/{alert_id}/{action}/", {"content_hash": content_hash})
    got = world.personas.editor.client.get(f"/desk/alerts/{alert_id}/{action}/")

    assert posted.status_code == 403
    assert got.status_code in {403, 405}


@pytest.mark.parametrize(
    "text", ["x" * 6001, "\n".join("line" for _ in range(10_000)), "\x00", "", "   ", "\u202e" * 3]
)
def test_odd_pasted_texts_are_answered_in_words(world: World, text: str) -> None:
    answer = Client().post("/alerts/check/", {"text": text})

    assert answer.status_code in {200, 422}
    assert "Yes, we sent this" not in answer.text


def test_own_words_are_shown_as_words(world: World) -> None:
    words = {"en": "<script>alert(1)</script> {unsubscribe_url}", "es": "<b>hola</b>"}
    alert_id = world.release(world.compose(world.incident(), free_text=words))
    world.subscriber("ana@near.example")
    world.work()

    for path in ("/", f"/alerts/{alert_id}/", "/feeds/atom/en.xml"):
        assert "<script>alert" not in Client().get(path).text
    assert (
        "{"
        not in Client()
        .get(f"/alerts/{alert_id}/")
        .text.split("<main")[1]
        .split("<amparo-map")[0]
        .split("<script id")[0]
    )
