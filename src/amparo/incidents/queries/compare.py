"""Two incidents that may be one, side by side: what each says, and where the two most alike of their reports agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from uuid import UUID

from django.db.models import Q

from amparo.core.places import cells
from amparo.incidents.domain import likeness, states
from amparo.incidents.domain.likeness import Parts, Sighting
from amparo.incidents.domain.states import State, Step
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries import board, facts
from amparo.incidents.queries.board import BoardRow
from amparo.network.api import Actor, Capability

# More than these at once are no help to anybody; the newest first.
MOST_COMPARED = 3
# Reports of each side that are compared: the nearest in time decide.
_MOST_REPORTS = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two incidents have in common.

    Attributes:
        mine: the two reports that are most alike, of this incident and of the other.
        distance_m: between their places; None where one is not known.
        merges: this incident may go into the other; takes_in: the other may go into this one.
    """

    other: BoardRow
    mine: Sighting
    theirs: Sighting
    parts: Parts
    distance_m: float | None
    apart: timedelta
    merges: bool
    takes_in: bool


def comparisons(incident_id: UUID, *, by: Actor) -> tuple[Comparison, ...]:
    """Return what may be the same as an incident, for who may decide that; a fixed number of queries."""
    if not by.can(Capability.TRIAGE_REPORTS):
        return ()
    pair = Q(pk=incident_id) | Q(looks_like=incident_id)
    pointed_at = Incident.objects.filter(pk=incident_id).values("looks_like")
    found = {
        each.pk: each
        for each in board.joined(Incident.objects.filter(pair | Q(pk__in=pointed_at)))
        .exclude(state__in=states.GONE)
        .order_by("-last_seen_at", "pk")
    }
    incident = found.pop(incident_id, None)
    if incident is None or not found:
        return ()
    others = list(found.values())[:MOST_COMPARED]
    told = _sightings([incident, *others])
    rows = board.rows_of(others, by=by, with_marks=False)
    return tuple(
        _comparison(incident, other, row, told[incident.pk], told[other.pk], by=by)
        for other, row in zip(others, rows, strict=True)
        if told[incident.pk] and told[other.pk]
    )


def _comparison(
    incident: Incident,
    other: Incident,
    row: BoardRow,
    mine: list[Sighting],
    theirs: list[Sighting],
    *,
    by: Actor,
) -> Comparison:
    parts, one, two = max(
        ((likeness.likeness_parts(one, two), one, two) for one, two in product(mine, theirs)),
        key=lambda each: (each[0].total, each[0].time, each[0].place, str(each[1].report_id)),
    )
    known = one.cell is not None and two.cell is not None
    records = by.can(Capability.RECORD_OUTCOME)
    merges = states.can(State(incident.state), Step.MERGE_AWAY) and (records or not other.outcome)
    takes_in = states.can(State(other.state), Step.MERGE_AWAY) and (records or not incident.outcome)
    return Comparison(
        other=row,
        mine=one,
        theirs=two,
        parts=parts,
        distance_m=cells.distance_m(one.cell, two.cell) if known and one.cell and two.cell else None,
        apart=abs(one.seen_at - two.seen_at),
        merges=merges,
        takes_in=takes_in and not merges,
    )


def _sightings(incidents: Iterable[Incident]) -> dict[UUID, list[Sighting]]:
    found: dict[UUID, list[Sighting]] = {each.pk: [] for each in incidents}
    rows = IncidentReport.objects.filter(incident__in=found, membership=Membership.PRESENT).order_by("-pk")
    incident_of = dict(rows.values_list("report_id", "incident_id"))
    for fact in facts.known(incident_of):
        found[incident_of[fact.report_id]].append(fact.sighting)
    return {key: told[-_MOST_REPORTS:] for key, told in found.items()}
