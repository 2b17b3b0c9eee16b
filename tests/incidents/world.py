"""A night on the board, for tests: reports that come in, and the work that follows from them. All invented."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from amparo.core import jobs
from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.reports import api as reports
from amparo.reports.api import Activity, ReportDraft

NIGHT = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)  # ten in the evening in Los Angeles
ALVARADO = Point(34.0576, -118.2755)
_METRE = 1 / 111_195
_number = count(1)

OBSERVER = (Basis(BasisKind.TRAINED_OBSERVER, "stood across the street and saw it"),)


def after(minutes: float) -> datetime:
    """Return a moment of the night."""
    return NIGHT + timedelta(minutes=minutes)


def send(
    *,
    minutes: float = 0,
    north_m: float = 0,
    activity: Activity = Activity.AT_A_DOOR,
    first_hand: bool = True,
    text: str = "",
    precision: int = Precision.EXACT,
    **more: object,
) -> UUID:
    """Send a report that was seen a moment ago; nobody has worked on it yet."""
    number = next(_number)
    draft = ReportDraft(
        activity=activity,
        cell=cells.cell_at(Point(ALVARADO.lat + north_m * _METRE, ALVARADO.lon), precision),
        seen_at=after(minutes),
        first_hand=first_hand,
        text=text or f"invented words number {number} about what somebody saw there at that hour",
        **more,  # type: ignore[arg-type]  # a test's own fields
    )
    return reports.submit_report(
        draft=draft, token=f"invented-token-{number:06}", channel="web", language="es", now=after(minutes)
    ).report_id


def work(minutes: float = 0) -> jobs.Drained:
    """Do all background work that is due."""
    drained = jobs.run_all(now=after(minutes) + timedelta(seconds=1), queues=("worker",))
    assert drained.failed == []
    return drained


def seen(*, minutes: float = 0, **what: object) -> Incident:
    """Send a report, and return the incident it stands in."""
    report_id = send(minutes=minutes, **what)  # type: ignore[arg-type]  # handed on as it came
    work(minutes)
    return incident_of(report_id)


def incident_of(report_id: UUID) -> Incident:
    """Return the incident that a report stands in."""
    incident_id = incidents.incident_of(report_id)
    assert incident_id is not None
    return Incident.objects.get(pk=incident_id)


def reports_of(incident_id: UUID) -> set[UUID]:
    """Return the reports that stand in an incident."""
    rows = IncidentReport.objects.filter(incident=incident_id, membership=Membership.PRESENT)
    return set(rows.values_list("report_id", flat=True))


def fate(report_id: UUID) -> str:
    """Return what the sender of a report may read."""
    (facts,) = reports.facts([report_id])
    return facts.fate.value
