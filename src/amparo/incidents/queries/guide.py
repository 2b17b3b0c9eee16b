"""Incidents that show a new dispatcher what is meant: one of each kind, the newest, if there is any."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from amparo.incidents.domain import states
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.models import Incident
from amparo.incidents.queries import board
from amparo.incidents.queries.board import BoardRow
from amparo.network.api import Actor, Capability


class Shows(StrEnum):
    """What an example shows."""

    WAITS = "waits"
    URGENT = "urgent"
    LOOKS_LIKE = "looks_like"
    HOME = "home"
    CONFIRMED = Outcome.CONFIRMED
    UNFOUNDED = Outcome.UNFOUNDED
    OTHER_AGENCY = Outcome.OTHER_AGENCY
    UNVERIFIABLE = Outcome.UNVERIFIABLE


_UNDECIDED = Q(state__in=states.UNDECIDED)
_WHICH: Mapping[Shows, Q] = {
    Shows.WAITS: _UNDECIDED & Q(looked_after_min=None),
    Shows.URGENT: _UNDECIDED & Q(is_urgent=True),
    Shows.LOOKS_LIKE: ~Q(looks_like=None) & ~Q(state__in=states.GONE),
    Shows.HOME: Q(is_home=True) & ~Q(state__in=states.GONE),
    **{Shows(outcome): Q(outcome=outcome) for outcome in Outcome},
}


def examples(*, by: Actor) -> dict[Shows, BoardRow]:
    """Return the newest incident of each kind; where there is none, the kind is missing.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    order = OrderBy(F("decided_at"), descending=True, nulls_first=True)
    chosen = {
        shows: Incident.objects.filter(which)
        .order_by(order, "-opened_at", "pk")
        .values_list("pk", flat=True)
        .first()
        for shows, which in _WHICH.items()
    }
    wanted = {incident_id for incident_id in chosen.values() if incident_id}
    found = board.joined(Incident.objects.filter(pk__in=wanted))
    rows = {row.incident_id: row for row in board.rows_of(found, by=by, with_marks=False)}
    return {shows: rows[incident_id] for shows, incident_id in chosen.items() if incident_id in rows}
