"""A report that is taken back after an outcome: the outcome stays, a person looks again, the page says why."""

import pytest

from amparo.incidents.domain.outcomes import Basis, BasisKind, Outcome, ReportNotOfIncident
from amparo.incidents.models import Incident
from amparo.incidents.queries.fetch import current_outcome
from amparo.incidents.queries.lost_basis import lost_of
from amparo.incidents.services import decide, form
from tests.incidents import world
from tests.incidents.world import OBSERVER, after
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def lost(incident: Incident) -> tuple[BasisKind, ...]:
    record = current_outcome(incident)
    return lost_of(record.bases()) if record else ()


def two_told(personas: Personas, *, on_reports: bool) -> tuple[Incident, list[str]]:
    """Return an incident that two people told of, confirmed by what they said or by an observer."""
    first = world.send(
        minutes=0, text="a white van with two men in green vests stands before the bakery door"
    )
    second = world.send(
        minutes=1, text="they are knocking at the blue house, three officers, I see them from across"
    )
    world.work(1)
    incident = world.incident_of(first)
    assert world.reports_of(incident.pk) == {first, second}
    reports_basis = (
        Basis(BasisKind.INDEPENDENT_REPORTS, "called both back", (first, second)),
        Basis(BasisKind.MEDIA_WITH_LANDMARK, "the clock tower", (first,)),
    )
    decide.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.CONFIRMED,
        basis=reports_basis if on_reports else OBSERVER,
        by=personas.verifier.actor,
        now=after(5),
    )
    form.report_withdrawn(report_id=first, now=after(10))
    incident.refresh_from_db()
    return incident, [str(first), str(second)]


def test_the_outcome_stays_and_somebody_looks_again(personas: Personas) -> None:
    incident, _ = two_told(personas, on_reports=True)

    assert incident.outcome == Outcome.CONFIRMED
    assert incident.has_news
    assert lost(incident) == (BasisKind.INDEPENDENT_REPORTS, BasisKind.MEDIA_WITH_LANDMARK)


def test_the_page_says_what_the_outcome_lost(personas: Personas) -> None:
    incident, _ = two_told(personas, on_reports=True)

    page = personas.verifier.client.get(f"/board/{incident.pk}/").text

    assert "took back a report on which this outcome rests" in page


def test_an_outcome_that_rests_on_something_else_is_no_news(personas: Personas) -> None:
    incident, _ = two_told(personas, on_reports=False)

    assert incident.outcome == Outcome.CONFIRMED
    assert not incident.has_news
    assert lost(incident) == ()
    assert "took back a report" not in personas.verifier.client.get(f"/board/{incident.pk}/").text


def test_a_correction_can_not_rest_on_what_was_taken_back(personas: Personas) -> None:
    incident, _ = two_told(personas, on_reports=True)
    record = incident.outcomes.get()

    with pytest.raises(ReportNotOfIncident):
        decide.record_outcome(
            incident_id=incident.pk,
            outcome=Outcome.CONFIRMED,
            basis=record.bases(),
            by=personas.verifier.actor,
            now=after(12),
            corrects=record.pk,
        )
    decide.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.CONFIRMED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(13),
        corrects=record.pk,
    )
    incident.refresh_from_db()
    assert not incident.has_news
    assert lost(incident) == ()


def test_the_last_report_of_a_decided_incident_leaves_the_outcome_as_a_record(personas: Personas) -> None:
    report_id = world.send(minutes=0)
    world.work(0)
    incident = world.incident_of(report_id)
    decide.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(5),
    )

    form.report_withdrawn(report_id=report_id, now=after(10))

    incident.refresh_from_db()
    assert incident.state == Outcome.UNFOUNDED
    assert incident.outcomes.count() == 1
