"""When a claim comes back to the queue."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from amparo.core import journal
from amparo.incidents.models import Incident
from amparo.network.api import Actor


def returns_at(incident: Incident) -> datetime | None:
    """Return when a claim comes back unless its holder does something about it; None where none is held or ever does.

    An act is whatever the journal says that the holder did about this incident.
    """
    if incident.checking_by_id is None or incident.checking_since is None or not settings.CLAIM_RETURNS_AFTER:
        return None
    holder = f"member:{incident.checking_by_id}"
    acts = [entry.at for entry in journal.about(incident.pk) if entry.by == holder]
    return max([incident.checking_since, *acts]) + settings.CLAIM_RETURNS_AFTER


def own_returns_at(incident_id: UUID, *, by: Actor) -> datetime | None:
    """Return when the actor's claim on an incident comes back; None where it is not theirs."""
    incident = Incident.objects.filter(pk=incident_id, checking_by=by.member_id).first()
    return returns_at(incident) if incident else None
