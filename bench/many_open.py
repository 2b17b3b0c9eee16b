"""Thousands of open incidents with real reports, for the bench of the board: a few are formed, the rest are copies."""

import uuid
from collections.abc import Sequence
from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from django.db.models import Model

    from amparo.incidents.models import Incident

    Row = TypeVar("Row", bound=Model)

FEW, SOME, MANY = 20, 400, 2_000
_FORMED = 40
_TEXTS = (
    "invented: two vans and four people in vests at the gate, they stop whoever comes out and ask for papers",
    "inventado: me dijo mi vecina que hay camionetas blancas en la esquina, llámenla al 213-555-0142",
    "invented: somebody says that they heard of it in a group, nobody there has seen it with their own eyes",
    "inventado: están tocando en cada puerta de la calle, traen una lista y no dicen de dónde son",
)


def fill() -> list[UUID]:
    """Put `MANY` open incidents on the board; return their ids as the queue has them."""
    from amparo.core import clock, jobs
    from amparo.core.places import cells
    from amparo.core.places.cells import Point
    from amparo.incidents.models import Incident
    from amparo.incidents.queries import shelves
    from amparo.reports import api as reports
    from amparo.reports.api import Activity, ReportDraft

    now = clock.now()
    for number in range(_FORMED):
        place = Point(33.95 + number % 8 * 0.02, -118.45 + number // 8 * 0.03)
        draft = ReportDraft(
            activity=list(Activity)[number % len(Activity)],
            cell=cells.cell_at(place, cells.Precision.EXACT),
            seen_at=now - timedelta(minutes=number % 60),
            first_hand=number % 3 != 0,
            text=f"{_TEXTS[number % len(_TEXTS)]} ({number})",
        )
        reports.submit_report(
            draft=draft, token=f"invented-token-{number:06}", channel="web", language="es", now=now
        )
    jobs.run_all(now=now + timedelta(seconds=1), queues=("worker",))
    formed = list(Incident.objects.order_by("pk"))
    _multiply(formed, MANY - len(formed))
    return list(shelves.shelf(shelves.Shelf.TO_DO, now).values_list("pk", flat=True))


def let_wait(waiting: Sequence[UUID], every: Sequence[UUID]) -> None:
    """Let only some of the incidents wait for somebody; the others are as if withdrawn."""
    from amparo.incidents.models import Incident

    Incident.objects.filter(pk__in=every).update(state="withdrawn")
    Incident.objects.filter(pk__in=waiting).update(state="open")


def _multiply(formed: "list[Incident]", count: int) -> None:
    """Copy incidents with their reports, each a little earlier and a little elsewhere."""
    from amparo.core.places import cells
    from amparo.core.places.cells import Cell, Point
    from amparo.incidents.domain import forming
    from amparo.incidents.models import Incident, IncidentReport
    from amparo.reports.models import Report

    stands_in = {row.report_id: row for row in IncidentReport.objects.all()}
    reports = {row.incident_id: Report.objects.get(pk=report_id) for report_id, row in stands_in.items()}
    incidents, copies, rows = [], [], []
    for number in range(count):
        original = formed[number % len(formed)]
        middle = cells.centre(Cell(original.cell))
        place = cells.cell_at(
            Point(middle.lat + number % 50 * 0.002, middle.lon + number // 50 * 0.002), cells.Precision.EXACT
        )
        incident = _twin(original)
        incident.cell, incident.search_cell = place, forming.search_cell(place)
        incident.last_seen_at -= timedelta(minutes=number % 300)
        incident.first_seen_at = incident.last_seen_at
        report = _twin(reports[original.pk])
        report.token_digest, report.receipt_hash = uuid.uuid4().hex, None
        incidents.append(incident)
        copies.append(report)
        rows.append(IncidentReport(incident=incident, report_id=report.pk, is_first_hand=bool(number % 3)))
    Report.objects.bulk_create(copies, batch_size=200)
    Incident.objects.bulk_create(incidents, batch_size=200)
    IncidentReport.objects.bulk_create(rows, batch_size=500)


def _twin(row: "Row") -> "Row":
    """Return a new row with another key and otherwise the same values."""
    twin = copy(row)
    twin.pk = uuid.uuid4()
    twin._state = type(row._state)()  # noqa: SLF001 — documented: a row that was not stored yet
    return twin
