"""What alerts get of an incident."""

from collections.abc import Iterable
from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell
from amparo.incidents.domain.handover import IncidentForAlert
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.states import State
from amparo.incidents.domain.summary import Told
from amparo.incidents.models import IncidentReport, Membership
from amparo.incidents.queries import facts, fetch
from amparo.network.api import Actor, Capability, NotAllowed

_ONE_OF = (Capability.COMPOSE_ALERT, Capability.RELEASE_ALERT, Capability.WITHDRAW_ALERT)


class NothingFoundYet(AmparoError):
    """No outcome is recorded: there is nothing that could be said in public."""

    code = "NOTHING_FOUND_YET"


def for_alert(incident_id: UUID, *, by: Actor) -> IncidentForAlert:
    """Return a decided incident for those who compose, release or withdraw.

    Raises:
        NotAllowed: the actor does none of these.
        NoSuchIncident: there is none.
        NothingFoundYet: no outcome is recorded.
    """
    if not any(by.can(each) for each in _ONE_OF):
        raise NotAllowed(capability=Capability.COMPOSE_ALERT)
    incident = fetch.incident(incident_id)
    record = fetch.current_outcome(incident)
    if record is None:
        raise NothingFoundYet
    told = facts.told(fetch.present_report_ids(incident))
    return IncidentForAlert(
        incident_id=incident.pk,
        outcome_id=record.pk,
        outcome=Outcome(record.outcome),
        basis=tuple(basis.kind for basis in record.bases()),
        is_over=incident.state == State.ENDED,
        cell=Cell(incident.cell),
        is_home=incident.is_home or not any(each.is_public_place for each in told),
        activity=incident.activity,
        agency=incident.agency,
        seen_at=incident.last_seen_at,
        taken_count=_taken_count(told),
    )


def incident_of(report_id: UUID) -> UUID | None:
    """Return the incident that a report is part of now, if any."""
    return (
        IncidentReport.objects.filter(report_id=report_id, membership=Membership.PRESENT)
        .values_list("incident_id", flat=True)
        .first()
    )


def _taken_count(told: Iterable[Told]) -> int:
    """Return 1 if somebody who was there says that someone is taken: reports don't count the taken yet."""
    return int(any(each.is_being_taken and each.is_first_hand for each in told))
