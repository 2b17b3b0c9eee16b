"""Saying what was found: who may, on what basis, and what happens when two do it at once."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from amparo.core import journal
from amparo.incidents import api
from amparo.incidents.api import Basis, BasisKind, Outcome
from amparo.incidents.domain.outcomes import ConfirmationNeedsMore, ReportsInSameWords
from amparo.incidents.models import Incident, OutcomeIsAppendOnly, OutcomeRecord
from amparo.incidents.queries import fetch
from amparo.network.api import Actor, NotAllowed
from amparo.reports.api import Activity, PlaceKind
from tests.incidents.world import OBSERVER, after, fate, incident_of, seen, send, work
from tests.personas import Personas, everybody, set_up_network


def record(incident_id: UUID, by: Actor, outcome: Outcome = Outcome.CONFIRMED, **more: object) -> UUID:
    given = {"basis": OBSERVER, "now": after(10)} | more
    return api.record_outcome(incident_id=incident_id, outcome=outcome, by=by, **given)  # type: ignore[arg-type]  # a test's own fields


def test_an_outcome_reaches_every_reporter(personas: Personas) -> None:
    reporters = [send(), send(minutes=3)]
    work(3)
    incident = incident_of(reporters[0])

    record_id = record(incident.pk, personas.verifier.actor)

    incident.refresh_from_db()
    assert (incident.state, incident.outcome, incident.decided_at) == ("confirmed", "confirmed", after(10))
    assert [fate(each) for each in reporters] == ["confirmed", "confirmed"]
    last = journal.about(incident.pk)[-1]
    assert (last.kind, last.by) == ("incident.outcome_recorded", personas.verifier.actor.ref)
    assert last.payload == {"outcome": "confirmed", "outcome_id": str(record_id), "corrects": None}


def test_only_who_verifies_records_an_outcome(personas: Personas) -> None:
    incident = seen()

    for persona in personas.members():
        if persona is not personas.verifier:
            with pytest.raises(NotAllowed):
                record(incident.pk, persona.actor)
            with pytest.raises(NotAllowed):
                api.end_incident(incident_id=incident.pk, by=persona.actor, now=after(5))
    assert not OutcomeRecord.objects.exists()


def test_a_basis_that_does_not_carry_it_changes_nothing(personas: Personas) -> None:
    incident = seen()
    before = journal.latest_cursor()

    with pytest.raises(ConfirmationNeedsMore):
        record(
            incident.pk, personas.verifier.actor, basis=(Basis(BasisKind.OFFICIAL_SOURCE, "they said so"),)
        )

    incident.refresh_from_db()
    assert incident.state == "open"
    assert journal.latest_cursor() == before


def test_one_text_sent_twice_is_not_two_witnesses(personas: Personas) -> None:
    text = "Three men with vests knock at the door of the green house on the corner"
    one, other = send(text=text), send(text=text + "!!", minutes=2)
    work(2)
    reports = Basis(BasisKind.INDEPENDENT_REPORTS, "they sound like two people", (one, other))
    media = Basis(BasisKind.MEDIA_WITH_LANDMARK, "the mural is in it", (one,))

    with pytest.raises(ReportsInSameWords):
        record(incident_of(one).pk, personas.verifier.actor, basis=(reports, media))


def test_words_that_lead_to_a_person_are_refused(personas: Personas) -> None:
    incident = seen()

    with pytest.raises(api.HowJudgedHoldsPrivate) as refused:
        record(
            incident.pk,
            personas.verifier.actor,
            basis=(Basis(BasisKind.TRAINED_OBSERVER, "call them at 213-555-0142"),),
        )

    assert refused.value.fields["kinds"] == ["phone"]
    assert "555" not in str(refused.value)


def test_a_second_verifier_is_told_and_may_correct(personas: Personas) -> None:
    report_id = send()
    work()
    incident = incident_of(report_id)
    first = record(incident.pk, personas.verifier.actor, Outcome.UNFOUNDED)

    with pytest.raises(api.AlreadyRecorded) as refused:
        record(incident.pk, personas.verifier.actor)
    assert refused.value.fields == {"outcome_id": first, "outcome": Outcome.UNFOUNDED}

    corrected = record(incident.pk, personas.verifier.actor, corrects=first, now=after(12))

    with pytest.raises(api.AlreadyRecorded):
        record(incident.pk, personas.verifier.actor, Outcome.UNVERIFIABLE, corrects=first)
    standing = fetch.current_outcome(incident)
    assert standing is not None
    assert standing.pk == corrected
    assert fate(report_id) == "confirmed"
    assert OutcomeRecord.objects.count() == 2


def test_there_is_nothing_to_correct_before_anything_was_found(personas: Personas) -> None:
    with pytest.raises(api.NothingToCorrect):
        record(seen().pk, personas.verifier.actor, corrects=uuid4())


def test_checking_tells_the_reporter_and_the_others(personas: Personas) -> None:
    report_id = send()
    work()
    incident = incident_of(report_id)
    api.claim_checking(incident_id=incident.pk, by=personas.dispatcher.actor, now=after(1))

    assert fate(report_id) == "being_checked"
    with pytest.raises(api.AlreadyBeingChecked) as refused:
        api.claim_checking(incident_id=incident.pk, by=personas.verifier.actor, now=after(2))
    assert refused.value.fields == {"name": personas.dispatcher.name}

    api.put_back(incident_id=incident.pk, by=personas.verifier.actor, now=after(3))
    with pytest.raises(api.StepNotPossible):
        api.put_back(incident_id=incident.pk, by=personas.verifier.actor, now=after(3))


def test_news_is_put_aside_once(personas: Personas) -> None:
    incident = seen()
    record(incident.pk, personas.verifier.actor)
    seen(minutes=2)
    assert Incident.objects.get(pk=incident.pk).has_news

    api.put_news_aside(incident_id=incident.pk, by=personas.dispatcher.actor, now=after(12))

    assert not Incident.objects.get(pk=incident.pk).has_news
    with pytest.raises(api.NoNews):
        api.put_news_aside(incident_id=incident.pk, by=personas.dispatcher.actor, now=after(13))


def test_only_what_is_going_on_can_be_over(personas: Personas) -> None:
    going_on, rumour = seen(), seen(north_m=2000)
    record(going_on.pk, personas.verifier.actor)
    record(rumour.pk, personas.verifier.actor, Outcome.UNFOUNDED)

    api.end_incident(incident_id=going_on.pk, by=personas.verifier.actor, now=after(40))

    going_on.refresh_from_db()
    assert (going_on.state, going_on.ended_at, going_on.outcome) == ("ended", after(40), "confirmed")
    for incident in (going_on, rumour):
        with pytest.raises(api.StepNotPossible):
            api.end_incident(incident_id=incident.pk, by=personas.verifier.actor, now=after(41))


def test_what_is_over_may_still_prove_false(personas: Personas) -> None:
    incident = seen()
    first = record(incident.pk, personas.verifier.actor)
    api.end_incident(incident_id=incident.pk, by=personas.verifier.actor, now=after(40))

    record(incident.pk, personas.verifier.actor, Outcome.UNFOUNDED, corrects=first, now=after(50))

    incident.refresh_from_db()
    assert (incident.state, incident.ended_at) == ("unfounded", None)


def test_alerts_get_nothing_before_an_outcome_and_no_words_after(personas: Personas) -> None:
    incident = seen()
    with pytest.raises(api.NothingFoundYet):
        api.for_alert(incident.pk, by=personas.editor.actor)
    for persona in (personas.observer, personas.keyholder, personas.hotline_operator):
        with pytest.raises(NotAllowed):
            api.for_alert(incident.pk, by=persona.actor)
    record_id = record(incident.pk, personas.verifier.actor)

    handed = api.for_alert(incident.pk, by=personas.editor.actor)

    assert (handed.outcome_id, handed.outcome, handed.is_over) == (record_id, Outcome.CONFIRMED, False)
    assert handed.basis == (BasisKind.TRAINED_OBSERVER,)
    assert "stood across" not in repr(handed)


@pytest.mark.parametrize(
    "place_kinds,protected",
    [
        ([PlaceKind.PUBLIC], "nothing"),
        ([PlaceKind.UNKNOWN], "a home"),
        ([PlaceKind.UNKNOWN, PlaceKind.WORK], "nothing"),
        ([PlaceKind.PUBLIC, PlaceKind.HOME], "a home"),
    ],
)
def test_a_place_that_nobody_called_public_is_handed_over_as_a_home(
    personas: Personas, place_kinds: list[PlaceKind], protected: str
) -> None:
    incident = [seen(activity=Activity.WAITING, place_kind=kind) for kind in place_kinds][-1]
    record(incident.pk, personas.verifier.actor)

    assert api.for_alert(incident.pk, by=personas.editor.actor).is_home is (protected == "a home")


def test_a_recorded_outcome_is_never_changed(personas: Personas) -> None:
    incident = seen()
    record_id = record(incident.pk, personas.verifier.actor)
    stored = OutcomeRecord.objects.get(pk=record_id)
    stored.outcome = "unfounded"

    with pytest.raises(OutcomeIsAppendOnly):
        stored.save()
    with pytest.raises(IntegrityError, match="APPEND_ONLY"), transaction.atomic():
        OutcomeRecord.objects.filter(pk=record_id).update(outcome="unfounded")


@pytest.mark.django_db(transaction=True)
def test_of_many_verifiers_at_once_exactly_one_records() -> None:
    set_up_network()
    personas: Personas = everybody()
    incident = seen()
    verifier = personas.verifier.actor
    outcomes = list(Outcome)
    told: list[str] = []

    def verify(n: int) -> None:
        try:
            record(incident.pk, verifier, outcomes[n % len(outcomes)])
            told.append("recorded")
        except api.AlreadyRecorded as refused:
            told.append(refused.code)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=verify, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["ALREADY_RECORDED"] * 11 + ["recorded"]
    (standing,) = OutcomeRecord.objects.all()
    assert Incident.objects.get().outcome == standing.outcome
