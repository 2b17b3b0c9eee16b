"""The count of sources beside an incident: kept with every step, and still true when the marks are erased."""

from importlib import import_module
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.incidents import api
from amparo.incidents.api import Basis, BasisKind, Outcome, SplitReason
from amparo.incidents.domain.outcomes import ReportPassedOn, ReportsOfOneSource
from amparo.incidents.models import Incident, SameSource
from amparo.network.api import Actor
from amparo.reports.api import facts
from amparo.reports.services import return_visit
from tests.incidents.world import OBSERVER, after, incident_of, send, work
from tests.personas import Personas

DATA = "de la casa verde en la esquina, dos camionetas blancas y hombres con chaleco esperan en la acera"

OTHER = "There are agents at my neighbor's door right now, I can hear them shout from the second floor."


def count_of(report_id: UUID) -> int:
    return Incident.objects.get(pk=incident_of(report_id).pk).independent_count


def record(incident_id: UUID, by: Actor, outcome: Outcome, *basis: Basis, **more: object) -> UUID:
    return api.record_outcome(
        incident_id=incident_id,
        outcome=outcome,
        basis=basis,
        by=by,
        now=after(10),
        **more,  # type: ignore[arg-type]  # a test's own fields
    )


def both(one: UUID, other: UUID) -> tuple[Basis, Basis]:
    return (
        Basis(BasisKind.INDEPENDENT_REPORTS, "they sound like two people", (one, other)),
        Basis(BasisKind.MEDIA_WITH_LANDMARK, "the mural is in it", (one,)),
    )


def one_browser() -> tuple[UUID, UUID]:
    one, other = send(browser_mark="one"), send(minutes=2, browser_mark="one", text=DATA)
    work(2)
    assert incident_of(one) == incident_of(other)
    return one, other


def test_the_count_follows_the_reports(personas: Personas) -> None:
    one, other = one_browser()
    assert count_of(one) == 1

    third = send(minutes=3, first_hand=False)
    fourth = send(minutes=4, browser_mark="two", text=OTHER)
    work(4)
    assert incident_of(fourth) == incident_of(one)
    assert count_of(one) == 2

    made = api.split(
        incident_id=incident_of(one).pk,
        report_ids=[fourth],
        reason=SplitReason.OTHER_EVENT,
        by=personas.dispatcher.actor,
        now=after(5),
    )
    assert (count_of(one), Incident.objects.get(pk=made).independent_count) == (1, 1)

    for each in (one, other):
        return_visit.withdraw_report(report_id=each, now=after(6))
    work(6)
    assert count_of(third) == 0


def test_one_browser_is_not_two_witnesses(personas: Personas) -> None:
    one, other = one_browser()

    with pytest.raises(ReportsOfOneSource) as refused:
        record(incident_of(one).pk, personas.verifier.actor, Outcome.CONFIRMED, *both(one, other))

    assert refused.value.fields["report_ids"] == tuple(sorted((one, other)))
    assert count_of(one) == 1


def test_a_forwarded_message_is_no_witness(personas: Personas) -> None:
    one, other = send(), send(minutes=2, text="Reenviado: " + DATA)
    work(2)

    with pytest.raises(ReportPassedOn):
        record(incident_of(one).pk, personas.verifier.actor, Outcome.CONFIRMED, *both(one, other))


def test_a_correction_can_not_rest_on_what_the_outcome_erased(personas: Personas) -> None:
    one, other = one_browser()
    incident, by = incident_of(one), personas.verifier.actor
    first = record(incident.pk, by, Outcome.UNVERIFIABLE)
    assert [fact.browser_mark for fact in facts([one, other])] == ["", ""]

    with pytest.raises(ReportsOfOneSource):
        record(incident.pk, by, Outcome.CONFIRMED, *both(one, other), corrects=first)

    assert count_of(one) == 1


def test_two_browsers_stay_two_when_their_marks_are_gone(personas: Personas) -> None:
    one, other = send(browser_mark="one"), send(minutes=2, browser_mark="two", text=DATA)
    work(2)
    incident, by = incident_of(one), personas.verifier.actor
    first = record(incident.pk, by, Outcome.UNVERIFIABLE)

    record(incident.pk, by, Outcome.CONFIRMED, *both(one, other), corrects=first)

    assert count_of(one) == 2
    assert not SameSource.objects.exists()


def test_what_is_kept_of_a_withdrawn_report_goes_with_it(personas: Personas) -> None:
    one, other = one_browser()
    record(incident_of(one).pk, personas.verifier.actor, Outcome.UNFOUNDED, *OBSERVER)
    assert SameSource.objects.count() == 1

    return_visit.withdraw_report(report_id=other, now=after(12))
    work(12)

    assert not SameSource.objects.exists()


def test_what_was_stored_before_counting_says_at_least_one(personas: Personas) -> None:
    seen_by_one, heard = send(), send(minutes=1, north_m=4000, first_hand=False)
    work(1)
    Incident.objects.update(independent_count=0)

    migration = import_module("amparo.incidents.migrations.0010_regrouping")
    migration.count_what_is_there(apps, None)

    assert (count_of(seen_by_one), count_of(heard)) == (1, 0)


def test_counting_costs_as_many_queries_for_many_reports_as_for_two(personas: Personas) -> None:
    one_browser()
    costs = []
    for minute in range(3, 12):
        send(minutes=minute, browser_mark="one")
        with CaptureQueriesContext(connection) as spent:
            work(minute)
        costs.append(len(spent))

    assert costs[-1] <= costs[0]
