"""The journal."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from amparo.core import jobs, journal
from amparo.core.models import Job, JournalEntry, JournalIsAppendOnly

NOW = datetime(2026, 6, 5, 18, 47, 12, tzinfo=UTC)
THING = uuid4()

journal.declare("test.happened", fields={"count"})


@jobs.handler("test.react")
def react(payload: jobs.Payload, run: jobs.Run) -> None:
    """Do nothing: its row in the ledger is what the tests look at."""


@pytest.fixture
def subscribed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(journal._subscribed, "test.happened", {"test.react": jobs.Priority.ROUTINE})


@pytest.mark.django_db
def test_an_entry_tells_who_what_when() -> None:
    with transaction.atomic():
        journal.write("test.happened", subject=THING, by="member:1", now=NOW, count=3)

    entry = journal.about(THING)[0]

    assert (entry.at, entry.by, entry.payload) == (NOW, "member:1", {"count": 3})


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["reporter", "subscriber"])
def test_what_an_anonymous_person_did_is_stored_with_its_hour_only(by: str) -> None:
    entry = journal.write("test.happened", subject=THING, by=by, now=NOW)

    assert entry.at == NOW.replace(minute=0, second=0)


@pytest.mark.django_db
@pytest.mark.parametrize("kind, payload", [("test.invented", {}), ("test.happened", {"phone": "1"})])
def test_an_undeclared_kind_or_field_is_refused(kind: str, payload: dict[str, str]) -> None:
    with pytest.raises(journal.UndeclaredNotice):
        journal.write(kind, subject=THING, by="system", now=NOW, **payload)


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_its_change() -> None:
    with pytest.raises(journal.NoTransaction):
        journal.write("test.happened", subject=THING, by="system", now=NOW)


@pytest.mark.django_db
def test_an_entry_can_not_be_changed() -> None:
    entry = journal.write("test.happened", subject=THING, by="system", now=NOW)
    entry.kind = "test.rewritten"

    with pytest.raises(JournalIsAppendOnly):
        entry.save()
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(kind="test.rewritten")
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE core_journalentry SET kind = 'x'")


@pytest.mark.django_db
def test_a_live_screen_asks_for_what_came_after_its_cursor() -> None:
    seen = journal.write("test.happened", subject=THING, by="system", now=NOW)
    new = journal.write("test.happened", subject=THING, by="system", now=NOW, count=1)

    assert [entry.pk for entry in journal.after(seen.pk)] == [new.pk]
    assert journal.after(seen.pk, kinds=["test.other"]) == []
    assert journal.latest_cursor() == new.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("subscribed")
def test_the_job_of_an_entry_exists_exactly_if_the_entry_does() -> None:
    with transaction.atomic():
        journal.write("test.happened", subject=THING, by="system", now=NOW)
        transaction.set_rollback(True)
    assert not Job.objects.exists()

    with transaction.atomic():
        journal.write("test.happened", subject=THING, by="system", now=NOW)

    assert Job.objects.get().payload["subject"] == str(THING)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "least, priority", [("DIGEST", "ROUTINE"), ("ROUTINE", "ROUTINE"), ("URGENT", "URGENT")]
)
def test_an_entry_may_hurry_the_jobs_that_it_starts(subscribed: None, least: str, priority: str) -> None:
    hurried = journal.Notice("test.happened", THING, least=jobs.Priority[least])

    journal.write_all([hurried], by="system", now=NOW)

    assert Job.objects.get().priority == jobs.Priority[priority]
