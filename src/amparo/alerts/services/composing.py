"""Compose an alert from a recorded outcome, revise it, and put it before a second person."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import codes, composing, kinds, precision, states
from amparo.alerts.domain.content import Content, Facts, content_hash
from amparo.alerts.domain.kinds import FIRST_KINDS, FOLLOW_UP_KINDS, PREPARED_KINDS, Kind
from amparo.alerts.domain.states import Action, State
from amparo.alerts.models import Alert
from amparo.alerts.queries import fetch, wording
from amparo.alerts.services import guarding
from amparo.core import clock, ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.places import gazetteer
from amparo.core.places.cells import Cell, Precision, centre
from amparo.core.privacy import text as safe_text
from amparo.incidents import api as incidents
from amparo.incidents.api import IncidentForAlert
from amparo.network import api as network
from amparo.network.api import Actor, Capability

DRAFT_LIFETIME = timedelta(hours=2)
SHORTEST_LIFETIME = timedelta(minutes=15)
LONGEST_LIFETIME = timedelta(hours=48)
# A reporter must not be found by the minute at which he wrote.
TIME_STEP = timedelta(minutes=10)
_SLOTS = frozenset({"activity", "agency", "where"})
_ONLY_WHILE_ON = frozenset({"statement.still_there", "statement.more_came", "statement.leaving"})


class AlreadyAlerted(AmparoError):
    """Another alert about the incident stands; `fields["alert_id"]`: follow it up instead."""

    code = "ALREADY_ALERTED"


class NotAFirstKind(AmparoError):
    """The kind follows an earlier message, or the other way round; `fields["kind"]`."""

    code = "NOT_A_FIRST_KIND"


class SlotNotAllowed(AmparoError):
    """A slot is unknown, or its value is; `fields["slot"]`."""

    code = "SLOT_NOT_ALLOWED"


class LanguageNotOffered(AmparoError):
    """Languages that are not enabled, or not complete; `fields["languages"]`."""

    code = "LANGUAGE_NOT_OFFERED"


class PreparedSentencesOnly(AmparoError):
    """A correction or an all-clear takes no words that nobody reviewed: it is written in a hurry, by who was wrong."""

    code = "PREPARED_SENTENCES_ONLY"


class LifetimeOutOfRange(AmparoError):
    """An alert lasts between 15 minutes and 48 hours."""

    code = "LIFETIME_OUT_OF_RANGE"


@dataclass(frozen=True)
class Draft:
    """What an editor chose.

    Attributes:
        sentences: ids of optional phrases; what the kind must say comes by itself.
        slots: `activity`, `agency` (stored values) and `where` (cross streets, only at block precision).
        precision: an H3 resolution; None for the usual one, the neighbourhood.
        languages: None for every language that is offered.
        free_text: the network's own words by language.
        lifetime: None for the network's usual one.
    """

    sentences: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    precision: int | None = None
    languages: tuple[str, ...] | None = None
    free_text: Mapping[str, str] = field(default_factory=dict)
    lifetime: timedelta | None = None


def compose(*, incident_id: UUID, kind: Kind, draft: Draft, by: Actor, now: datetime) -> UUID:
    """Store a draft of a first alert about an incident and return its id.

    Raises:
        NotAllowed, NoSuchIncident, OutcomeDoesNotSayThis, NotAFirstKind, AlreadyAlerted, TooPrecise,
        SentenceNotAllowed, SlotNotAllowed, LanguageNotOffered, FreeTextIncomplete, LifetimeOutOfRange, TextRefused,
        HeadlineTooLong, PreparedSentencesOnly.
    """
    by.require(Capability.COMPOSE_ALERT)
    if kind not in FIRST_KINDS:
        raise NotAFirstKind(kind=kind.value)
    incident = incidents.for_alert(incident_id, by=by)
    with transaction.atomic():
        check_nothing_else_stands(incident_id, besides=None)
        content = build(incident, kind, draft, earlier=None)
        return _store(content, incident_id=incident_id, thread=None, by=by, now=now)


def follow_up(*, alert_id: UUID, kind: Kind, draft: Draft, by: Actor, now: datetime) -> UUID:
    """Store a draft of an update, all-clear or correction of what was sent, and return its id.

    It follows the newest message of the thread, whichever of its messages was named.

    Raises:
        NoSuchAlert, NotPossibleNow (never sent, or taken back), and what `compose` raises.
    """
    by.require(Capability.COMPOSE_ALERT)
    if kind not in FOLLOW_UP_KINDS:
        raise NotAFirstKind(kind=kind.value)
    named = fetch.alert(alert_id)
    incident = incidents.for_alert(named.incident_id, by=by)
    with transaction.atomic():
        head = check_can_follow(named.thread, kind)
        content = build(incident, kind, draft, earlier=head)
        return _store(content, incident_id=named.incident_id, thread=named.thread, by=by, now=now)


def revise(*, alert_id: UUID, draft: Draft, by: Actor, now: datetime) -> None:
    """Change a draft, or take a proposal back to the desk with another content; who revises becomes an author.

    Raises:
        NoSuchAlert, NotPossibleNow, and what `compose` raises.
    """
    by.require(Capability.COMPOSE_ALERT)
    named = fetch.alert(alert_id)
    incident = incidents.for_alert(named.incident_id, by=by)
    with transaction.atomic():
        row = fetch.locked(alert_id)
        state = states.after(State(row.state), Action.REVISE)
        kind = Kind(row.kind)
        head = None if row.thread == row.pk else check_can_follow(row.thread, kind)
        row.content = build(incident, kind, draft, earlier=head).to_json()
        row.state = state
        row.authors = sorted({*row.authors, str(by.member_id)})
        row.proposed_hash, row.proposed_by = "", None
        row.draft_expires_at = now + DRAFT_LIFETIME
        row.save()
        _note(notices.REVISED, row, by=by, now=now)


def propose(*, alert_id: UUID, by: Actor, now: datetime) -> str:
    """Put a draft before a second person; return the hash of exactly what that person will be asked to release.

    Raises:
        NotAllowed, NoSuchAlert, NotPossibleNow, PrivateTextFound.
    """
    by.require(Capability.COMPOSE_ALERT)
    with transaction.atomic():
        row = fetch.locked(alert_id)
        state = states.after(State(row.state), Action.PROPOSE)
        if row.draft_expires_at <= now:
            raise states.NotPossibleNow(state=State.EXPIRED.value, action=Action.PROPOSE.value)
        content = fetch.content_of(row)
        texts = wording.texts_of(content, row.code)
        guarding.check_own_words(content)
        row.state = state
        row.proposed_by = by.member_id
        row.authors = sorted({*row.authors, str(by.member_id)})
        row.proposed_hash = content_hash(content, texts)
        row.draft_expires_at = now + DRAFT_LIFETIME
        row.save()
        _end_in_time(row, now)
        _note(notices.PROPOSED, row, by=by, now=now, hash=row.proposed_hash)
    return row.proposed_hash


def check_nothing_else_stands(incident_id: UUID, *, besides: UUID | None) -> None:
    """Go on only if no other thread says something about the incident at this moment.

    Raises:
        AlreadyAlerted: one does; it must be followed up, or people keep two stories.
    """
    for standing in fetch.live_of_incident(incident_id, besides=besides):
        if standing.kind != Kind.WITHDRAWAL:
            raise AlreadyAlerted(alert_id=standing.pk)


def check_can_follow(thread: UUID, kind: Kind) -> Alert:
    """Return the message that a follow-up of a kind would follow.

    Raises:
        NotPossibleNow: nothing was sent, or it was taken back.
        OutcomeDoesNotSayThis: an update or all-clear of something that was not told as confirmed.
    """
    head = fetch.head_of(thread)
    if head is None or head.kind == Kind.WITHDRAWAL:
        raise states.NotPossibleNow(state="" if head is None else head.state, action=kind.value)
    told = fetch.content_of(head).facts.outcome
    if kind in {Kind.UPDATE, Kind.ALL_CLEAR} and told != "confirmed":
        raise kinds.OutcomeDoesNotSayThis(kind=kind.value, outcome=told)
    return head


def build(incident: IncidentForAlert, kind: Kind, draft: Draft, *, earlier: Alert | None) -> Content:
    """Return the content for an incident and an editor's choices, every rule checked. Reads the network."""
    kinds.check_says(kind, outcome=incident.outcome.value, is_over=incident.is_over)
    _check_prepared(kind, draft, earlier)
    current = network.current_network()
    wanted = draft.precision if draft.precision is not None else precision.finest_public(is_home=True)
    cell = precision.public_cell(incident.cell, wanted, is_home=incident.is_home)
    content = Content(
        kind=kind,
        outcome_id=str(incident.outcome_id),
        sentences=composing.chosen(kind, incident.outcome.value, draft.sentences),
        facts=_facts(incident, draft, cell, earlier),
        free_text=(),
        precision=int(wanted),
        cells=(cell,),
        languages=_languages(draft.languages),
        lifetime=_lifetime(draft.lifetime or current.alert_expiry),
    )
    if incident.is_over and _ONLY_WHILE_ON & set(content.sentences):
        raise composing.SentenceNotAllowed(sentence=min(_ONLY_WHILE_ON & set(content.sentences)))
    content = replace(content, free_text=_free_text(draft, content.languages))
    wording.texts_of(content, "")  # raises where a headline would get too long
    return content


def _check_prepared(kind: Kind, draft: Draft, earlier: Alert | None) -> None:
    """Go on only if a correction or an all-clear holds no words of its own, beyond a place that was named before."""
    if kind not in PREPARED_KINDS:
        return
    told = fetch.content_of(earlier).facts.where if earlier else ""
    if any(draft.free_text.values()) or draft.slots.get("where", "") not in {"", told}:
        raise PreparedSentencesOnly


def _facts(incident: IncidentForAlert, draft: Draft, cell: Cell, earlier: Alert | None) -> Facts:
    for slot in sorted(draft.slots.keys() - _SLOTS):
        raise SlotNotAllowed(slot=slot)
    where = _plain_words(draft.slots.get("where", ""), composing.WHERE_LIMIT)
    if where and draft.precision != Precision.BLOCK:
        raise SlotNotAllowed(slot="where")
    area = gazetteer.gazetteer().nearest(centre(cell))
    return Facts(
        outcome=incident.outcome.value,
        activity=_closed("activity", draft.slots.get("activity") or incident.activity or "other"),
        agency=_closed("agency", draft.slots.get("agency") or incident.agency or "unknown"),
        place=area.name if area else network.current_network().name,
        district=(area.within if area else "") or network.current_network().name,
        where=where,
        seen_at=clock.floor_to(incident.seen_at, TIME_STEP),
        count=incident.taken_count,
        earlier_code=earlier.code if earlier else "",
        earlier_at=earlier.released_at if earlier else None,
    )


def _closed(slot: str, value: str) -> str:
    if f"{slot}.{value}" not in wording.book().ids(slot):
        raise SlotNotAllowed(slot=slot)
    return value


def _plain_words(value: str, limit: int, lines: int = 1) -> str:
    """Return typed words, cleaned, without the braces that would be slots further on."""
    return safe_text.clean(value, max_chars=limit, max_lines=lines).replace("{", "(").replace("}", ")")


def _languages(wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    offered = wording.offered_languages()
    if wanted is None:
        return offered
    refused = tuple(tag for tag in wanted if tag not in offered)
    if refused or not wanted:
        raise LanguageNotOffered(languages=refused)
    return tuple(tag for tag in offered if tag in wanted)


def _free_text(draft: Draft, chosen: Iterable[str]) -> tuple[tuple[str, str], ...]:
    words = {
        tag: _plain_words(value, composing.FREE_TEXT_LIMIT, lines=6) for tag, value in draft.free_text.items()
    }
    offered = wording.offered_languages()
    refused = tuple(tag for tag, value in words.items() if value and tag not in offered)
    if refused:
        raise LanguageNotOffered(languages=refused)
    pairs = composing.check_free_text(words, offered)
    return tuple(pair for pair in pairs if pair[0] in set(chosen))


def _lifetime(wanted: timedelta) -> timedelta:
    if not SHORTEST_LIFETIME <= wanted <= LONGEST_LIFETIME:
        raise LifetimeOutOfRange
    return wanted


def _store(content: Content, *, incident_id: UUID, thread: UUID | None, by: Actor, now: datetime) -> UUID:
    alert_id = ids.new_id(now)
    row = Alert.objects.create(
        id=alert_id,
        thread=thread or alert_id,
        incident_id=incident_id,
        kind=content.kind,
        state=State.DRAFT,
        code=unused_code(),
        content=content.to_json(),
        authors=[str(by.member_id)],
        composed_by=by.member_id,
        created_at=now,
        draft_expires_at=now + DRAFT_LIFETIME,
    )
    _note(notices.COMPOSED, row, by=by, now=now)
    _end_in_time(row, now)
    return alert_id


def unused_code() -> str:
    """Return a short code that no alert has."""
    while True:
        code = codes.new_code(secrets.choice)
        if not Alert.objects.filter(code=code).exists():
            return code


def _end_in_time(row: Alert, now: datetime) -> None:
    jobs.enqueue("alerts.expire", {}, now=now, run_at=row.draft_expires_at)


def _note(kind: str, row: Alert, *, by: Actor, now: datetime, **payload: str) -> None:
    journal.write(
        kind, subject=row.pk, by=by.ref, now=now, says=row.kind, incident=str(row.incident_id), **payload
    )
