"""What the alerts desk shows: proposals, drafts, what stands, and the preview of one alert."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.alerts.domain import states
from amparo.alerts.domain.content import Content, Text, content_hash
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.states import UNSENT, Action, State
from amparo.alerts.models import Alert, Fanout
from amparo.alerts.queries import documents, fetch, wording
from amparo.alerts.queries.audience import Audience, Parts, audience_of, audience_parts
from amparo.alerts.queries.fetch import NoSuchAlert
from amparo.channels import api as channels
from amparo.channels.api import Sending, Undelivered
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


@dataclass(frozen=True)
class Preview:
    """Exactly what would go out, or went out.

    Attributes:
        content_hash: what an approval must name; it changes with any word.
        texts: one per language.
        lacking: enabled languages in which it can't be said.
        audience: for what is not yet sent.
        parts: what the SMS of what is not yet sent cost, by language.
        sending: how far it is, once released.
        actions: what the state allows; services decide who may.
    """

    row: DeskRow
    content: Content
    content_hash: str
    texts: tuple[Text, ...]
    lacking: tuple[str, ...]
    audience: tuple[Audience, ...]
    audience_total: int
    parts: tuple[Parts, ...]
    sending: Sending | None
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
        parts=audience_parts(audience, texts),
        sending=channels.sending(fanout.message_id, now=now) if fanout and fanout.message_id else None,
        actions=states.possible(State(row.state)),
        authors=tuple(_name(UUID(author)) for author in row.authors),
        is_author=str(by.member_id) in row.authors,
        proposed_by=_name(row.proposed_by),
        released_by=_name(row.released_by),
    )


def sending_of(alert_id: UUID, by: Actor, now: datetime) -> tuple[DeskRow, Sending | None]:
    """Return an alert and how far its sending is; None before its message exists.

    Raises:
        NotAllowed, NoSuchAlert.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    message_id = _message_of(alert_id)
    sending = channels.sending(message_id, now=now) if message_id else None
    return _rows([fetch.alert(alert_id)])[0], sending


def undelivered_of(alert_id: UUID, by: Actor) -> tuple[DeskRow, tuple[Undelivered, ...]]:
    """Return an alert and what of it could not be delivered, by channel and reason.

    Raises:
        NotAllowed, NoSuchAlert.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    message_id = _message_of(alert_id)
    return _rows([fetch.alert(alert_id)])[0], channels.undelivered(message_id) if message_id else ()


def _message_of(alert_id: UUID) -> UUID | None:
    row = Fanout.objects.filter(pk=alert_id).first()
    if row is None:
        raise NoSuchAlert
    return row.message_id


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
