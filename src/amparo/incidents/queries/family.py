"""An incident and all that was merged into it: what stands beside one stands beside the other."""

from uuid import UUID

from amparo.incidents.models import Incident


def of(incident_id: UUID) -> frozenset[UUID]:
    """Return an incident's id and those of the incidents merged into it, at any remove.

    One query for each remove, and one that finds no more.
    """
    known = frontier = frozenset({incident_id})
    while frontier:
        merged = Incident.objects.filter(merged_into__in=frontier).values_list("pk", flat=True)
        frontier = frozenset(merged) - known
        known |= frontier
    return known
