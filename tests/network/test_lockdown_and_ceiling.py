"""One coordinator stops all sending, two let it go on; more alerts an hour than the ceiling also need two."""

from datetime import timedelta

import pytest
from django.test import Client

from amparo.channels import api as channels
from amparo.channels.models import Lockdown
from amparo.core import journal
from amparo.network import api
from amparo.network.api import NotAllowed, NotIndependent, Role
from amparo.network.domain.policy import BasisPolicy, Policies
from amparo.network.models import CeilingLift, Member
from amparo.network.services import ceiling, lockdown, policies
from amparo.network.services.ceiling import HoursOutOfRange, NoSuchLift
from amparo.web import context
from tests.personas import FOUNDED, Persona, Personas, add_member

PAGE = "/network/sending/"


@pytest.fixture
def other(personas: Personas) -> Persona:
    """Another coordinator, of another hand."""
    return add_member(Role.COORDINATOR, handle="ottilie", name="Ottilie")


def test_one_coordinator_stops_everything_and_the_journal_names_her(personas: Personas) -> None:
    assert lockdown.lock(by=personas.coordinator.actor, now=FOUNDED)
    assert not lockdown.lock(by=personas.coordinator.actor, now=FOUNDED)

    assert channels.is_locked()
    [entry] = journal.after(0, kinds=["channels.locked"])
    assert entry.by == personas.coordinator.actor.ref


def test_two_let_it_go_on(personas: Personas, other: Persona) -> None:
    lockdown.lock(by=personas.coordinator.actor, now=FOUNDED)
    lockdown.ask_to_lift(by=personas.coordinator.actor, now=FOUNDED)

    with pytest.raises(channels.SamePersonLifts):
        lockdown.lift(by=personas.coordinator.actor, now=FOUNDED)
    assert channels.is_locked()
    lockdown.lift(by=other.actor, now=FOUNDED + timedelta(minutes=1))

    assert not channels.is_locked()
    [entry] = journal.after(0, kinds=["channels.lifted"])
    assert entry.by == other.actor.ref
    assert entry.payload["asked_by"] == personas.coordinator.actor.ref
    assert Lockdown.objects.count() == 1, "nothing is deleted"


def test_nobody_lifts_without_a_first_person(personas: Personas) -> None:
    lockdown.lock(by=personas.coordinator.actor, now=FOUNDED)

    with pytest.raises(channels.LiftNotAsked):
        lockdown.lift(by=personas.coordinator.actor, now=FOUNDED)


def test_a_second_account_of_the_same_hand_does_not_lift(personas: Personas, other: Persona) -> None:
    Member.objects.filter(pk=other.id).update(invited_by=personas.coordinator.id, vouched_by=None)
    lockdown.lock(by=personas.coordinator.actor, now=FOUNDED)
    lockdown.ask_to_lift(by=personas.coordinator.actor, now=FOUNDED)

    with pytest.raises(NotIndependent):
        lockdown.lift(by=other.actor, now=FOUNDED)


def test_locking_again_forgets_the_wish_to_lift(personas: Personas, other: Persona) -> None:
    lockdown.lock(by=personas.coordinator.actor, now=FOUNDED)
    lockdown.ask_to_lift(by=personas.coordinator.actor, now=FOUNDED)
    lockdown.lock(by=other.actor, now=FOUNDED)

    with pytest.raises(channels.LiftNotAsked):
        lockdown.lift(by=other.actor, now=FOUNDED)


@pytest.mark.parametrize("role", ["dispatcher", "verifier", "editor", "observer"])
def test_only_coordinators_stop_and_lift(personas: Personas, role: str) -> None:
    actor = getattr(personas, role).actor

    with pytest.raises(NotAllowed):
        lockdown.lock(by=actor, now=FOUNDED)
    with pytest.raises(NotAllowed):
        ceiling.ask(hours=1, by=actor, now=FOUNDED)


def test_the_operator_stops_alone_and_lifts_only_beside_a_coordinator(personas: Personas) -> None:
    lockdown.lock_at_the_machine(FOUNDED)

    with pytest.raises(api.LiftIsByTwo):
        lockdown.lift_at_the_machine(FOUNDED)
    with pytest.raises(api.LiftIsByTwo):
        lockdown.lift_at_the_machine(FOUNDED)
    assert channels.is_locked()
    lockdown.lift(by=personas.coordinator.actor, now=FOUNDED)

    assert not channels.is_locked()


def test_every_page_says_it_and_the_coordinators_page_leads_through(
    personas: Personas, other: Persona
) -> None:
    client = personas.coordinator.client

    assert "Stop all sending now" in client.get(PAGE).text
    client.post(f"{PAGE}lock/")
    context._locked.forget()
    for address in ("/", "/report/", "/alerts/check/", "/alerts/subscribe/"):
        assert "We have stopped all sending." in Client().get(address).text
    assert "Hemos detenido" in Client().get("/", headers={"accept-language": "es"}).text
    client.post(f"{PAGE}lift/ask/")
    assert "Another coordinator must agree" in client.get(PAGE).text
    assert "Let sending go on" in other.client.get(PAGE).text
    other.client.post(f"{PAGE}lift/")
    context._locked.forget()

    assert "We have stopped" not in Client().get("/").text


def test_the_ceiling_is_lifted_by_two(personas: Personas, other: Persona) -> None:
    assert ceiling.ceiling(FOUNDED) == 6
    lift_id = ceiling.ask(hours=2, by=personas.coordinator.actor, now=FOUNDED)

    with pytest.raises(NotIndependent):
        ceiling.grant(lift_id=lift_id, by=personas.coordinator.actor, now=FOUNDED)
    assert ceiling.ceiling(FOUNDED) == 6
    ceiling.grant(lift_id=lift_id, by=other.actor, now=FOUNDED)

    assert ceiling.ceiling(FOUNDED) is None
    assert ceiling.ceiling(FOUNDED + timedelta(hours=2)) == 6
    with pytest.raises(NoSuchLift):
        ceiling.grant(lift_id=lift_id, by=other.actor, now=FOUNDED)
    kinds = [entry.kind for entry in journal.about(lift_id)]
    assert kinds == ["network.ceiling_lift_asked", "network.ceiling_lifted"]


def test_a_wish_grows_old_and_its_hours_are_few(personas: Personas, other: Persona) -> None:
    lift_id = ceiling.ask(hours=1, by=personas.coordinator.actor, now=FOUNDED)

    with pytest.raises(NoSuchLift):
        ceiling.grant(lift_id=lift_id, by=other.actor, now=FOUNDED + ceiling.WISH_LASTS)
    for hours in (0, 3, 25, -1):
        with pytest.raises(HoursOutOfRange):
            ceiling.ask(hours=hours, by=personas.coordinator.actor, now=FOUNDED)


def test_one_coordinator_lowers_the_ceiling_but_does_not_raise_it(personas: Personas, other: Persona) -> None:
    by = personas.coordinator.actor
    policies.change(policies=Policies(BasisPolicy(), alerts_per_hour=3), by=by, now=FOUNDED)

    with pytest.raises(policies.CeilingRaisedByOne):
        policies.change(policies=Policies(BasisPolicy(), alerts_per_hour=60), by=by, now=FOUNDED)

    ceiling.grant(lift_id=ceiling.ask(hours=1, by=by, now=FOUNDED), by=other.actor, now=FOUNDED)
    policies.change(policies=Policies(BasisPolicy(), alerts_per_hour=12), by=by, now=FOUNDED)
    assert api.current_network().alerts_per_hour == 12


def test_the_page_asks_and_grants(personas: Personas, other: Persona) -> None:
    client = personas.coordinator.client
    client.post(f"{PAGE}ceiling/ask/", {"hours": "2"})
    lift = CeilingLift.objects.get()

    assert "Agree: lift it" not in client.get(PAGE).text
    assert "Agree: lift it" in other.client.get(PAGE).text
    other.client.post(f"{PAGE}ceiling/{lift.pk}/")

    lift.refresh_from_db()
    assert lift.granted_by == other.id
    for nonsense in ("", "x", "999", "٣"):
        assert client.post(f"{PAGE}ceiling/ask/", {"hours": nonsense}).status_code == 303
    assert CeilingLift.objects.count() == 1
