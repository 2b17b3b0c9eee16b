"""Find the incidents that a new report may belong to: by place and time from an index, and by what was passed on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from amparo.core.places import cells
from amparo.core.places.cells import Cell
from amparo.incidents.domain import forming, states
from amparo.incidents.domain.forming import Candidate, Sighting
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries import remembered
from amparo.vault import api as vault

# Incidents looked at by place and time alone, those that wait aside last: more are there in a flood only.
MOST_NEAR: Final = 400
# Of those, the nearest are compared report by report. On weekends without a flood eight are as right as all of them (at
# most 22, eight on average); reading more would let the forming fall behind the reports.
MOST_CANDIDATES: Final = 16
# Reports read of one incident, the newest: twice as many as are compared.
MOST_MEMBERS: Final = 2 * forming.MEMBERS_COMPARED
_MOST_ROWS: Final = MOST_CANDIDATES * MOST_MEMBERS
# No incident takes reports for longer: so the index is read from both ends, also for a report of long ago.
_LONGEST: Final = timedelta(days=2)


class _Row(NamedTuple):
    """What finding candidates needs of an incident."""

    pk: UUID
    state: str
    decided_at: datetime | None
    ended_at: datetime | None


def near(report: Sighting, told_before: Iterable[UUID] = ()) -> tuple[Candidate, ...]:
    """Return the incidents around a report in place and time, also recently closed ones; seven queries at most.

    What has no place may belong to any incident of its moment.

    Args:
        report: the one that is placed.
        told_before: reports whose words it passes on; their incidents are candidates wherever they are.
    """
    rows = {each.pk: each for each in (*_around(report), *_passed_on(report, told_before))}
    sightings = _sightings_of(report, rows)
    return tuple(
        Candidate(key, tuple(sightings[key]), _decided_at(row))
        for key, row in rows.items()
        if sightings.get(key)
    )


def _around(report: Sighting) -> list[_Row]:
    """Return the incidents nearest to a report; where nobody knows its place, those of its moment."""
    if report.cell is None:
        return _rows(of_the_moment(report.seen_at))
    found = within_reach(report.cell, report.seen_at).values_list("pk", "cell", "last_seen_at")[:MOST_NEAR]
    here, moment = report.cell, report.seen_at
    nearest = sorted((_far(Cell(cell), last_seen_at, here, moment), pk) for pk, cell, last_seen_at in found)
    return _rows(Incident.objects.filter(pk__in=[pk for _far_off, pk in nearest[:MOST_CANDIDATES]]))


def within_reach(cell: Cell, seen_at: datetime) -> "QuerySet[Incident]":
    """Return the incidents around a place and time, those that wait aside last: one short range of an index a cell."""
    return (
        Incident.objects.filter(
            search_cell__in=forming.search_cells(cell),
            last_seen_at__gt=seen_at - forming.WINDOW,
            last_seen_at__lt=seen_at + forming.WINDOW + _LONGEST,
            first_seen_at__lt=seen_at + forming.WINDOW,
        )
        .exclude(state__in=states.GONE)
        .order_by("is_aside", "-last_seen_at", "pk")
    )


def of_the_moment(seen_at: datetime) -> "QuerySet[Incident]":
    """Return the incidents of one moment of which most sources tell, wherever they are, those aside last."""
    return (
        Incident.objects.filter(
            last_seen_at__gt=seen_at - forming.APART,
            last_seen_at__lt=seen_at + forming.APART + _LONGEST,
            first_seen_at__lt=seen_at + forming.APART,
        )
        .exclude(state__in=states.GONE)
        .order_by("is_aside", "-independent_count", "-last_seen_at", "pk")[:MOST_CANDIDATES]
    )


def _passed_on(report: Sighting, told_before: Iterable[UUID]) -> list[_Row]:
    """Return the incidents of the reports that came with the same words or picture before."""
    before = {*told_before, *vault.came_before(report.report_id)} if report.pictures else set(told_before)
    if not before:
        return []
    standing = IncidentReport.objects.filter(report_id__in=before, membership=Membership.PRESENT)
    return _rows(Incident.objects.filter(pk__in=standing.values("incident")).exclude(state__in=states.GONE))


def _rows(incidents: "QuerySet[Incident]") -> list[_Row]:
    return [_Row(*row) for row in incidents.values_list(*_Row._fields)]


def _far(cell: Cell, last_seen_at: datetime, here: Cell, moment: datetime) -> float:
    """Return how far an incident is: a minute counts like ten metres."""
    minutes = abs((last_seen_at - moment).total_seconds()) / 60
    return cells.distance_m(cell, here) + 10 * minutes


def _decided_at(row: _Row) -> datetime | None:
    if row.state not in states.CLOSED:
        return None
    return row.ended_at or row.decided_at


def _sightings_of(report: Sighting, incident_ids: Iterable[UUID]) -> dict[UUID, list[Sighting]]:
    """Return the newest reports of each incident; their pictures only where the report has some to compare."""
    rows = IncidentReport.objects.filter(incident__in=list(incident_ids), membership=Membership.PRESENT)
    newest: dict[UUID, list[UUID]] = defaultdict(list)
    for report_id, incident_id in rows.order_by("-pk").values_list("report_id", "incident_id")[:_MOST_ROWS]:
        if len(newest[incident_id]) < MOST_MEMBERS:
            newest[incident_id].append(report_id)
    sightings = remembered.sightings([each for report_ids in newest.values() for each in report_ids])
    if report.pictures:
        pictures = vault.likenesses_of(sightings)
        sightings = {key: replace(each, pictures=pictures.get(key, ())) for key, each in sightings.items()}
    return {
        incident_id: [sightings[each] for each in report_ids if each in sightings]
        for incident_id, report_ids in newest.items()
    }
