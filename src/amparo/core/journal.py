"""The journal: one append-only table that says who did what, when, about what.

It is at once the audit trail, the feed of live screens (which ask for entries after a cursor), and the outbox from
which background work starts: a job that an app subscribed with `on` is enqueued in the transaction of the entry.
A kind and the fields of its payload are declared beforehand, so that nothing personal slips in.

Cursor order equals commit order: SQLite has one writer, and on PostgreSQL writers take a transaction lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from amparo.core import clock, database, jobs
from amparo.core.errors import AmparoError
from amparo.core.inserting import insert_numbered
from amparo.core.models import JournalEntry

Payload = str | int | bool | None | list[str]

_ANONYMOUS = frozenset({"reporter", "subscriber"})

_declared: dict[str, frozenset[str]] = {}
_subscribed: dict[str, dict[str, jobs.Priority]] = {}


@dataclass(frozen=True, slots=True)
class Notice:
    """One entry to be written: a declared kind, what it is about, and small values under declared names.

    Attributes:
        least: the jobs that it starts are at least so urgent, whatever was said when they were subscribed.
    """

    kind: str
    subject: UUID
    payload: Mapping[str, Payload] = field(default_factory=dict)
    least: jobs.Priority = jobs.Priority.DIGEST


class UndeclaredNotice(AmparoError):
    """A kind, or a field of its payload, was written without being declared."""

    code = "UNDECLARED_NOTICE"


class NoTransaction(AmparoError):
    """A notice was written outside the transaction of the change it records."""

    code = "NO_TRANSACTION"


def declare(kind: str, fields: Iterable[str] = ()) -> str:
    """Make a kind of notice known, with the names its payload may hold; return the kind."""
    _declared[kind] = frozenset(fields)
    return kind


def declared() -> dict[str, frozenset[str]]:
    """Return every declared kind with its fields, for the documentation and its test."""
    return dict(_declared)


def on(kind: str, *, job: str, priority: jobs.Priority = jobs.Priority.ROUTINE) -> None:
    """Enqueue a job for each entry of a kind, with the payload `{"entry": id, "subject": uuid}`."""
    _subscribed.setdefault(kind, {}).setdefault(job, priority)


def write(kind: str, *, subject: UUID, by: str, now: datetime, **payload: Payload) -> JournalEntry:
    """Append an entry inside the caller's transaction, and enqueue the jobs subscribed to its kind.

    Args:
        kind: a declared kind, `<app concept>.<what happened>`.
        subject: the id of the thing the notice is about.
        by: `member:<uuid>`, `reporter`, `subscriber` or `system`.
        now: aware. What a reporter or subscriber did is stored with its hour only.
        payload: small values under declared names; never personal data.

    Raises:
        UndeclaredNotice: the kind or a name is not declared.
        NoTransaction: no transaction is open.
    """
    return write_all([Notice(kind, subject, payload)], by=by, now=now)[0]


def write_all(notices: Sequence[Notice], *, by: str, now: datetime) -> list[JournalEntry]:
    """Append many entries as `write` does, by one statement, and enqueue their jobs by another.

    Raises:
        UndeclaredNotice: a kind or a name is not declared.
        NoTransaction: no transaction is open.
    """
    for notice in notices:
        if notice.kind not in _declared or not notice.payload.keys() <= _declared[notice.kind]:
            raise UndeclaredNotice(kind=notice.kind)
        if not connection.in_atomic_block:
            raise NoTransaction(kind=notice.kind)
    database.stand_in_line(database.LINE_OF_THE_JOURNAL)
    at = clock.floor_to(now, clock.HOUR) if by in _ANONYMOUS else now
    entries = [
        JournalEntry(at=at, by=by, kind=each.kind, subject=each.subject, payload=dict(each.payload))
        for each in notices
    ]
    insert_numbered(entries)
    jobs.enqueue_all(
        (
            jobs.Wanted(job, {"entry": entry.pk, "subject": str(entry.subject)}, max(priority, notice.least))
            for notice, entry in zip(notices, entries, strict=True)
            for job, priority in _subscribed.get(entry.kind, {}).items()
        ),
        now=now,
    )
    return entries


def after(cursor: int, *, kinds: Iterable[str] | None = None, limit: int = 500) -> list[JournalEntry]:
    """Return the entries after a cursor, oldest first; a cursor is the id of an entry already seen."""
    entries = JournalEntry.objects.filter(pk__gt=cursor)
    if kinds is not None:
        entries = entries.filter(kind__in=list(kinds))
    return list(entries.order_by("pk")[:limit])


def about(subject: UUID) -> list[JournalEntry]:
    """Return everything written about one thing, oldest first."""
    return list(JournalEntry.objects.filter(subject=subject).order_by("pk"))


def latest_cursor() -> int:
    """Return the id of the newest entry, or 0."""
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0
