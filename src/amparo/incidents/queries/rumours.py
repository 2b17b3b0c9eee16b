"""Rumours: what the desk shows of them, and what everybody may read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from amparo.core import languages, phrases
from amparo.core.errors import AmparoError
from amparo.core.phrases import Book
from amparo.incidents.domain import rumours
from amparo.incidents.domain.outcomes import Basis, BasisKind, Outcome, bases_from_json
from amparo.incidents.domain.rumours import HeardOn, RumourState, RumourText, Said, Source
from amparo.incidents.models import OutcomeRecord, Rumour
from amparo.network import api as network
from amparo.network.api import Actor, Capability

APP = "incidents"
MOST_SHOWN = 50
NEWEST_PUBLIC = 10


class NoSuchRumour(AmparoError):
    """There is no rumour with this id that the caller may see."""

    code = "NO_SUCH_RUMOUR"


@dataclass(frozen=True, slots=True)
class RumourRow:
    """One rumour in a list.

    Attributes:
        text: in the reader's language, or the nearest there is.
        is_over: it was published, and its time has passed.
    """

    rumour_id: UUID
    state: RumourState
    source: Source
    outcome: Outcome
    text: RumourText
    found_at: datetime
    created_at: datetime
    published_at: datetime | None
    expires_at: datetime | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class RumourPreview:
    """Exactly what the public reads, and what stands behind it.

    Attributes:
        content_hash: what an approval must name.
        bases: with how each was judged; for members only.
        is_author: the reader put a hand to it and so can't publish it.
    """

    row: RumourRow
    texts: tuple[RumourText, ...]
    content_hash: str
    incident_id: UUID | None
    bases: tuple[Basis, ...]
    authors: tuple[str, ...]
    is_author: bool
    published_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class RumourDesk:
    """The desk's lists: what waits for a second person stands first."""

    waiting: tuple[RumourRow, ...]
    public: tuple[RumourRow, ...]
    past: tuple[RumourRow, ...]


def desk(*, language: str, by: Actor, now: datetime) -> RumourDesk:
    """Return the desk's lists.

    Raises:
        NotAllowed: the actor has no desk.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    waiting = Rumour.objects.filter(state=RumourState.DRAFT, created_at__gt=now - rumours.DRAFTS_KEPT)
    public = public_rows(now)
    past = Rumour.objects.exclude(pk__in=waiting.values("pk")).exclude(pk__in=public.values("pk"))
    return RumourDesk(
        waiting=_rows(waiting.order_by("created_at")[:MOST_SHOWN], language, now),
        public=_rows(public[:MOST_SHOWN], language, now),
        past=_rows(past.order_by("-created_at")[:MOST_SHOWN], language, now),
    )


def preview(rumour_id: UUID, *, language: str, by: Actor, now: datetime) -> RumourPreview:
    """Return what a rumour's page says, in all its languages, with the hash that an approval must name.

    Raises:
        NotAllowed, NoSuchRumour: as they say.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    row = fetch(rumour_id)
    texts = texts_of(row)
    return RumourPreview(
        row=_row(row, language, now),
        texts=texts,
        content_hash=rumours.content_hash(said_of(row), texts),
        incident_id=row.incident_id,
        bases=bases_from_json(row.basis),
        authors=tuple(network.member_name(UUID(author)) for author in row.authors),
        is_author=str(by.member_id) in row.authors,
        published_by=network.member_name(row.published_by_id) if row.published_by_id else "",
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
    )


def of_incident(incident_id: UUID) -> UUID | None:
    """Return the rumour made from an incident that was not taken back, the newest; None if there is none."""
    rows = Rumour.objects.filter(incident=incident_id).exclude(state=RumourState.WITHDRAWN)
    return rows.order_by("-created_at").values_list("pk", flat=True).first()


def public_rumour(rumour_id: UUID, *, language: str, now: datetime) -> RumourRow:
    """Return a rumour that everybody may read now.

    Raises:
        NoSuchRumour: there is none, or it is not public (any more).
    """
    row = public_rows(now).filter(pk=rumour_id).first()
    if row is None:
        raise NoSuchRumour
    return _row(row, language, now)


def newest_public(*, language: str, now: datetime) -> tuple[RumourRow, ...]:
    """Return the rumours that were published last and are public."""
    return _rows(public_rows(now)[:NEWEST_PUBLIC], language, now)


def public_rows(now: datetime) -> QuerySet[Rumour]:
    """Return what is public at a moment; also with a dead worker nothing outlives its time or its outcome."""
    corrected = OutcomeRecord.objects.filter(corrects__isnull=False).values("corrects")
    standing = Rumour.objects.filter(state=RumourState.PUBLISHED, expires_at__gt=now)
    return standing.exclude(record__in=corrected).order_by("-published_at", "pk")


def fetch(rumour_id: UUID) -> Rumour:
    """Return a rumour's row.

    Raises:
        NoSuchRumour: there is none.
    """
    row = Rumour.objects.filter(pk=rumour_id).first()
    if row is None:
        raise NoSuchRumour
    return row


def book() -> Book:
    """Return the phrases of incidents."""
    return phrases.book(APP)


def offered_languages() -> tuple[str, ...]:
    """Return the network's enabled languages in which every phrase of a rumour is complete, in its order."""
    return phrases.offered(APP)


def texts_of(row: Rumour, offered: tuple[str, ...] | None = None) -> tuple[RumourText, ...]:
    """Return a rumour in words, in every offered language; in English where the network offers none of ours."""
    what = said_of(row)
    tags = (offered_languages() if offered is None else offered) or (phrases.SOURCE_LANGUAGE,)
    return tuple(rumours.put_into_words(what, book(), language) for language in tags)


def said_of(row: Rumour) -> Said:
    """Return what a row says, as values."""
    return Said(
        source=Source(row.source),
        claim=rumours.Claim(row.claim),
        place_kind=row.place_kind,
        place=row.place,
        day=row.day,
        own_words=tuple(sorted(row.own_words.items())),
        outcome=Outcome(row.outcome),
        bases=tuple(BasisKind(each["kind"]) for each in row.basis),
        found_at=row.found_at,
        heard=tuple(HeardOn(date.fromisoformat(each["day"]), each["at_least"]) for each in row.heard),
    )


def _rows(rows: QuerySet[Rumour], language: str, now: datetime) -> tuple[RumourRow, ...]:
    offered = offered_languages()
    return tuple(_row(row, language, now, offered) for row in rows)


def _row(row: Rumour, language: str, now: datetime, offered: tuple[str, ...] | None = None) -> RumourRow:
    texts = {text.language: text for text in texts_of(row, offered)}
    chosen = languages.choose([language, "en"], list(texts))
    return RumourRow(
        rumour_id=row.pk,
        state=RumourState(row.state),
        source=Source(row.source),
        outcome=Outcome(row.outcome),
        text=texts[chosen],
        found_at=row.found_at,
        created_at=row.created_at,
        published_at=row.published_at,
        expires_at=row.expires_at,
        is_over=row.expires_at is not None and row.expires_at <= now,
    )
