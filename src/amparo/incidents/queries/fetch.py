"""Fetch one incident, for reading or for changing."""

from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.incidents.domain import states
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, IncidentReport, Membership, OutcomeRecord


class NoSuchIncident(AmparoError):
    """There is no incident with this id."""

    code = "NO_SUCH_INCIDENT"


class IncidentIsGone(AmparoError):
    """The incident was merged away or all its reports were withdrawn; `fields` has `state`."""

    code = "INCIDENT_IS_GONE"


def incident(incident_id: UUID) -> Incident:
    """Return an incident.

    Raises:
        NoSuchIncident: there is none.
    """
    try:
        return Incident.objects.select_related("checking_by").get(pk=incident_id)
    except Incident.DoesNotExist as error:
        raise NoSuchIncident(incident_id=incident_id) from error


def locked(incident_id: UUID) -> Incident:
    """Return an incident that nobody else changes before the caller's transaction ends.

    Raises:
        NoSuchIncident: there is none.
    """
    try:
        return Incident.objects.select_for_update().get(pk=incident_id)
    except Incident.DoesNotExist as error:
        raise NoSuchIncident(incident_id=incident_id) from error


def living(incident_id: UUID) -> Incident:
    """Return an incident that holds reports, which nobody else changes before the caller's transaction ends.

    Raises:
        NoSuchIncident, IncidentIsGone: as they say.
    """
    found = locked(incident_id)
    if State(found.state) in states.GONE:
        raise IncidentIsGone(state=found.state)
    return found


def present_report_ids(of: Incident) -> tuple[UUID, ...]:
    """Return the ids of an incident's present reports, in the order in which they came to it."""
    return tuple(
        IncidentReport.objects.filter(incident=of, membership=Membership.PRESENT)
        .order_by("pk")
        .values_list("report_id", flat=True)
    )


def current_outcome(of: Incident) -> OutcomeRecord | None:
    """Return the record of an incident's outcome that no other corrects."""
    corrected = OutcomeRecord.objects.filter(incident=of, corrects__isnull=False).values("corrects")
    return (
        OutcomeRecord.objects.select_related("by")
        .filter(incident=of)
        .exclude(pk__in=corrected)
        .order_by("-pk")
        .first()
    )
