"""Reports become incidents as they arrive, change and go."""

from datetime import timedelta

import pytest
from django.db import connection

from amparo.core import clock, journal
from amparo.core.models import JournalEntry
from amparo.core.places.cells import Precision
from amparo.incidents import api
from amparo.incidents.models import Incident, IncidentReport
from amparo.incidents.services import close, form
from amparo.network.api import NetworkSettings
from amparo.reports import api as reports
from amparo.reports.api import Activity, PlaceKind
from amparo.reports.services import return_visit
from tests.incidents import world
from tests.incidents.world import NIGHT, OBSERVER, after, fate, incident_of, reports_of, seen, send, work
from tests.personas import Personas

pytestmark = pytest.mark.usefixtures("network")


def test_a_report_forms_an_incident_and_a_second_one_joins() -> None:
    first = send()
    work()
    second = send(north_m=80, minutes=5, activity=Activity.TAKING_SOMEONE)
    work(5)

    incident = incident_of(first)
    assert reports_of(incident.pk) == {first, second}
    assert (incident.first_seen_at, incident.last_seen_at) == (NIGHT, after(5))
    assert incident.is_urgent
    assert [entry.kind for entry in journal.about(incident.pk)] == ["incident.formed", "incident.joined"]


def test_far_reports_stand_apart_and_close_ones_point_at_each_other() -> None:
    here, beside, far = seen(), seen(north_m=500), seen(north_m=1500)

    assert len({here.pk, beside.pk, far.pk}) == 3
    assert beside.looks_like_id == here.pk
    assert far.looks_like_id is None


def test_working_twice_changes_nothing() -> None:
    report_id = send()
    work()
    incident = incident_of(report_id)

    assert form.place_report(report_id=report_id, now=after(1)) == incident.pk
    assert Incident.objects.count() == IncidentReport.objects.count() == 1
    assert len(journal.about(incident.pk)) == 1


def test_a_report_that_was_taken_back_before_anybody_looked_forms_nothing() -> None:
    report_id = send()
    return_visit.withdraw_report(report_id=report_id, now=after(1))

    work(2)

    assert not Incident.objects.exists()


def test_the_last_report_taken_back_leaves_nothing_to_do() -> None:
    report_id = send()
    work()
    incident = incident_of(report_id)
    return_visit.withdraw_report(report_id=report_id, now=after(1))
    work(1)

    incident.refresh_from_db()
    assert incident.state == "withdrawn"
    assert reports_of(incident.pk) == set()
    assert form.place_report(report_id=report_id, now=after(2)) is None


def test_a_decided_incident_stays_decided_when_its_last_report_is_taken_back(personas: Personas) -> None:
    report_id = send()
    work()
    incident = incident_of(report_id)
    api.record_outcome(
        incident_id=incident.pk,
        outcome=api.Outcome.CONFIRMED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(3),
    )
    return_visit.withdraw_report(report_id=report_id, now=after(4))
    work(4)

    incident.refresh_from_db()
    assert (incident.state, incident.outcome) == ("confirmed", "confirmed")


def test_what_one_of_two_takes_back_is_forgotten_by_the_summary() -> None:
    stays = send()
    goes = send(minutes=10, activity=Activity.TAKING_SOMEONE, place_kind=PlaceKind.HOME)
    work(10)
    return_visit.withdraw_report(report_id=goes, now=after(11))
    work(11)

    incident = incident_of(stays)
    assert not incident.is_urgent
    assert incident.last_seen_at == NIGHT


def test_what_comes_in_after_the_outcome_is_news(personas: Personas) -> None:
    report_id = send()
    work()
    incident = incident_of(report_id)
    api.record_outcome(
        incident_id=incident.pk,
        outcome=api.Outcome.CONFIRMED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(3),
    )
    return_visit.add_to_report(report_id=report_id, text="they are leaving now", now=after(5))
    work(5)

    incident.refresh_from_db()
    assert incident.has_news


def test_a_late_rumour_joins_what_was_found_false_and_hears_so_at_once(personas: Personas) -> None:
    incident = seen()
    api.record_outcome(
        incident_id=incident.pk,
        outcome=api.Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(20),
    )
    rumour = send(minutes=10, first_hand=False)
    work(21)

    assert incident_of(rumour).pk == incident.pk
    assert fate(rumour) == "unfounded"
    incident.refresh_from_db()
    assert not incident.has_news


def test_fresh_eyes_never_vanish_into_what_was_found_false(personas: Personas) -> None:
    incident = seen()
    api.record_outcome(
        incident_id=incident.pk,
        outcome=api.Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(20),
    )
    eyes = send(minutes=10, first_hand=True)
    work(21)

    fresh = incident_of(eyes)
    assert fresh.state == "open"
    assert fresh.looks_like_id == incident.pk
    assert fate(eyes) == "received"


def test_neither_the_journal_nor_an_id_tells_the_minute_of_a_report() -> None:
    """What a reporter did is known to the hour only, also by what follows from it."""
    report_id = send(minutes=17)
    work(17)
    return_visit.add_to_report(report_id=report_id, text="more", now=after(23))
    return_visit.withdraw_report(report_id=report_id, now=after(29))
    work(29)

    (incident,) = Incident.objects.all()
    written = JournalEntry.objects.filter(kind__startswith="incident.")
    assert {entry.kind for entry in written} >= {"incident.formed", "incident.report_left"}
    assert all(entry.at == clock.floor_to(entry.at, clock.HOUR) for entry in written)
    assert incident.pk.int >> 80 == int(NIGHT.timestamp() * 1000)


def test_a_rough_place_joins_at_the_moment_and_is_only_suggested_later() -> None:
    door = seen()
    rumour = seen(precision=Precision.NEIGHBOURHOOD, first_hand=False, minutes=5)
    eyes = seen(precision=Precision.NEIGHBOURHOOD, minutes=35, text="agentes en la calle, no sé cuántos son")

    assert rumour.pk == door.pk
    assert eyes.pk != door.pk
    assert eyes.looks_like_id == door.pk


@pytest.mark.django_db(transaction=True)
def test_a_day_after_it_was_decided_the_minutes_are_gone(personas: Personas) -> None:
    incident = seen(minutes=17)
    api.record_outcome(
        incident_id=incident.pk,
        outcome=api.Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(30),
    )

    assert not close.close_incident(incident_id=incident.pk, now=after(30) + timedelta(hours=23))
    assert "incidents.close" in world.work(30 + 24 * 60).done

    incident.refresh_from_db()
    (fact,) = reports.facts(reports_of(incident.pk))
    assert incident.last_seen_at == incident.first_seen_at == NIGHT
    assert fact.is_closed
    assert fact.seen_at == NIGHT


def test_a_correction_starts_the_day_anew(personas: Personas) -> None:
    incident = seen(minutes=17)
    first = api.record_outcome(
        incident_id=incident.pk, outcome=api.Outcome.UNFOUNDED, basis=OBSERVER, by=personas.verifier.actor,
        now=after(30),
    )  # fmt: skip
    api.record_outcome(
        incident_id=incident.pk, outcome=api.Outcome.CONFIRMED, basis=OBSERVER, corrects=first,
        by=personas.verifier.actor, now=after(60),
    )  # fmt: skip

    world.work(30 + 24 * 60)

    (fact,) = reports.facts(reports_of(incident.pk))
    assert not fact.is_closed


def test_forming_asks_the_database_the_same_few_questions_in_a_crowd(
    network: NetworkSettings, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        send(north_m=n * 9, minutes=n % 3)
    work(3)
    report_id = send(minutes=4)

    # To stand in a line is a statement of its own there: twice in that of forming, once in the journal's.
    most = 29 if connection.vendor == "sqlite" else 32
    with django_assert_max_num_queries(most, connection=connection):  # type: ignore[operator]  # pytest-django's
        form.place_report(report_id=report_id, now=after(4))
