"""Steps on several incidents, saved filters and claims, as a browser sends them; also without JavaScript."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from amparo.core import clock
from amparo.incidents import api
from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.models import Incident, SavedFilter
from amparo.incidents.services import bulk, filters
from tests.incidents import world
from tests.personas import Personas

BULK = "/board/bulk/"


@pytest.fixture(autouse=True)
def tonight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the invented night be now."""
    monkeypatch.setattr(world, "NIGHT", clock.now() - 20 * clock.MINUTE)


def said(client: Client, answer_to: str) -> str:
    return client.get(answer_to).content.decode()


def test_the_answer_says_for_how_many_it_was_done_and_for_which_not_and_why(personas: Personas) -> None:
    free, taken = world.seen(), world.seen(north_m=5000)
    api.claim_checking(incident_id=taken.pk, by=personas.verifier.actor, now=clock.now())
    browser = personas.dispatcher.client

    answer = browser.post(BULK, {"step": "claim", "incident": [str(free.pk), str(taken.pk)]})

    assert (answer.status_code, answer["Location"]) == (303, "/board/?shelf=to_do")
    page = said(browser, answer["Location"])
    assert "You check 1 incident now." in page
    assert f"Not done for 1: {personas.verifier.name} said a moment ago that they check it." in page
    assert Incident.objects.get(pk=free.pk).checking_by_id == personas.dispatcher.id


def test_the_part_of_the_queue_and_the_open_incident_are_kept(personas: Personas) -> None:
    incident = world.seen()
    where = f"{BULK}?shelf=aside&page=2&flag=urgent"
    sent = {"step": "set_aside", "incident": str(incident.pk)}
    browser = personas.dispatcher.client

    assert browser.post(where, sent)["Location"] == "/board/?page=2&flag=urgent&shelf=aside"
    beside = browser.post(where, sent | {"beside": str(incident.pk)})["Location"]
    assert beside == f"/board/{incident.pk}/?page=2&flag=urgent&shelf=aside"


def test_before_outcomes_are_recorded_it_asks_once_more(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = world.seen()
    later = clock.now() + 13 * clock.HOUR
    monkeypatch.setattr(clock, "now", lambda: later)
    browser, sent = personas.verifier.client, {"step": "unverifiable", "incident": str(incident.pk)}

    asked = browser.post(BULK, sent).content.decode()
    assert "Each reporter is told" in asked
    assert Incident.objects.get(pk=incident.pk).state == "open"

    answer = browser.post(BULK, sent | {"is_confirmed": "1"})
    assert Incident.objects.get(pk=incident.pk).outcome == "unverifiable"
    assert "Recorded for 1 incident" in said(browser, answer["Location"])
    assert "Not done for 1" in said(browser, browser.post(BULK, sent | {"is_confirmed": "1"})["Location"])


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"step": "claim"},
        {"step": "erase", "incident": "5d84ac34-c733-4787-8be8-34cb65ba7bf5"},
        {"step": "claim", "incident": "x"},
    ],
)
def test_nonsense_changes_nothing_and_is_answered(personas: Personas, sent: dict[str, str]) -> None:
    incident = world.seen()
    browser = personas.dispatcher.client

    answer = browser.post(BULK, sent)

    assert answer.status_code == 303
    assert "notice--danger" in said(browser, answer["Location"])
    assert Incident.objects.get(pk=incident.pk).state == "open"


def test_too_many_are_refused_whole_with_words(personas: Personas) -> None:
    incident = world.seen()
    browser = personas.dispatcher.client
    many = [str(incident.pk), *(str(uuid4()) for _ in range(bulk.MOST_AT_ONCE))]

    answer = browser.post(BULK, {"step": "claim", "incident": many})

    assert f"Choose at most {bulk.MOST_AT_ONCE} at once" in said(browser, answer["Location"])
    assert Incident.objects.get(pk=incident.pk).state == "open"


def test_who_may_not_is_refused_and_a_forged_form_too(personas: Personas) -> None:
    incident = world.seen()
    sent = {"step": "claim", "incident": str(incident.pk)}

    assert personas.coordinator.client.post(BULK, sent).status_code == 403
    assert personas.outsider.client.post(BULK, sent).status_code == 302
    unverifiable = {"step": "unverifiable", "incident": str(incident.pk)}
    for confirmed in ({}, {"is_confirmed": "1"}):
        assert personas.dispatcher.client.post(BULK, unverifiable | confirmed).status_code == 403
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = personas.dispatcher.client.cookies
    assert forger.post(BULK, sent).status_code == 403
    assert Incident.objects.get(pk=incident.pk).state == "open"


def test_two_at_one_incident_see_each_other(personas: Personas) -> None:
    incident = world.seen()
    address = reverse("incidents:incident", args=[incident.pk])
    personas.verifier.client.get(address)

    assert f"{personas.verifier.name} looks at it" in said(personas.dispatcher.client, address)
    assert f"{personas.verifier.name} looks at it" in said(personas.dispatcher.client, "/board/?shelf=to_do")
    assert f"{personas.verifier.name} looks" not in said(personas.verifier.client, "/board/?shelf=to_do")


def test_dangers_and_what_came_back_are_words_on_the_row(personas: Personas) -> None:
    incident = world.seen(child_alone=True, someone_hurt=True)
    Incident.objects.filter(pk=incident.pk).update(came_back=True)

    page = said(personas.dispatcher.client, "/board/?shelf=to_do")

    for words in ("Child alone", "Somebody hurt", "Came back: nobody acted"):
        assert words in page


def test_the_holder_sees_when_a_claim_comes_back_and_keeps_it(personas: Personas) -> None:
    incident = world.seen()
    address = reverse("incidents:incident", args=[incident.pk])
    keep = reverse("incidents:keep_claim", args=[incident.pk])
    api.claim_checking(incident_id=incident.pk, by=personas.dispatcher.actor, now=clock.now())

    assert "I still check it" in said(personas.dispatcher.client, address)
    assert "I still check it" not in said(personas.verifier.client, address)
    assert personas.dispatcher.client.post(keep).status_code == 303
    refused = personas.verifier.client.post(keep)
    assert "You do not check this incident any more." in said(personas.verifier.client, refused["Location"])


def test_a_filter_works_by_its_address_and_says_what_it_shows(personas: Personas) -> None:
    world.seen()
    waiting = world.seen(north_m=5000, activity="waiting")

    page = said(personas.dispatcher.client, "/board/?activity=waiting&area=nowhere&flag=&independent=x")

    assert page.count('class="queue__item') == 1
    assert str(waiting.pk) in page
    assert "Standing or parked, waiting" in page
    assert "Show everything" in page


def test_a_filter_is_kept_opens_the_board_and_is_deleted(personas: Personas) -> None:
    browser = personas.dispatcher.client
    kept = browser.post("/board/filters/save/?flag=urgent", {"name": " \u202eurgent\u200b  ones "})
    assert kept["Location"] == "/board/?flag=urgent&shelf=to_do"
    saved = SavedFilter.objects.get()
    assert saved.name == "urgent ones"
    change = reverse("incidents:change_filter", args=[saved.pk])

    browser.post(change, {"step": "make_default"})
    assert browser.get("/board/")["Location"] == "/board/?flag=urgent&shelf=to_do"
    assert browser.get("/board/?shelf=to_do").status_code == 200
    assert "The board opens with it." in said(browser, "/board/filters/")

    browser.post(change, {"step": "rename", "name": "other"})
    assert SavedFilter.objects.get().name == "other"
    browser.post(change, {"step": "clear_default"})
    assert browser.get("/board/").status_code == 200
    browser.post(change, {"step": "delete"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 41])
def test_a_name_that_is_none_is_refused_with_words(personas: Personas, name: str) -> None:
    browser = personas.dispatcher.client
    filter_id = filters.save(name="mine", wanted=Filter(flag=Flag.NEWS), by=personas.dispatcher.actor)

    for target in ("/board/filters/save/?flag=urgent", reverse("incidents:change_filter", args=[filter_id])):
        answer = browser.post(target, {"name": name, "step": "rename"})
        assert "notice--danger" in said(browser, answer["Location"])

    assert [each.name for each in SavedFilter.objects.all()] == ["mine"]


def test_the_filter_of_another_does_not_exist(personas: Personas) -> None:
    filter_id = filters.save(name="mine", wanted=Filter(flag=Flag.NEWS), by=personas.dispatcher.actor)
    change = reverse("incidents:change_filter", args=[filter_id])

    assert personas.verifier.client.post(change, {"step": "delete"}).status_code == 404
    assert personas.observer.client.post(change, {"step": "delete"}).status_code == 403
    assert SavedFilter.objects.count() == 1
