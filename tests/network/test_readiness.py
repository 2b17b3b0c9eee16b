"""Members say that they are on; it ends by itself, and nobody can see it afterwards."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from amparo.core import clock, jobs
from amparo.core.models import JournalEntry
from amparo.network import api as network
from amparo.network.api import Role
from amparo.network.models import Readiness
from amparo.network.services import readiness
from amparo.network.services.readiness import NoTaskToBeOnFor
from tests.personas import Persona, Personas, add_member

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 1, 11, 4, 0, tzinfo=UTC)  # eight in the evening in Los Angeles
MORNING = datetime(2026, 1, 11, 14, 0, tzinfo=UTC)


def on(who: Persona, until: time = time(6)) -> datetime:
    return readiness.go_on(until=until, by=who.actor, now=EVENING)


def names(now: datetime = EVENING) -> list[str]:
    return [each.name for each in network.who_is_on(now)]


def test_who_says_so_is_on_until_then_and_not_a_moment_longer(personas: Personas) -> None:
    assert on(personas.dispatcher) == MORNING
    assert names(MORNING - timedelta(seconds=1)) == ["Dolores"]
    assert names(MORNING) == []


def test_saying_so_again_changes_the_time_and_off_ends_it(personas: Personas) -> None:
    on(personas.dispatcher)
    on(personas.dispatcher, time(7))
    assert [each.until for each in network.who_is_on(EVENING)] == [MORNING + timedelta(hours=1)]

    readiness.go_off(by=personas.dispatcher.actor)
    readiness.go_off(by=personas.dispatcher.actor)

    assert names() == []


def test_what_was_said_is_forgotten_when_it_is_over_and_stands_in_no_journal(personas: Personas) -> None:
    before = JournalEntry.objects.count()
    on(personas.dispatcher)
    on(personas.verifier, time(5))

    jobs.run_all(now=MORNING - timedelta(minutes=30))
    assert Readiness.objects.count() == 1
    jobs.run_all(now=MORNING)

    assert Readiness.objects.count() == 0
    assert JournalEntry.objects.count() == before


def test_who_is_suspended_or_removed_is_not_on_and_does_not_come_back_on(personas: Personas) -> None:
    coordinator = personas.coordinator.actor
    on(personas.dispatcher)
    on(personas.verifier)

    network.suspend_member(member_id=personas.dispatcher.id, by=coordinator, now=EVENING)
    network.remove_member(member_id=personas.verifier.id, by=coordinator, now=EVENING)
    network.reinstate_member(member_id=personas.dispatcher.id, by=coordinator, now=EVENING)

    assert names() == []


def test_who_was_suspended_a_moment_ago_can_not_be_on(personas: Personas) -> None:
    actor = personas.dispatcher.actor
    network.suspend_member(member_id=personas.dispatcher.id, by=personas.coordinator.actor, now=EVENING)

    with pytest.raises(network.NoSuchMember):
        readiness.go_on(until=time(6), by=actor, now=EVENING)

    assert names() == []


def test_who_has_no_task_is_not_on(personas: Personas) -> None:
    with pytest.raises(NoTaskToBeOnFor):
        on(personas.organiser)


def test_who_is_on_is_found_by_one_query(personas: Personas, django_assert_num_queries: object) -> None:
    several = add_member(Role.VERIFIER, Role.EDITOR, handle="two-roles", name="Zoe")
    for each in (personas.dispatcher, personas.verifier, several):
        on(each)

    with django_assert_num_queries(1):  # type: ignore[operator]  # a context manager of pytest-django
        found = network.who_is_on(EVENING)

    assert [(each.name, each.roles) for each in found] == [
        ("Dolores", (Role.DISPATCHER,)),
        ("Vero", (Role.VERIFIER,)),
        ("Zoe", (Role.VERIFIER, Role.EDITOR)),
    ]


def test_a_member_goes_on_and_off_by_the_page(personas: Personas) -> None:
    browser = personas.dispatcher.client
    until = (clock.now().astimezone(network.current_network().time_zone) + timedelta(hours=2)).strftime(
        "%H:%M"
    )

    answer = browser.post("/desk/on/", {"until": until})

    assert (answer.status_code, answer["Location"]) == (303, "/desk/on/")
    assert "You are on until" in browser.get("/desk/on/").content.decode()
    assert "Dolores" in personas.verifier.client.get("/desk/").content.decode()
    assert browser.post("/desk/on/off/").status_code == 303
    assert Readiness.objects.count() == 0


@pytest.mark.parametrize("until", ["", "25:00", "soon", "12:00; DROP", "٢٣:٠٠x", "\x00"])
def test_what_is_no_time_is_asked_for_again(personas: Personas, until: str) -> None:
    answer = personas.dispatcher.client.post("/desk/on/", {"until": until})

    assert answer.status_code == 422
    assert Readiness.objects.count() == 0


def test_only_those_who_work_with_them_see_who_is_on(personas: Personas) -> None:
    readiness.go_on(until=_in_two_hours(), by=personas.dispatcher.actor, now=clock.now())

    for who in personas.members():
        seen = "Dolores" in _without_frame(who.client, "/desk/on/") or "Dolores" in _without_frame(
            who.client, "/desk/"
        )
        works_with = {"hotline_operator", "dispatcher", "verifier", "editor", "coordinator"}
        assert seen == (who.role is not None and who.role.value in works_with), who.name


def test_nothing_public_tells_who_is_on(personas: Personas) -> None:
    readiness.go_on(until=_in_two_hours(), by=personas.dispatcher.actor, now=clock.now())

    for path in ("/", "/numbers/", "/report/", "/how-we-protect-you/"):
        assert "Dolores" not in personas.outsider.client.get(path).content.decode()
    assert personas.outsider.client.get("/desk/on/").status_code == 302


def _in_two_hours() -> time:
    zone = network.current_network().time_zone
    return (clock.now().astimezone(zone) + timedelta(hours=2)).time().replace(second=0, microsecond=0)


def _without_frame(browser: Client, path: str) -> str:
    page = browser.get(path).content.decode()
    return page[page.index("<h1") :] if path == "/desk/on/" else page[page.index("</h1>") :]
