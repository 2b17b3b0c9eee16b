"""Fetch one incident, for reading or for changing."""

from uuid import UUID

from django.db.models import QuerySet

from amparo.core import database
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

    Whoever changes incidents stands in the line of whoever forms them: some acts need several incidents, and the
    journal in between, and each of two would hold what the other waits for. Whoever holds the journal's line already
    must not call this.

    Raises:
        NoSuchIncident: there is none.
    """
    database.stand_in_line(database.LINE_OF_FORMING)
    try:
        return _to_change().get(pk=incident_id)
    except Incident.DoesNotExist as error:
        raise NoSuchIncident(incident_id=incident_id) from error


def locked_if(incident_id: UUID, *expected: State) -> Incident | None:
    """Return an incident as `locked` does if it is in one of the expected states, else None."""
    database.stand_in_line(database.LINE_OF_FORMING)
    return _to_change().filter(pk=incident_id, state__in=expected).first()


def living(incident_id: UUID) -> Incident:
    """Return an incident that holds reports, which nobody else changes before the caller's transaction ends.

    Raises:
        NoSuchIncident, IncidentIsGone: as they say.
    """
    found = locked(incident_id)
    if State(found.state) in states.GONE:
        raise IncidentIsGone(state=found.state)
    return found


def _to_change() -> QuerySet[Incident]:
    # Not for its key, which stays: who only points at an incident with a row of their own does not wait.
    return Incident.objects.select_for_update(no_key=True)


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
