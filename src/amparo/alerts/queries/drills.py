"""Drills, their words, and who volunteered. Nothing public reads them: drills have tables of their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from amparo.alerts.domain import cap, drills
from amparo.alerts.domain.content import Content, Text
from amparo.alerts.models import Drill, DrillVolunteer
from amparo.alerts.queries import documents, wording
from amparo.channels import api as channels
from amparo.channels.api import Progress
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Actor, Capability, NoSuchMember

MOST_SHOWN = 30


class NoSuchDrill(AmparoError):
    """There is no drill with this id."""

    code = "NO_SUCH_DRILL"


@dataclass(frozen=True)
class DrillView:
    """One drill, as members see it.

    Attributes:
        state: `waiting`, `running`, `over`, `stopped` or `too_old`.
        content_hash: what an approval must name.
        volunteers: how many would get it now.
        progress: of its sending, once it began.
    """

    drill_id: UUID
    code: str
    state: str
    content: Content
    content_hash: str
    texts: tuple[Text, ...]
    composed_by: str
    released_by: str
    is_own: bool
    created_at: datetime
    expires_at: datetime | None
    volunteers: int
    progress: Progress | None


def origin() -> str:
    """Return where drills are at home: a host of their own where one is set."""
    return str(settings.DRILL_ORIGIN or settings.PUBLIC_ORIGIN)


def fetch(drill_id: UUID) -> Drill:
    """Return a drill.

    Raises:
        NoSuchDrill: there is none.
    """
    row = Drill.objects.filter(pk=drill_id).first()
    if row is None:
        raise NoSuchDrill
    return row


def view(drill_id: UUID, by: Actor, now: datetime) -> DrillView:
    """Return one drill.

    Raises:
        NotAllowed, NoSuchDrill.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    return _view(fetch(drill_id), by, now)


def newest(by: Actor, now: datetime) -> tuple[DrillView, ...]:
    """Return the newest drills.

    Raises:
        NotAllowed: the actor has no desk.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    return tuple(_view(row, by, now) for row in Drill.objects.order_by("-created_at")[:MOST_SHOWN])


def cap_of(drill_id: UUID, by: Actor) -> bytes:
    """Return the CAP message of a released drill, for members alone.

    Raises:
        NotAllowed, NoSuchDrill: or it was not released.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    body = fetch(drill_id).cap
    if body is None:
        raise NoSuchDrill
    return bytes(body)


def texts_of(content: Content, drill_id: UUID, code: str) -> tuple[Text, ...]:
    """Return a drill's words in its languages, each with the fixed word first."""
    address = f"{origin()}/desk/drills/{drill_id}/"
    name, book = network.current_network().name, wording.book()
    return tuple(
        drills.as_drill(text, book, network=name, code=code, address=address)
        for text in wording.texts_of(content, code)
    )


def cap_message(row: Drill, content: Content, texts: tuple[Text, ...], released_at: datetime) -> bytes:
    """Return the bytes of a drill's CAP message: status `Exercise`, restricted to its volunteers."""
    message = cap.Message(
        identifier=f"amparo-drill-{row.pk}",
        sender=documents.sender(),
        sender_name=network.current_network().name,
        sent=released_at,
        expires=released_at + content.lifetime,
        status=cap.EXERCISE,
        kind=content.kind,
        outcome=content.facts.outcome,
        incident=f"amparo-drill-{row.pk}",
        references=(),
        texts=texts,
        events={text.language: text.headline for text in texts},
        place=content.facts.place,
        cells=content.cells,
        code=row.code,
        page_address=f"{origin()}/desk/drills/{row.pk}/",
    )
    return cap.serialise(message)


def confirmed_volunteers() -> list[DrillVolunteer]:
    """Return who gets drills: members who confirmed their address."""
    return list(DrillVolunteer.objects.filter(confirmed_at__isnull=False).order_by("pk"))


def volunteer_of(member_id: UUID) -> DrillVolunteer | None:
    """Return a member's own wish for drills."""
    return DrillVolunteer.objects.filter(member_id=member_id).first()


def volunteer_by_id(volunteer_id: UUID) -> DrillVolunteer | None:
    """Return the wish for drills that a link names."""
    return DrillVolunteer.objects.filter(pk=volunteer_id).first()


def _view(row: Drill, by: Actor, now: datetime) -> DrillView:
    content = Content.from_json(row.content)
    return DrillView(
        drill_id=row.pk,
        code=row.code,
        state=drills.state_of(
            released_at=row.released_at,
            expires_at=row.expires_at,
            stopped_at=row.stopped_at,
            proposal_ends_at=row.proposal_ends_at,
            now=now,
        ),
        content=content,
        content_hash=row.content_hash,
        texts=texts_of(content, row.pk, row.code),
        composed_by=_name(row.composed_by),
        released_by=_name(row.released_by),
        is_own=row.composed_by == by.member_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
        volunteers=DrillVolunteer.objects.filter(confirmed_at__isnull=False).count(),
        progress=channels.progress(row.message_id) if row.message_id else None,
    )


def _name(member_id: UUID | None) -> str:
    if member_id is None:
        return ""
    try:
        return network.member_name(member_id)
    except NoSuchMember:
        return ""
