"""What the alerts desk shows: proposals, drafts, what stands, and the preview of one alert."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from amparo.alerts.domain import states
from amparo.alerts.domain.content import Content, Text, content_hash
from amparo.alerts.domain.kinds import TOPICS, Kind
from amparo.alerts.domain.states import UNSENT, Action, State
from amparo.alerts.models import Alert, Fanout
from amparo.alerts.queries import documents, fetch, watching, wording
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.channels import api as channels
from amparo.channels.api import Progress
from amparo.network import api as network
from amparo.network.api import Actor, Capability, NoSuchMember

RECENT = 30


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One alert in a list of the desk."""

    alert_id: UUID
    incident_id: UUID
    thread: UUID
    kind: Kind
    state: State
    code: str
    place: str
    composed_by: str
    created_at: datetime
    released_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Audience:
    """How many will get an alert, in one language over one channel."""

    language: str
    channel: str
    count: int


@dataclass(frozen=True)
class Preview:
    """Exactly what would go out, or went out.

    Attributes:
        content_hash: what an approval must name; it changes with any word.
        texts: one per language.
        lacking: enabled languages in which it can't be said.
        audience: for what is not yet sent.
        progress: of the sending, once released.
        actions: what the state allows; services decide who may.
    """

    row: DeskRow
    content: Content
    content_hash: str
    texts: tuple[Text, ...]
    lacking: tuple[str, ...]
    audience: tuple[Audience, ...]
    audience_total: int
    progress: Progress | None
    actions: frozenset[Action]
    authors: tuple[str, ...]
    is_author: bool
    proposed_by: str
    released_by: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk's lists: what waits for a second person stands first."""

    proposed: tuple[DeskRow, ...]
    drafts: tuple[DeskRow, ...]
    standing: tuple[DeskRow, ...]
    past: tuple[DeskRow, ...]


def desk(*, by: Actor, now: datetime) -> Desk:
    """Return the desk's lists.

    Raises:
        NotAllowed: the actor has no desk.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    unsent = list(Alert.objects.filter(state__in=sorted(UNSENT), draft_expires_at__gt=now))
    standing = Alert.objects.filter(state=State.RELEASED, expires_at__gt=now).order_by("-released_at")
    past = Alert.objects.filter(released_at__isnull=False).exclude(pk__in=standing.values("pk"))
    by_age = sorted(unsent, key=lambda row: row.created_at)
    return Desk(
        proposed=_rows(row for row in by_age if row.state == State.PROPOSED),
        drafts=_rows(row for row in reversed(by_age) if row.state == State.DRAFT),
        standing=_rows(standing),
        past=_rows(past.order_by("-released_at")[:RECENT]),
    )


def preview(alert_id: UUID, by: Actor, now: datetime) -> Preview:
    """Return what an alert will say, to whom, and what may be done with it.

    Raises:
        NotAllowed, NoSuchAlert.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    row = fetch.alert(alert_id)
    content = fetch.content_of(row)
    is_sent = row.released_at is not None
    texts = documents.sent_texts(row) if is_sent else wording.texts_of(content, row.code)
    fanout = Fanout.objects.filter(pk=alert_id).first()
    audience = () if is_sent or row.state not in UNSENT else audience_of(row, content, now)
    return Preview(
        row=_rows([row])[0],
        content=content,
        content_hash=content_hash(content, texts),
        texts=texts,
        lacking=wording.lacking_languages(content),
        audience=audience,
        audience_total=sum(each.count for each in audience),
        progress=channels.progress(fanout.message_id) if fanout and fanout.message_id else None,
        actions=states.possible(State(row.state)),
        authors=tuple(_name(UUID(author)) for author in row.authors),
        is_author=str(by.member_id) in row.authors,
        proposed_by=_name(row.proposed_by),
        released_by=_name(row.released_by),
    )


def audience_of(row: Alert, content: Content, now: datetime) -> tuple[Audience, ...]:
    """Return how many would get an alert if it were released now, by language."""
    kind = Kind(row.kind)
    if kind in TOPICS:
        found = watching.watching(content, TOPICS[kind], now)
        pairs = found.order_by("language", "channel").values_list("language", "channel")
        counted = pairs.annotate(count=Count("pk"))
        return tuple(Audience(language, channel, count) for language, channel, count in counted)
    messages = Fanout.objects.filter(alert__thread=row.thread, message_id__isnull=False)
    known = [each for each in messages.values_list("message_id", flat=True) if each is not None]
    reached = [key for key, _, _ in watching.of_correspondents(channels.reached(known), now)]
    return tuple(Audience(*pair, count) for pair, count in watching.count_of(reached))


def progress_of(alert_id: UUID, by: Actor) -> Progress | None:
    """Return how far the sending of an alert is; None before its message exists.

    Raises:
        NotAllowed, NoSuchAlert.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    row = Fanout.objects.filter(pk=alert_id).first()
    if row is None:
        raise NoSuchAlert
    return channels.progress(row.message_id) if row.message_id else None


def _rows(rows: Iterable[Alert]) -> tuple[DeskRow, ...]:
    names: dict[UUID, str] = {}

    def name(member_id: UUID) -> str:
        if member_id not in names:
            names[member_id] = _name(member_id)
        return names[member_id]

    return tuple(
        DeskRow(
            alert_id=row.pk,
            incident_id=row.incident_id,
            thread=row.thread,
            kind=Kind(row.kind),
            state=State(row.state),
            code=row.code,
            place=row.content["facts"]["place"],
            composed_by=name(row.composed_by),
            created_at=row.created_at,
            released_at=row.released_at,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def _name(member_id: UUID | None) -> str:
    if member_id is None:
        return ""
    try:
        return network.member_name(member_id)
    except NoSuchMember:
        return ""
