"""Who looks at what is known for seconds, and to nobody afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.core import journal
from amparo.incidents.models import Looking
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.queries.presence import now_looking
from amparo.incidents.services import presence
from amparo.network.api import NotAllowed
from tests.incidents import world
from tests.incidents.world import NIGHT
from tests.personas import Personas


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def test_others_are_named_and_nobody_to_himself(personas: Personas) -> None:
    incident = world.seen()
    for persona in (personas.dispatcher, personas.verifier):
        presence.look(incident_id=incident.pk, by=persona.actor, now=NIGHT)

    seen = now_looking(NIGHT + seconds(40))

    assert seen.others(incident.pk, than=personas.dispatcher.actor) == (personas.verifier.name,)
    assert now_looking(NIGHT + seconds(46)).others(incident.pk, than=personas.dispatcher.actor) == ()


def test_the_digest_tells_that_somebody_came_or_went_and_not_that_somebody_stayed(personas: Personas) -> None:
    incident, by = world.seen(), personas.dispatcher.actor
    before = now_looking(NIGHT).digest
    presence.look(incident_id=incident.pk, by=by, now=NIGHT)
    came = now_looking(NIGHT).digest
    presence.look(incident_id=incident.pk, by=by, now=NIGHT + seconds(30))

    assert before != came == now_looking(NIGHT + seconds(60)).digest
    assert now_looking(NIGHT + seconds(80)).digest == before


def test_who_opens_another_incident_has_left_the_one_before(personas: Personas) -> None:
    one, other, by = world.seen(), world.seen(north_m=3000), personas.dispatcher.actor
    presence.look(incident_id=one.pk, by=by, now=NIGHT, arrives=True)
    presence.look(incident_id=other.pk, by=by, now=NIGHT + seconds(5), arrives=True)

    assert list(Looking.objects.values_list("incident", flat=True)) == [other.pk]


def test_an_open_page_writes_only_now_and_then(personas: Personas) -> None:
    incident, by = world.seen(), personas.dispatcher.actor
    presence.look(incident_id=incident.pk, by=by, now=NIGHT)
    until = Looking.objects.get().until

    presence.look(incident_id=incident.pk, by=by, now=NIGHT + seconds(2))
    assert Looking.objects.get().until == until
    presence.look(incident_id=incident.pk, by=by, now=NIGHT + seconds(30))
    assert Looking.objects.get().until > until


def test_nothing_of_it_is_left_neither_in_the_table_nor_in_the_journal(personas: Personas) -> None:
    incident = world.seen()
    entries = len(journal.about(incident.pk))
    presence.look(incident_id=incident.pk, by=personas.dispatcher.actor, now=NIGHT)
    presence.look(incident_id=incident.pk, by=personas.verifier.actor, now=NIGHT + seconds(50))
    world.work(2)
    world.work(4)

    assert not Looking.objects.exists()
    assert len(journal.about(incident.pk)) == entries


def test_who_has_no_board_and_what_does_not_exist_leave_no_row(personas: Personas) -> None:
    incident = world.seen()

    with pytest.raises(NotAllowed):
        presence.look(incident_id=incident.pk, by=personas.observer.actor, now=NIGHT)
    with pytest.raises(NoSuchIncident):
        presence.look(incident_id=uuid4(), by=personas.dispatcher.actor, now=NIGHT)

    assert not Looking.objects.exists()
