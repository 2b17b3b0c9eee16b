"""What a member typed in stands on the board at once, however many reports came in by the public ways before it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from amparo.core import jobs
from amparo.incidents.models import IncidentReport
from amparo.reports import api as reports
from amparo.reports.services.calls import Call, take_call
from tests.personas import Personas
from tests.reports.reporting import DRAFT, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


def test_a_call_does_not_wait_behind_what_floods_in(personas: Personas) -> None:
    for number in range(3 * jobs.BATCH):
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
