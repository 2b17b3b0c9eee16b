"""Note something beside an incident for whoever comes next. A note is appended, never changed, and goes at closing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.domain import states
from amparo.incidents.domain.notes import LONGEST_NOTE, MOST_NOTES
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, Note
from amparo.incidents.queries import family, fetch
from amparo.incidents.services import wording
from amparo.incidents.services.decide import CLOSE_AFTER
from amparo.network.api import Actor, Capability


class NoteEmpty(AmparoError):
    """Nothing was written."""

    code = "NOTE_EMPTY"


class TooManyNotes(AmparoError):
    """The incident has as many notes as it can have; `fields` has `limit`."""

    code = "TOO_MANY_NOTES"


class IncidentIsClosed(AmparoError):
    """The incident was merged, withdrawn, or closed a day ago: what stands beside it goes, and nothing is added."""

    code = "INCIDENT_IS_CLOSED"


def add_note(*, incident_id: UUID, text: str, by: Actor, now: datetime) -> UUID:
    """Append a note and return its id; the same words as the member's own last note are that note.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, IncidentIsClosed, NoteEmpty, TooManyNotes: as they say; nothing was stored.
        TextRefused, WordsHoldPrivate: see `wording.py`; nothing was stored.
    """
    by.require(Capability.TRIAGE_REPORTS)
    words = wording.clean(text, most_chars=LONGEST_NOTE, most_lines=LONGEST_NOTE)
    if not words:
        raise NoteEmpty
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        check_open(incident, now)
        notes = Note.objects.filter(incident__in=family.of(incident_id))
        last = notes.filter(by=by.member_id).order_by("-at", "-pk").first()
        if last is not None and last.text == words:
            return last.pk
        if notes.count() >= MOST_NOTES:
            raise TooManyNotes(limit=MOST_NOTES)
        note = Note.objects.create(
            id=ids.new_id(now), incident=incident, text=words, by_id=by.member_id, at=now
        )
        journal.write(notices.NOTED, subject=incident.pk, by=by.ref, now=now)
    return note.pk


def check_open(incident: Incident, now: datetime) -> None:
    """Go on only if something may still be put beside an incident.

    Raises:
        IncidentIsClosed: it may not.
    """
    closed_at = incident.ended_at or incident.decided_at
    is_closed = incident.state in states.CLOSED and closed_at is not None and closed_at + CLOSE_AFTER <= now
    if is_closed or State(incident.state) in states.GONE:
        raise IncidentIsClosed(state=incident.state)
