"""Claims that nobody acts on come back to the queue, so that nothing hangs on one tired person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import jobs, journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.domain import states
from amparo.incidents.domain.states import State, Step
from amparo.incidents.queries import claims, fetch
from amparo.network.api import Actor, Capability

_JOB = "incidents.return_claim"


class NotYourClaim(AmparoError):
    """The actor does not check this incident (any more)."""

    code = "NOT_YOUR_CLAIM"


def keep(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    """Say that the actor is still at it: the time of the claim begins anew.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, NotYourClaim: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        if incident.checking_by_id != by.member_id:
            raise NotYourClaim
        incident.checking_since = now
        incident.save(update_fields=["checking_since"])
        journal.write(notices.CLAIM_KEPT, subject=incident.pk, by=by.ref, now=now)


def watch(*, incident_id: UUID, now: datetime) -> None:
    """Give a claim back if its time is over, else come back when it will be. Running again changes nothing."""
    with transaction.atomic():
        incident = fetch.locked_if(incident_id, State.CHECKING)
        due = claims.returns_at(incident) if incident else None
        if incident is None or due is None:
            return
        if due > now:
            jobs.enqueue(
                _JOB, {"subject": str(incident_id)}, now=now, run_at=due, unique=f"claim {incident_id}"
            )
            return
        incident.state = states.after(State(incident.state), Step.PUT_BACK)
        incident.checking_by = incident.checking_since = None
        incident.came_back = True
        incident.save(update_fields=["state", "checking_by", "checking_since", "came_back"])
        journal.write(notices.CLAIM_RETURNED, subject=incident.pk, by="system", now=now)
