"""Find the incidents that a new report may belong to."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import F

from amparo.incidents.domain import forming, states
from amparo.incidents.domain.forming import Candidate, Sighting
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries import facts

# In a surge the nearest in time decide; reading more would let the forming fall behind the reports.
MOST_CANDIDATES = 60


def near(report: Sighting) -> tuple[Candidate, ...]:
    """Return the incidents around a report in place and time, also recently closed ones; three queries at most."""
    if report.cell is None:
        return ()
    incidents = {
        each.pk: each
        for each in Incident.objects.filter(
            search_cell__in=forming.search_cells(report.cell),
            last_seen_at__gt=report.seen_at - forming.APART,
            first_seen_at__lt=report.seen_at + forming.APART,
        )
        .exclude(state__in=states.GONE)
        .order_by(F("last_seen_at").desc(), "pk")[:MOST_CANDIDATES]
    }
    sightings = _sightings_of(incidents)
    return tuple(
        Candidate(key, tuple(sightings[key]), _decided_at(incident))
        for key, incident in incidents.items()
        if sightings[key]
    )


def _decided_at(incident: Incident) -> datetime | None:
    if incident.state not in states.CLOSED:
        return None
    return incident.ended_at or incident.decided_at


def _sightings_of(incidents: dict[UUID, Incident]) -> dict[UUID, list[Sighting]]:
    incident_of = dict(
        IncidentReport.objects.filter(incident__in=incidents, membership=Membership.PRESENT).values_list(
            "report_id", "incident_id"
        )
    )
    found: dict[UUID, list[Sighting]] = defaultdict(list)
    for fact in facts.known(incident_of):
        found[incident_of[fact.report_id]].append(fact.sighting)
    return found
