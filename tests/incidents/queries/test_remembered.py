"""What a worker remembers of reports: read once, without pictures, and forgotten when a report is withdrawn."""

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
    assert not asked.captured_queries


def test_a_placed_report_is_remembered_without_being_read_again() -> None:
    report_id = send()
    form.place_report(report_id=report_id, now=NIGHT)
    with CaptureQueriesContext(connection) as asked:
        assert report_id in remembered.sightings([report_id])
    assert not asked.captured_queries


def test_a_withdrawn_report_is_forgotten_with_its_incident() -> None:
    report_id = send()
    form.place_report(report_id=report_id, now=NIGHT)
    Report.objects.filter(pk=report_id).update(
        fate="withdrawn",
        text="",
        place_text="",
        markings="",
        vehicles="",
        correspondent_id=None,
        browser_mark="",
    )
    form.report_withdrawn(report_id=report_id, now=NIGHT)
    assert remembered.sightings([report_id]) == {}


def test_no_more_is_remembered_than_a_flood_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_known", FifoCache(2))
    ids = [send(minutes=number) for number in range(3)]
    for each in ids:
        assert each in remembered.sightings([each])
    with CaptureQueriesContext(connection) as asked:
        remembered.sightings(ids[1:])
    assert not asked.captured_queries
