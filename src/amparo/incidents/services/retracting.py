"""Take rumour pages back when what they say does not stand any more."""

from datetime import datetime

from amparo.core import journal
from amparo.incidents import notices
from amparo.incidents.domain.rumours import RumourState, Why
from amparo.incidents.models import Incident, Rumour
from amparo.incidents.services import search_index

SEARCH_KIND = "rumour"


def outcome_changed(incident: Incident, *, by: str, now: datetime) -> None:
    """Take back every page about an incident whose outcome was corrected. Inside the correction's transaction."""
    rows = Rumour.objects.select_for_update().filter(incident=incident)
    for row in rows.exclude(state=RumourState.WITHDRAWN):
        take_back(row, why=Why.OUTCOME_CHANGED, by=by, now=now)


def take_back(row: Rumour, *, why: Why, by: str, now: datetime) -> None:
    """Let a rumour's page be no longer public, and not found. Inside a transaction."""
    row.state = RumourState.WITHDRAWN
    row.withdrawn_at, row.withdrawn_why = now, why
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    search_index.forget(kind=SEARCH_KIND, source_id=row.pk)
    journal.write(notices.RUMOUR_WITHDRAWN, subject=row.pk, by=by, now=now, why=why.value)
