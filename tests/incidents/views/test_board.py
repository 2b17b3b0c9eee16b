"""The board in a browser: what stands on it, for whom, and how it stays live."""

import json
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from amparo.core import clock
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents import api
from amparo.incidents.api import MergeReason, Outcome
from amparo.incidents.models import Incident
from amparo.reports.api import Activity, PlaceKind
from tests.incidents import world
from tests.incidents.world import OBSERVER
from tests.personas import Personas


@pytest.fixture(autouse=True)
def tonight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the invented night be now: views read the clock."""
    monkeypatch.setattr(world, "NIGHT", clock.floor_to(clock.now(), clock.HOUR))


def address(name: str, incident: Incident | None = None) -> str:
    return reverse(f"incidents:{name}", args=[incident.pk] if incident else [])


def cursor_of(page: bytes) -> str:
    found = re.search(rb'data-cursor="([^"]+)"', page)
    assert found
    return found.group(1).decode()


def test_the_queue_says_what_where_when_and_by_how_many(personas: Personas) -> None:
    world.seen(activity=Activity.TAKING_SOMEONE, text="call 213-555-0142, they know")

    page = personas.dispatcher.client.get(address("board"))

    text = page.content.decode()
    for words in (
        "Taking someone",
        "Near ",
        "ago",
        "1 report, 1 first-hand",
        "Urgent",
        "Private details",
        "Open",
    ):
        assert words in text
    assert "213-555" not in text


def test_an_empty_board_says_what_to_expect(personas: Personas) -> None:
    page = personas.dispatcher.client.get(address("board"))

    assert "New reports appear here by themselves" in page.content.decode()


def test_the_page_of_an_incident_marks_what_leads_to_a_person(personas: Personas) -> None:
    incident = world.seen(text="they took the man; call 213-555-0142, they know <b>him</b>")

    text = personas.verifier.client.get(address("incident", incident)).content.decode()

    assert '<mark title="phone number">213-555-0142</mark>' in text
    assert "&lt;b&gt;him&lt;/b&gt;" in text
    assert "Record the outcome" in text


def test_who_may_not_read_reports_sees_no_word_of_them(personas: Personas) -> None:
    incident = world.seen(text="the green house beside the laundry")

    for persona in (personas.hotline_operator, personas.coordinator):
        for name in ("incident", "live"):
            text = persona.client.get(address(name, incident)).content.decode()
            assert "green house" not in text
            assert "<form" not in text.split("board__detail")[-1] or "sign" in text
            assert "Record the outcome" not in text


@pytest.mark.parametrize("name", ["board", "queue", "points"])
def test_the_outsider_learns_nothing(personas: Personas, name: str) -> None:
    incident = world.seen()

    for target in (address(name), address("incident", incident), address("live", incident)):
        answer = personas.outsider.client.get(target)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_members_without_the_board_are_refused(personas: Personas) -> None:
    incident = world.seen()

    for persona in (
        personas.observer,
        personas.keyholder,
        personas.legal,
        personas.case_worker,
        personas.editor,
    ):
        for target in (address("board"), address("queue"), address("points"), address("incident", incident)):
            assert persona.client.get(target).status_code == 403


def test_an_incident_that_does_not_exist_is_not_found(personas: Personas) -> None:
    for name in ("incident", "live"):
        target = reverse(f"incidents:{name}", args=[uuid4()])
        assert personas.dispatcher.client.get(target).status_code == 404


def test_a_merged_incident_leads_to_where_its_reports_are(personas: Personas) -> None:
    one, other = world.seen(), world.seen(north_m=5000)
    by = personas.dispatcher.actor
    api.merge(incident_id=other.pk, into=one.pk, reason=MergeReason.SAME_EVENT, by=by, now=world.after(1))

    answer = personas.dispatcher.client.get(address("incident", other))

    assert answer["Location"] == address("incident", one)


# -- Live -------------------------------------------------------------------------------------------------------------


def test_the_queue_renews_itself_only_when_something_happened(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    world.seen()
    browser = personas.dispatcher.client
    cursor = cursor_of(browser.get(address("board")).content)

    assert browser.get(address("queue"), {"after": cursor}).status_code == 204

    world.seen(north_m=3000)
    renewed = browser.get(address("queue"), {"after": cursor})
    assert renewed.status_code == 200
    assert renewed.content.count(b"queue__item") == 2
    assert b"<html" not in renewed.content
    assert browser.get(address("queue"), {"after": cursor_of(renewed.content)}).status_code == 204


def test_the_texts_that_say_how_long_ago_are_renewed_each_minute(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.seen()
    cursor = cursor_of(personas.dispatcher.client.get(address("board")).content)
    later = clock.now() + clock.MINUTE
    monkeypatch.setattr(clock, "now", lambda: later)

    assert personas.dispatcher.client.get(address("queue"), {"after": cursor}).status_code == 200


@pytest.mark.parametrize("nonsense", ["", "-", "x", "9" * 400, "1-2-3", "٣-4", "-1-5", "1e9-0", "%00"])
def test_a_cursor_that_is_none_gets_everything(personas: Personas, nonsense: str) -> None:
    world.seen()

    answer = personas.dispatcher.client.get(address("queue"), {"after": nonsense, "selected": nonsense})

    assert answer.status_code == 200


@pytest.mark.parametrize("nonsense", ["0", "-3", "x", "1e3", "٣", "9" * 400, ""])
def test_nonsense_in_the_address_shows_a_page(personas: Personas, nonsense: str) -> None:
    world.seen()

    answer = personas.dispatcher.client.get(address("board"), {"page": nonsense, "shelf": nonsense})

    assert answer.status_code == 200


def test_nothing_of_the_board_is_kept_by_caches(personas: Personas) -> None:
    incident = world.seen()

    for target in (address("board"), address("queue"), address("points"), address("incident", incident)):
        assert "no-store" in personas.dispatcher.client.get(target)["Cache-Control"]


# -- The map says what the list says, as precisely as the reader may see ----------------------------------------------

POINT_KEYS = {"id", "lat", "lon", "status", "text", "href", "current"}


def points(client: Client) -> list[dict[str, object]]:
    answer = json.loads(client.get(address("points")).content)
    assert answer.keys() == {"points"}
    found = answer["points"]
    assert isinstance(found, list)
    return found


def test_a_point_holds_these_keys_and_no_others_for_every_role(personas: Personas) -> None:
    world.seen(text="the green house beside the laundry", markings="POLICE ICE", vehicles="white van")

    for persona in (personas.dispatcher, personas.verifier, personas.hotline_operator, personas.coordinator):
        (point,) = points(persona.client)
        assert point.keys() == POINT_KEYS
        assert "green" not in str(point)
        assert "white van" not in str(point)


def test_the_map_shows_what_the_queue_shows(personas: Personas) -> None:
    incidents = {str(world.seen(north_m=3000 * n).pk) for n in range(3)}
    queue = personas.dispatcher.client.get(address("queue")).content.decode()

    found = points(personas.dispatcher.client)

    assert {point["id"] for point in found} == incidents
    assert all(str(point["href"]) in queue for point in found)


def test_a_home_is_a_neighbourhood_to_those_who_send_nobody(personas: Personas) -> None:
    incident = world.seen(place_kind=PlaceKind.HOME)
    middle = cells.centre(cells.coarsen(Cell(incident.cell), Precision.NEIGHBOURHOOD))

    (exact,) = points(personas.dispatcher.client)
    (blurred,) = points(personas.coordinator.client)

    assert (blurred["lat"], blurred["lon"]) == (round(middle.lat, 6), round(middle.lon, 6))
    assert (exact["lat"], exact["lon"]) != (blurred["lat"], blurred["lon"])


def test_a_place_nobody_knows_is_in_the_queue_and_not_on_the_map(personas: Personas) -> None:
    world.seen(place_is_known=False)

    assert "Place not known" in personas.dispatcher.client.get(address("board")).content.decode()
    assert points(personas.dispatcher.client) == []


def test_the_chosen_incident_is_on_the_map_wherever_it_stands_in_the_queue(personas: Personas) -> None:
    incident = world.seen()
    now = clock.now()
    api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=now,
    )
    world.seen(north_m=3000)

    answer = json.loads(
        personas.dispatcher.client.get(address("points"), {"selected": str(incident.pk)}).content
    )

    assert [point["id"] for point in answer["points"] if point["current"]] == [str(incident.pk)]
    assert len(answer["points"]) == 2


def test_what_was_decided_stands_on_the_other_shelf(personas: Personas) -> None:
    incident = world.seen()
    now = clock.now()
    api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=now,
    )
    browser = personas.dispatcher.client

    assert str(incident.pk) not in browser.get(address("board")).content.decode()
    decided = browser.get(address("board"), {"shelf": "decided"}).content.decode()
    assert "Unfounded" in decided
    assert f"{incident.pk}/?shelf=decided" in decided
