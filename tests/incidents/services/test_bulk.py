"""One step on several incidents: each by its own call, and none of them in the way of another."""

from uuid import uuid4

import pytest

from amparo.incidents import api
from amparo.incidents.models import Incident
from amparo.incidents.services import bulk, decide, giving_up, standing
from amparo.incidents.services.bulk import Step
from amparo.network.api import NotAllowed
from tests.incidents import world
from tests.personas import Personas


def test_what_can_be_done_is_done_and_the_rest_is_named_with_its_reason(personas: Personas) -> None:
    free, taken = world.seen(), world.seen(north_m=3000)
    missing = uuid4()
    api.claim_checking(incident_id=taken.pk, by=personas.verifier.actor, now=world.after(1))

    result = bulk.do(
        step=Step.CLAIM,
        incident_ids=[taken.pk, free.pk, missing, free.pk],
        by=personas.dispatcher.actor,
        now=world.after(2),
    )

    assert result.done == (free.pk,)
    assert [(each.incident_id, type(each.error).__name__) for each in result.refused] == [
        (taken.pk, decide.AlreadyBeingChecked.__name__),
        (missing, "NoSuchIncident"),
    ]
    assert Incident.objects.get(pk=taken.pk).checking_by_id == personas.verifier.id


def test_sent_twice_it_is_done_once(personas: Personas) -> None:
    incident, by = world.seen(), personas.dispatcher.actor

    first = bulk.do(step=Step.SET_ASIDE, incident_ids=[incident.pk], by=by, now=world.after(1))
    second = bulk.do(step=Step.SET_ASIDE, incident_ids=[incident.pk], by=by, now=world.after(1))

    assert (first.done, second.done) == ((incident.pk,), ())
    assert isinstance(second.refused[0].error, standing.AlreadyAside)


def test_aside_and_back(personas: Personas) -> None:
    incident, by = world.seen(), personas.dispatcher.actor
    bulk.do(step=Step.SET_ASIDE, incident_ids=[incident.pk], by=by, now=world.after(1))
    assert Incident.objects.get(pk=incident.pk).is_aside

    bulk.do(step=Step.TAKE_BACK, incident_ids=[incident.pk], by=by, now=world.after(2))
    assert not Incident.objects.get(pk=incident.pk).is_aside


@pytest.mark.parametrize("step", list(Step))
def test_whoever_may_not_do_it_to_one_may_not_do_it_to_many(personas: Personas, step: Step) -> None:
    incident = world.seen()
    refused = personas.dispatcher if step is Step.UNVERIFIABLE else personas.coordinator

    with pytest.raises(NotAllowed):
        bulk.do(step=step, incident_ids=[incident.pk], by=refused.actor, now=world.after(800))

    assert Incident.objects.get(pk=incident.pk).state == "open"


def test_more_than_can_be_looked_through_is_refused_whole(personas: Personas) -> None:
    incident = world.seen()
    many = [incident.pk, *(uuid4() for _ in range(bulk.MOST_AT_ONCE))]

    with pytest.raises(bulk.TooManyChosen):
        bulk.do(step=Step.CLAIM, incident_ids=many, by=personas.dispatcher.actor, now=world.after(1))

    assert Incident.objects.get(pk=incident.pk).state == "open"


def test_only_what_is_proposed_is_given_up(personas: Personas) -> None:
    old, fresh = world.seen(minutes=0), world.seen(minutes=700, north_m=5000)

    result = bulk.do(
        step=Step.UNVERIFIABLE,
        incident_ids=[old.pk, fresh.pk],
        by=personas.verifier.actor,
        now=world.after(800),
    )

    assert result.done == (old.pk,)
    assert isinstance(result.refused[0].error, giving_up.NotProposed)
