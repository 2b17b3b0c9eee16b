"""After half a day nobody will find out any more: the board proposes, a person records, each reporter is told."""

from uuid import UUID

import pytest

from amparo.core import journal, phrases
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.models import Incident, OutcomeRecord
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.services import decide, giving_up
from amparo.incidents.services.decide import AlreadyRecorded
from amparo.incidents.services.giving_up import MOST_AT_ONCE, NotProposed, TooManyAtOnce
from amparo.network.api import NotAllowed
from amparo.reports import api as reports
from tests.incidents import world
from tests.incidents.world import OBSERVER, after
from tests.personas import Personas

pytestmark = pytest.mark.django_db

LATE = 12 * 60 + 1


def proposed(minutes: float = LATE) -> set[UUID]:
    return set(giving_up.proposed(after(minutes)).values_list("pk", flat=True))


def test_what_is_open_for_half_a_day_is_proposed(personas: Personas) -> None:
    old, new = world.seen(minutes=0), world.seen(minutes=600, north_m=4000)

    assert proposed(12 * 60 - 1) == set()
    assert proposed() == {old.pk}
    assert proposed(600 + LATE) == {old.pk, new.pk}


def test_what_somebody_checks_was_decided_or_was_seen_again_is_not(personas: Personas) -> None:
    checked, decided, again = (world.seen(minutes=0, north_m=4000 * each) for each in range(3))
    decide.claim_checking(incident_id=checked.pk, by=personas.dispatcher.actor, now=after(1))
    decide.record_outcome(
        incident_id=decided.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(1),
    )
    Incident.objects.filter(pk=again.pk).update(last_seen_at=after(300))

    assert proposed() == set()
    assert proposed(300 + LATE) == {again.pk}


@pytest.mark.parametrize("danger", ["is_urgent", "child_alone", "someone_hurt"])
def test_danger_is_never_given_up_in_bulk(personas: Personas, danger: str) -> None:
    incident = world.seen(minutes=0)
    Incident.objects.filter(pk=incident.pk).update(**{danger: True})

    assert proposed() == set()
    bulk = giving_up.record_in_bulk([incident.pk], personas.verifier.actor, after(LATE))
    assert bulk.done == ()
    assert isinstance(bulk.refused[0].error, NotProposed)


def test_each_of_many_is_recorded_for_itself(personas: Personas) -> None:
    one, other, decided, checked, new = (
        world.seen(minutes=0 if each < 4 else 600, north_m=4000 * each) for each in range(5)
    )
    decide.record_outcome(
        incident_id=decided.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(1),
    )
    decide.claim_checking(incident_id=checked.pk, by=personas.dispatcher.actor, now=after(1))
    wanted = [one.pk, decided.pk, UUID(int=9), checked.pk, new.pk, other.pk, one.pk]

    bulk = giving_up.record_in_bulk(wanted, personas.verifier.actor, after(LATE))

    assert bulk.done == (one.pk, other.pk)
    refused = {each.incident_id: type(each.error) for each in bulk.refused}
    assert refused == {
        decided.pk: AlreadyRecorded,
        UUID(int=9): NoSuchIncident,
        checked.pk: NotProposed,
        new.pk: NotProposed,
    }
    assert Incident.objects.get(pk=decided.pk).outcome == Outcome.UNFOUNDED
    by = {entry.by for entry in journal.about(one.pk) if entry.kind == "incident.outcome_recorded"}
    assert by == {personas.verifier.actor.ref}, "a person recorded it, not the machine"


def test_doing_it_twice_records_once(personas: Personas) -> None:
    incident = world.seen(minutes=0)
    giving_up.record_in_bulk([incident.pk], personas.verifier.actor, after(LATE))

    again = giving_up.record_in_bulk([incident.pk], personas.verifier.actor, after(LATE))

    assert again.done == ()
    assert isinstance(again.refused[0].error, AlreadyRecorded)
    assert OutcomeRecord.objects.count() == 1


def test_only_who_records_outcomes_may_and_not_without_end(personas: Personas) -> None:
    incident = world.seen(minutes=0)
    for by in (personas.dispatcher, personas.coordinator, personas.hotline_operator):
        with pytest.raises(NotAllowed):
            giving_up.record_in_bulk([incident.pk], by.actor, after(LATE))
    with pytest.raises(TooManyAtOnce):
        giving_up.record_in_bulk(
            [UUID(int=each) for each in range(MOST_AT_ONCE + 1)], personas.verifier.actor, after(LATE)
        )
    assert OutcomeRecord.objects.count() == 0


def test_each_reporter_reads_it_and_is_thanked_not_doubted(personas: Personas) -> None:
    report_id = world.send(minutes=0)
    world.work(0)

    giving_up.record_in_bulk([world.incident_of(report_id).pk], personas.verifier.actor, after(LATE))

    assert world.fate(report_id) == reports.Fate.UNVERIFIABLE.value
    book = phrases.book("reports")
    assert "You did right to tell us" in book.text("fate.unverifiable", "en")
    assert "Hizo bien" in book.text("fate.unverifiable", "es")
