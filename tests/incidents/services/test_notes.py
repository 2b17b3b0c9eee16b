"""Notes beside the facts: short, about no person, never changed, and gone when the incident closes."""

from datetime import timedelta

import pytest

from amparo.core.models import JournalEntry
from amparo.core.privacy.text import TextNotUnicode, TextTooLong
from amparo.incidents import api
from amparo.incidents.api import MergeReason, NoSuchIncident, Outcome
from amparo.incidents.domain.notes import LONGEST_NOTE, MOST_NOTES
from amparo.incidents.models import Incident, Note, NoteIsAppendOnly
from amparo.incidents.queries import family
from amparo.incidents.services import close as closing
from amparo.incidents.services import notes
from amparo.incidents.services.wording import WordsHoldPrivate
from amparo.network.api import NotAllowed
from amparo.reports.services import return_visit
from tests.incidents.world import OBSERVER, after, reports_of, seen, work
from tests.personas import Personas

pytestmark = pytest.mark.timeout(120)  # a busy machine


def add(incident: Incident, personas: Personas, text: str = "called the bakery, they open at six") -> None:
    notes.add_note(incident_id=incident.pk, text=text, by=personas.dispatcher.actor, now=after(1))


def close(incident: Incident, personas: Personas) -> None:
    api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(10),
    )
    assert closing.close_incident(incident_id=incident.pk, now=after(11) + timedelta(days=1))


def test_a_note_is_kept_with_who_and_when_and_the_journal_has_no_words(personas: Personas) -> None:
    incident = seen()

    add(incident, personas, "  the bakery\u202e opens at six ")

    note = Note.objects.get()
    assert (note.text, note.by_id, note.at) == (
        "the bakery opens at six",
        personas.dispatcher.id,
        after(1),
    )
    entry = JournalEntry.objects.get(kind="incident.noted")
    assert (entry.subject, entry.payload, entry.by) == (incident.pk, {}, personas.dispatcher.actor.ref)


def test_a_note_is_never_changed(personas: Personas) -> None:
    add(seen(), personas)
    note = Note.objects.get()
    note.text = "other"

    with pytest.raises(NoteIsAppendOnly):
        note.save()


@pytest.mark.parametrize(
    "text, error",
    [
        ("", notes.NoteEmpty),
        (" \u200b\n ", notes.NoteEmpty),
        ("x" * (LONGEST_NOTE + 1), TextTooLong),
        ("\ud800", TextNotUnicode),
        ("call 213-555-0142 again", WordsHoldPrivate),
        ("Maria Gonzalez saw it", WordsHoldPrivate),
        ("plate 8ABC123", WordsHoldPrivate),
        ("he lives at 1423 South Alvarado Street", WordsHoldPrivate),
        ("A123456789", WordsHoldPrivate),
        ("write to somebody@example.org", WordsHoldPrivate),
    ],
)
def test_bad_words_are_refused_and_nothing_is_kept(
    personas: Personas, text: str, error: type[Exception]
) -> None:
    incident = seen()

    with pytest.raises(error) as why:
        add(incident, personas, text)

    assert not Note.objects.exists()
    assert "555" not in str(why.value)


def test_that_nobody_followed_may_be_noted(personas: Personas) -> None:
    add(seen(), personas, "the observer did not follow the van")

    assert Note.objects.count() == 1


def test_sent_twice_a_note_is_one(personas: Personas) -> None:
    incident = seen()

    add(incident, personas)
    add(incident, personas)

    assert Note.objects.count() == 1


def test_there_is_an_end_to_notes(personas: Personas) -> None:
    incident = seen()
    Note.objects.bulk_create(
        Note(
            id=incident.pk.__class__(int=n + 1),
            incident=incident,
            text=f"{n}",
            by_id=personas.verifier.id,
            at=after(0),
        )
        for n in range(MOST_NOTES)
    )

    with pytest.raises(notes.TooManyNotes):
        add(incident, personas)


@pytest.mark.parametrize("role", ["hotline_operator", "observer", "coordinator", "editor", "legal"])
def test_only_who_triages_notes(personas: Personas, role: str) -> None:
    incident = seen()

    with pytest.raises(NotAllowed):
        notes.add_note(incident_id=incident.pk, text="words", by=getattr(personas, role).actor, now=after(1))


def test_there_is_no_note_on_nothing(personas: Personas) -> None:
    with pytest.raises(NoSuchIncident):
        notes.add_note(
            incident_id=personas.dispatcher.id, text="words", by=personas.dispatcher.actor, now=after(1)
        )


def test_notes_go_a_day_after_it_was_decided_and_none_is_added_then(personas: Personas) -> None:
    incident = seen()
    add(incident, personas)

    close(incident, personas)

    assert not Note.objects.exists()
    with pytest.raises(notes.IncidentIsClosed):
        notes.add_note(
            incident_id=incident.pk,
            text="late",
            by=personas.dispatcher.actor,
            now=after(10) + timedelta(days=1, minutes=2),
        )


def test_notes_go_at_once_when_the_last_report_is_taken_back(personas: Personas) -> None:
    incident = seen()
    add(incident, personas)

    return_visit.withdraw_report(report_id=reports_of(incident.pk).pop(), now=after(2))
    work(2)

    assert Incident.objects.get().state == "withdrawn"
    assert not Note.objects.exists()


def test_what_was_noted_before_a_merge_goes_with_the_other_incident(personas: Personas) -> None:
    one, other = seen(), seen(north_m=9_000)
    add(one, personas)
    api.merge(
        incident_id=one.pk,
        into=other.pk,
        reason=MergeReason.SAME_EVENT,
        by=personas.dispatcher.actor,
        now=after(2),
    )
    assert family.of(other.pk) == {one.pk, other.pk}
    with pytest.raises(notes.IncidentIsClosed):
        add(one, personas, "on what is gone")

    close(other, personas)

    assert not Note.objects.exists()
