"""Blur the times of what was closed a day ago: nobody needs the minute any more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import clock
from amparo.incidents.domain import states
from amparo.incidents.queries import fetch
from amparo.incidents.services import erasing
from amparo.incidents.services.decide import CLOSE_AFTER
from amparo.reports import api as reports


def close_incident(*, incident_id: UUID, now: datetime) -> bool:
    """Close the reports of an incident that has been closed long enough; tell whether that was so.

    A correction in the meantime starts the time anew, and its own job comes back for it.
    """
    with transaction.atomic():
        incident = fetch.locked_if(incident_id, *states.CLOSED)
        if incident is None:
            return False
        closed_at = incident.ended_at or incident.decided_at
        if closed_at is None or closed_at + CLOSE_AFTER > now:
            return False
        # Requests before the journal: whoever answers one takes them in this order.
        erasing.erase_beside(incident_id)
        reports.close_reports(report_ids=fetch.present_report_ids(incident), now=now)
        incident.first_seen_at = clock.floor_to(incident.first_seen_at, clock.HOUR)
        incident.last_seen_at = clock.floor_to(incident.last_seen_at, clock.HOUR)
        incident.opened_at = clock.floor_to(incident.opened_at, clock.HOUR)
        incident.save(update_fields=["first_seen_at", "last_seen_at", "opened_at"])
    return True
