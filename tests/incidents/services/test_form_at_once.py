"""Two workers that form at once: one event is one incident, and no report stands in two."""

from functools import partial

import pytest

from amparo.incidents.models import Incident, IncidentReport
from amparo.incidents.services import form
from tests.incidents.services.test_two_at_once import at_once, every_report_stands_in_one_place
from tests.incidents.world import after, reports_of, send
from tests.personas import set_up_network

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


def test_two_reports_of_one_event_placed_at_once_form_one_incident() -> None:
    set_up_network()
    both = [send(), send(north_m=60, minutes=1)]

    came_to = at_once(*(partial(form.place_report, report_id=each, now=after(2)) for each in both))

    assert came_to == ["done", "done"]
    assert reports_of(Incident.objects.get().pk) == set(both)


def test_one_report_placed_by_two_workers_stands_once() -> None:
    set_up_network()
    report_id = send()

    came_to = at_once(*[partial(form.place_report, report_id=report_id, now=after(1))] * 2)

    assert came_to == ["done", "done"]
    assert IncidentReport.objects.count() == Incident.objects.count() == 1
    assert every_report_stands_in_one_place()
