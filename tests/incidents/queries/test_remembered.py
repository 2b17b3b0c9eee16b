"""What a worker remembers of reports: read once, without pictures, and forgotten when a report is withdrawn."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.core.fifo import FifoCache
from amparo.incidents.queries import remembered
from amparo.incidents.services import form
from amparo.reports.models import Report
from tests.incidents.world import NIGHT, send

pytestmark = pytest.mark.usefixtures("network")


def test_a_report_is_read_once() -> None:
    report_id = send()
    first = remembered.sightings([report_id])
    with CaptureQueriesContext(connection) as asked:
        assert remembered.sightings([report_id]) == first
    assert not _reads(asked)


def test_a_placed_report_is_remembered_without_being_read_again() -> None:
    report_id = send()
    form.place_report(report_id=report_id, now=NIGHT)
    with CaptureQueriesContext(connection) as asked:
        assert report_id in remembered.sightings([report_id])
    assert not _reads(asked)


def test_a_withdrawn_report_is_never_compared_with_even_before_its_incident_has_lost_it() -> None:
    report_id = send()
    form.place_report(report_id=report_id, now=NIGHT)
    _withdraw(report_id)

    assert remembered.sightings([report_id]) == {}


def test_a_withdrawn_report_is_forgotten_when_its_incident_loses_it() -> None:
    report_id = send()
    form.place_report(report_id=report_id, now=NIGHT)
    assert report_id in remembered._known
    _withdraw(report_id)

    form.report_withdrawn(report_id=report_id, now=NIGHT)

    assert report_id not in remembered._known


def test_no_more_is_remembered_than_a_flood_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_known", FifoCache(2))
    ids = [send(minutes=number) for number in range(3)]
    for each in ids:
        assert each in remembered.sightings([each])
    with CaptureQueriesContext(connection) as asked:
        remembered.sightings(ids[1:])
    assert not _reads(asked)


def _reads(asked: CaptureQueriesContext) -> list[str]:
    """Return the queries that read what reports say."""
    return [each["sql"] for each in asked.captured_queries if '"reports_report"."text"' in each["sql"]]


def _withdraw(report_id: UUID) -> None:
    """Blank a report as a withdrawal does, before the worker has come to it."""
    Report.objects.filter(pk=report_id).update(
        fate="withdrawn",
        text="",
        place_text="",
        markings="",
        vehicles="",
        correspondent_id=None,
        browser_mark="",
    )
