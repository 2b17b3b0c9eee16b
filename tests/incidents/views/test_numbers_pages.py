"""The pages of numbers and the guide: what members read, what everybody reads, and what nobody reads."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import override_settings

from amparo.core import clock
from amparo.incidents.api import Outcome
from amparo.incidents.models import WeekNumbers
from amparo.network import api as network
from amparo.network.services import readiness
from tests.alerts.world import World
from tests.personas import Personas

pytestmark = pytest.mark.django_db

PAGES = ("/desk/numbers/", "/desk/how-to-decide/")
QueryCount = Callable[[int], AbstractContextManager[object]]


def test_everybody_reads_rounded_weeks_and_what_they_do_not_mean(personas: Personas) -> None:
    WeekNumbers.objects.create(
        week_on=date(2026, 1, 5), unfounded=40, unverifiable=15, looked_half_min=10, decided_half_min=45
    )

    page = personas.outsider.client.get("/numbers/").content.decode()

    assert "January 5, 2026" in page or "Jan. 5, 2026" in page
    assert "about 70 %" in page
    assert page.count("fewer than 5") >= 3
    assert "does not mean that it was false" in page
    assert "45 min" in page


def test_without_a_published_week_the_page_says_when_there_will_be_one(personas: Personas) -> None:
    page = personas.outsider.client.get("/numbers/").content.decode()

    assert "three days after it has ended" in page
    assert "/numbers/" in personas.outsider.client.get("/").content.decode(), (
        "the foot of every page leads there"
    )


def test_what_is_not_published_yet_moves_nothing_public(personas: Personas) -> None:
    before = _main(personas.outsider.client.get("/numbers/").content.decode())
    world = World(personas)
    for _ in range(6):
        world.incident(Outcome.UNFOUNDED)

    assert _main(personas.outsider.client.get("/numbers/").content.decode()) == before


def test_members_read_what_is_open_and_what_was_found(personas: Personas) -> None:
    world = World(personas)
    world.incident(None)
    world.incident(Outcome.CONFIRMED)

    page = " ".join(personas.verifier.client.get("/desk/numbers/").content.decode().split())

    assert "1 incident has no outcome." in page
    assert "younger than 15 min" in page
    assert "(not over)" in page
    assert "nobody" in page, "nobody has said that they are on"


def test_the_board_says_how_many_are_on_for_which_task(personas: Personas) -> None:
    zone = network.current_network().time_zone
    until = (clock.now().astimezone(zone) + timedelta(hours=2)).time().replace(second=0, microsecond=0)
    readiness.go_on(until=until, by=personas.verifier.actor, now=clock.now())

    page = " ".join(personas.dispatcher.client.get("/board/").content.decode().split())

    assert 'record outcomes: <span class="number">1</span>' in page
    assert "release alerts: nobody" in page
    assert "Vero" not in page


@pytest.mark.parametrize("path", PAGES)
def test_members_pages_are_for_those_who_see_the_board(personas: Personas, path: str) -> None:
    may = {"hotline_operator", "dispatcher", "verifier", "coordinator"}

    for who in personas.members():
        expected = 200 if who.role is not None and who.role.value in may else 403
        assert who.client.get(path).status_code == expected, who.name
    assert personas.outsider.client.get(path).status_code == 302


def test_numbers_ask_as_little_of_the_database_for_many_incidents_as_for_one(
    personas: Personas, django_assert_max_num_queries: QueryCount
) -> None:
    world = World(personas)
    for outcome in (*Outcome, None, None):
        world.incident(outcome)
    personas.verifier.client.get("/desk/numbers/")

    with django_assert_max_num_queries(16):
        personas.verifier.client.get("/desk/numbers/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_says_the_rules_in_force_and_what_reporters_read(personas: Personas, language: str) -> None:
    browser = personas.dispatcher.client
    browser.cookies["django_language"] = language
    page = " ".join(
        browser.get("/desk/how-to-decide/", headers={"accept-language": language}).content.decode().split()
    )

    told = {"en": "we could not find out", "es": "no pudimos"}[language]
    assert told in page
    assert "15 min" in page
    assert 'class="guide__example"' not in page, "a real network's incidents are no examples"


def test_in_the_demonstration_the_guide_leads_to_its_incidents(personas: Personas) -> None:
    world = World(personas)
    found = {outcome: world.incident(outcome) for outcome in Outcome}
    waits = world.incident(None)

    with override_settings(IS_DEMO=True):
        page = personas.dispatcher.client.get("/desk/how-to-decide/").content.decode()

    assert all(f"/board/{incident_id}/" in page for incident_id in (*found.values(), waits))


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]
