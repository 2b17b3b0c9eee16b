"""Relay a partner's statement to our subscribers: composed here from prepared sentences, released by a second person.

It says who states it, and that we did not check it. It rests on the statement as an alert of ours rests on an outcome:
when the partner says something else, or its signature is not believed any more, the proposal is void.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import composing as wordings
from amparo.alerts.domain import states
from amparo.alerts.domain.cap import moment
from amparo.alerts.domain.content import Content, Facts
from amparo.alerts.domain.kinds import RELAYED_OUTCOME, Kind
from amparo.alerts.domain.partners.message import Says
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert, PartnerState, PartnerStatement
from amparo.alerts.queries import fetch, partners, wording
from amparo.alerts.queries.partners import NoSuchStatement
from amparo.alerts.services import composing
from amparo.core import clock, ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer
from amparo.core.places.cells import Cell, Precision, centre, distance_m
from amparo.network import api as network
from amparo.network.api import Actor, Capability

# Between composing and release some minutes pass: so much longer than the partner's our alert may stand.
OUTLIVES_BY: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=4)


class NotForUs(AmparoError):
    """The statement says nothing that is going on in our region, or is itself passed on from somebody else."""

    code = "NOT_FOR_US"


class StatementChanged(AmparoError):
    """The partner has said something else since, or is not believed any more: compose anew."""

    code = "STATEMENT_CHANGED"


@dataclass(frozen=True, slots=True)
class Choices:
    """What an editor chose: optional sentences out of the table, everything else comes from the statement."""

    sentences: tuple[str, ...] = wordings.USUAL[Kind.RELAYED]


def relay(*, statement_id: UUID, choices: Choices, by: Actor, now: datetime) -> UUID:
    """Store a draft that passes a partner's statement on to our subscribers in the area it names.

    Raises:
        NotAllowed, NoSuchStatement, NotForUs, AlreadyAlerted, SentenceNotAllowed, LifetimeOutOfRange,
        LanguageNotOffered, HeadlineTooLong.
    """
    by.require(Capability.COMPOSE_ALERT)
    with transaction.atomic():
        stated = partners.statement(statement_id, now)
        if not stated.may_be_relayed:
            raise NotForUs
        if stated.relay_id is not None:
            raise composing.AlreadyAlerted(alert_id=stated.relay_id)
        row = _living(statement_id)
        root = partners.root_of(row)
        composing.check_nothing_else_stands(root, besides=None)
        content = _content(row, Kind.RELAYED, choices.sentences, earlier=None, now=now)
        return _store(content, root=root, thread=None, by=by, now=now)


def follow(*, alert_id: UUID, by: Actor, now: datetime) -> UUID:
    """Store a draft that says that what a partner told of has ended, as the partner states now.

    Raises:
        NotAllowed, NoSuchAlert, NoSuchStatement: the partner does not state that.
        NotPossibleNow: our alert does not stand, or is no relay.
        AlreadyAlerted: a message that follows it waits already.
    """
    by.require(Capability.COMPOSE_ALERT)
    with transaction.atomic():
        head = fetch.head_of(fetch.alert(alert_id).thread)
        if head is None or head.kind != Kind.RELAYED or head.state != State.RELEASED:
            raise states.NotPossibleNow(
                state="" if head is None else head.state, action=Kind.RELAYED_OVER.value
            )
        waits = Alert.objects.filter(
            thread=head.thread, state__in=sorted(states.UNSENT), draft_expires_at__gt=now
        )
        if waiting := waits.first():
            raise composing.AlreadyAlerted(alert_id=waiting.pk)
        prompt = next((each for each in partners.prompts(now) if each.alert_id == head.pk), None)
        if prompt is None or prompt.says != Says.ENDED or prompt.statement_id is None:
            raise NoSuchStatement
        row = _living(prompt.statement_id)
        content = _content(row, Kind.RELAYED_OVER, wordings.USUAL[Kind.RELAYED_OVER], earlier=head, now=now)
        return _store(content, root=head.incident_id, thread=head.thread, by=by, now=now)


def check_stands(row: Alert, content: Content, now: datetime) -> None:
    """Go on only if the partner's statement still stands as it was when the relay was composed. At release.

    Raises:
        StatementChanged: it does not.
        AlreadyAlerted: another alert about it went out meanwhile.
    """
    try:
        stated = partners.statement(UUID(content.outcome_id), now)
    except NoSuchStatement as error:
        raise StatementChanged from error
    wanted = Says.CONFIRMED if row.kind == Kind.RELAYED else Says.ENDED
    is_early = now + content.lifetime <= stated.expires_at + OUTLIVES_BY or row.kind == Kind.RELAYED_OVER
    if stated.says != wanted or stated.partner != content.facts.partner or not is_early:
        raise StatementChanged
    if row.kind == Kind.RELAYED_OVER:
        head = fetch.head_of(row.thread)
        if head is None or head.code != content.facts.earlier_code or head.state != State.RELEASED:
            raise StatementChanged
    composing.check_nothing_else_stands(row.incident_id, besides=row.thread)


def _content(
    row: PartnerStatement, kind: Kind, sentences: tuple[str, ...], *, earlier: Alert | None, now: datetime
) -> Content:
    cells = tuple(Cell(each) for each in row.cells) if earlier is None else fetch.content_of(earlier).cells
    area = _area_of(cells)
    current = network.current_network()
    facts = Facts(
        outcome=RELAYED_OUTCOME,
        activity="other",
        agency="unknown",
        place=area.name if area else current.name,
        district=(area.within if area else "") or current.name,
        where="",
        seen_at=clock.floor_to(row.sent, composing.TIME_STEP),
        earlier_code=earlier.code if earlier else "",
        earlier_at=earlier.released_at if earlier else None,
        partner=row.partner.name,
        relays=f"{row.sender},{row.identifier},{moment(row.sent)}",
    )
    content = Content(
        kind=kind,
        outcome_id=str(row.pk),
        sentences=wordings.chosen(kind, RELAYED_OUTCOME, sentences),
        facts=facts,
        free_text=(),
        precision=int(Precision.NEIGHBOURHOOD),
        cells=cells,
        languages=(),
        lifetime=_lifetime(row, kind, now),
    )
    content = _in_languages(content)
    wording.texts_of(content, "")  # raises where a headline would get too long
    return content


def _in_languages(content: Content) -> Content:
    lacking = set(wording.lacking_languages(content))
    found = tuple(tag for tag in wording.offered_languages() if tag not in lacking)
    if not found:
        raise composing.LanguageNotOffered(languages=tuple(lacking))
    return Content.from_json({**content.to_json(), "languages": list(found)})


def _lifetime(row: PartnerStatement, kind: Kind, now: datetime) -> timedelta:
    """Return how long ours may stand: never much longer than the partner's; its end is told for some hours."""
    if kind == Kind.RELAYED_OVER:
        return min(network.current_network().alert_expiry, LONGEST)
    minutes = (row.expires_at - now) // clock.MINUTE
    left = min(minutes * clock.MINUTE, network.current_network().alert_expiry, LONGEST)
    if left < composing.SHORTEST_LIFETIME:
        raise composing.LifetimeOutOfRange
    return left


def _area_of(cells: tuple[Cell, ...]) -> gazetteer.Area | None:
    """Return the area that people know nearest to the middle of the cells."""
    points = [centre(each) for each in cells]
    lat, lon = (sum(getattr(each, name) for each in points) / len(points) for name in ("lat", "lon"))
    middle = min(points, key=lambda each: (each.lat - lat) ** 2 + (each.lon - lon) ** 2)
    found = gazetteer.gazetteer().nearest(middle)
    return found if found and distance_m(found.centre, middle) < 10_000 else None


def _store(content: Content, *, root: UUID, thread: UUID | None, by: Actor, now: datetime) -> UUID:
    alert_id = ids.new_id(now)
    ends_at = now + composing.DRAFT_LIFETIME
    row = Alert.objects.create(
        id=alert_id,
        thread=thread or alert_id,
        incident_id=root,
        kind=content.kind,
        state=State.DRAFT,
        code=composing.unused_code(),
        content=content.to_json(),
        authors=[str(by.member_id)],
        composed_by=by.member_id,
        created_at=now,
        draft_expires_at=ends_at,
    )
    journal.write(
        notices.COMPOSED, subject=row.pk, by=by.ref, now=now, says=row.kind, incident=str(row.incident_id)
    )
    jobs.enqueue("alerts.expire", {}, now=now, run_at=ends_at)
    return alert_id


def _living(statement_id: UUID) -> PartnerStatement:
    row = (
        PartnerStatement.objects.select_related("partner")
        .filter(pk=statement_id, partner__state=PartnerState.ACTIVE)
        .first()
    )
    if row is None:
        raise NoSuchStatement
    return row
