"""In a flood a call typed in by a member is formed at once, and the level is looked at on time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from amparo.core import jobs
from amparo.core.jobs.working import BATCH
from amparo.incidents.models import IncidentReport
from amparo.reports import api as reports
from amparo.reports.services.calls import Call, take_call
from tests.personas import Personas
from tests.reports.reporting import DRAFT, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


def test_a_call_does_not_wait_behind_what_floods_in(personas: Personas) -> None:
    for number in range(3 * BATCH):
        _flooded(number, NOW - timedelta(minutes=20))
    caller = replace(DRAFT, text="They take my neighbour away, at the bakery")
    taken = take_call(
        draft=caller,
        call=Call(language="es"),
        token="invented-token-of-a-call",
        by=personas.hotline_operator.actor,
        now=NOW,
    )

    jobs.run_all(now=NOW, queues=("worker",), limit=1)

    assert list(IncidentReport.objects.values_list("report_id", flat=True)) == [taken.report_id]


def _flooded(number: int, now: datetime) -> None:
    reports.submit_report(
        draft=replace(DRAFT, seen_at=now, text=f"invented junk of a flood, number {number}"),
        token=f"invented-token-{number:06}",
        channel="api",
        language="en",
        now=now,
    )


def test_the_level_is_looked_at_on_time_however_much_waits(personas: Personas) -> None:
    _flooded(0, NOW)
    jobs.run_all(now=NOW, queues=("worker",))
    for number in range(1, 2 * BATCH):
        _flooded(number, NOW + timedelta(seconds=1))

    drained = jobs.run_all(now=NOW + timedelta(minutes=3), queues=("worker",), limit=1)

    assert drained.done == ["incidents.look_at_load"]
