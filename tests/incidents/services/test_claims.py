"""Claims on which nobody acts come back to the queue, once, and say so."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from amparo.core import journal
from amparo.incidents import api, notices
from amparo.incidents.models import Incident
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.services import claims
from amparo.network.api import NotAllowed
from tests.incidents import world
from tests.personas import Personas


def claimed(personas: Personas) -> Incident:
    incident = world.seen()
    api.claim_checking(incident_id=incident.pk, by=personas.dispatcher.actor, now=world.after(1))
    world.work(1)
    return incident


def kinds(incident: Incident) -> list[str]:
    return [entry.kind for entry in journal.about(incident.pk)]


def test_a_claim_without_any_act_comes_back_and_says_so(personas: Personas) -> None:
    incident = claimed(personas)

    world.work(30)
    incident.refresh_from_db()
    assert incident.state == "checking"

    world.work(32)
    incident.refresh_from_db()
    assert (incident.state, incident.checking_by, incident.checking_since) == ("open", None, None)
    assert incident.came_back
    assert kinds(incident)[-1] == notices.CLAIM_RETURNED
    assert incident.looked_after_min == 1  # the first look was one


def test_an_act_of_its_holder_begins_the_time_anew_and_that_of_others_does_not(personas: Personas) -> None:
    incident = claimed(personas)
    world.send(minutes=20)  # a reporter's act
    world.work(20)
    claims.keep(incident_id=incident.pk, by=personas.dispatcher.actor, now=world.after(25))

    world.work(40)
    incident.refresh_from_db()
    assert incident.state == "checking"

    world.work(56)
    incident.refresh_from_db()
    assert incident.state == "open"


def test_who_takes_it_next_has_a_time_of_their_own(personas: Personas) -> None:
    incident = claimed(personas)
    world.work(32)
    api.claim_checking(incident_id=incident.pk, by=personas.verifier.actor, now=world.after(33))

    world.work(34)
    incident.refresh_from_db()
    assert (incident.state, incident.came_back) == ("checking", False)

    world.work(64)
    incident.refresh_from_db()
    assert (incident.state, incident.came_back) == ("open", True)


def test_put_back_and_taken_by_another_the_first_time_does_not_count(personas: Personas) -> None:
    incident = claimed(personas)
    api.put_back(incident_id=incident.pk, by=personas.dispatcher.actor, now=world.after(5))
    api.claim_checking(incident_id=incident.pk, by=personas.verifier.actor, now=world.after(20))
    world.work(20)

    world.work(32)

    incident.refresh_from_db()
    assert incident.checking_by_id == personas.verifier.id


def test_what_was_decided_stays_decided(personas: Personas) -> None:
    incident = claimed(personas)
    api.record_outcome(
        incident_id=incident.pk,
        outcome=api.Outcome.CONFIRMED,
        basis=world.OBSERVER,
        by=personas.verifier.actor,
        now=world.after(10),
    )

    world.work(40)
    claims.watch(incident_id=incident.pk, now=world.after(90))

    incident.refresh_from_db()
    assert (incident.state, incident.came_back) == ("confirmed", False)


def test_a_worker_that_does_it_twice_writes_it_once(personas: Personas) -> None:
    incident = claimed(personas)

    for _ in range(2):
        claims.watch(incident_id=incident.pk, now=world.after(32))

    assert kinds(incident).count(notices.CLAIM_RETURNED) == 1
    claims.watch(incident_id=uuid4(), now=world.after(32))  # gone meanwhile: nothing to do


def test_a_network_may_let_claims_stand(personas: Personas, settings: Settings) -> None:
    settings.CLAIM_RETURNS_AFTER = timedelta()
    incident = claimed(personas)

    world.work(600)

    incident.refresh_from_db()
    assert incident.state == "checking"


def test_only_its_holder_keeps_a_claim(personas: Personas) -> None:
    incident = claimed(personas)

    with pytest.raises(claims.NotYourClaim):
        claims.keep(incident_id=incident.pk, by=personas.verifier.actor, now=world.after(2))
    with pytest.raises(NotAllowed):
        claims.keep(incident_id=incident.pk, by=personas.coordinator.actor, now=world.after(2))
    with pytest.raises(NoSuchIncident):
        claims.keep(incident_id=uuid4(), by=personas.dispatcher.actor, now=world.after(2))
