"""Say that a member has an incident open, for as long as the page renews it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from amparo.core import clock, jobs
from amparo.incidents.models import Incident, Looking
from amparo.incidents.queries import fetch
from amparo.network.api import Actor, Capability

LOOKS_FOR: Final = timedelta(seconds=45)
# An open page asks each second or two; a row is written again only now and then.
_RENEWED_WHEN_LEFT: Final = timedelta(seconds=25)
_FORGET: Final = "incidents.forget_looking"


def look(*, incident_id: UUID, by: Actor, now: datetime, arrives: bool = False) -> None:
    """Note that the actor looks at an incident.

    Args:
        arrives: the page was opened just now, so what the actor looked at before is over.

    Raises:
        NotAllowed: the actor may not see the board.
        NoSuchIncident: there is none.
    """
    by.require(Capability.SEE_BOARD)
    own = Looking.objects.filter(member=by.member_id)
    if not arrives and own.filter(incident=incident_id, until__gt=now + _RENEWED_WHEN_LEFT).exists():
        return
    if not Incident.objects.filter(pk=incident_id).exists():
        raise fetch.NoSuchIncident(incident_id=incident_id)
    until = now + LOOKS_FOR
    with transaction.atomic():
        Looking.objects.filter(until__lte=now).delete()
        if arrives:
            own.exclude(incident=incident_id).delete()
        Looking.objects.bulk_create(
            [Looking(member_id=by.member_id, incident_id=incident_id, until=until)],
            update_conflicts=True,
            unique_fields=["member", "incident"],
            update_fields=["until"],
        )
        jobs.enqueue(_FORGET, {}, now=now, run_at=now + clock.MINUTE, unique=_FORGET)


def forget(now: datetime) -> None:
    """Erase who looks no more; come back for those who still do."""
    with transaction.atomic():
        Looking.objects.filter(until__lte=now).delete()
        if Looking.objects.exists():
            jobs.enqueue(_FORGET, {}, now=now, run_at=now + clock.MINUTE, unique=_FORGET)
