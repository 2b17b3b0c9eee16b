"""What partner networks state at this moment, and what the desk needs to know of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.kinds import RELAY_KINDS
from amparo.alerts.domain.partners import message
from amparo.alerts.domain.partners.message import Says, Words
from amparo.alerts.domain.states import UNSENT, State
from amparo.alerts.models import (
    Alert,
    DocumentState,
    Partner,
    PartnerDocument,
    PartnerState,
    PartnerStatement,
)
from amparo.core import languages
from amparo.core.errors import AmparoError
from amparo.core.privacy import marks
from amparo.network import api as network
from amparo.network.api import Actor, Capability

MOST_SHOWN = 100
# As long as a message may last: what a statement followed can't be older and still matter.
_LOOKED_BACK = timedelta(hours=48)


class NoSuchStatement(AmparoError):
    """There is no such statement of a partner that stands."""

    code = "NO_SUCH_STATEMENT"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a partner states, and that stands.

    Attributes:
        words: in its own words, by language; empty where a mark in them may lead to a person.
        followed: identifiers of what it takes the place of.
        may_be_relayed: it says that something is going on in our region, and is the partner's own.
        relay_id: our alert that passes it on, or what it followed, if one stands or waits.
    """

    statement_id: UUID
    partner: str
    identifier: str
    says: Says
    area: str
    words: tuple[Words, ...]
    sent: datetime
    expires_at: datetime
    followed: tuple[str, ...]
    may_be_relayed: bool
    is_near: bool
    relay_id: UUID | None = None

    def words_for(self, tag: str) -> Words | None:
        """Return its words in a reader's language, or the nearest; None where none may be shown."""
        by_tag = {each.language: each for each in self.words}
        best = languages.best([tag, "en"], by_tag)
        return by_tag[best] if best else next(iter(self.words), None)


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that a partner said after we relayed it: a person must look.

    Attributes:
        alert_id: our relayed alert that stands.
        says: what the partner says now; None where the partner was stopped.
    """

    alert_id: UUID
    code: str
    partner: str
    says: Says | None
    statement_id: UUID | None


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner on the desk; `fingerprint` is what two people compare by telephone."""

    partner_id: UUID
    name: str
    address: str
    state: str
    fingerprint: str
    proposed_by: str
    is_mine: bool
    read_at: datetime | None
    failures: int
    fault: str
    refused: tuple[tuple[str, str], ...]


def standing(now: datetime) -> tuple[Statement, ...]:
    """Return the statements that hold and that no later one took the place of, the newest first. Public."""
    rows = _recent(now)
    replaced = {(row.partner_id, each) for row in rows for each in row.references}
    relays = _relays(rows, now)
    held = [
        row
        for row in rows
        if row.expires_at > now
        and row.says != Says.TAKEN_BACK
        and (row.partner_id, row.identifier) not in replaced
    ]
    return tuple(_statement(row, relays) for row in held[:MOST_SHOWN])


def is_anything_stated(now: datetime) -> bool:
    """Tell whether a partner's statement may stand, by one cheap question: the first page asks it each time."""
    found = PartnerStatement.objects.filter(partner__state=PartnerState.ACTIVE, expires_at__gt=now)
    return found.exclude(says=Says.TAKEN_BACK).exists()


def statement(statement_id: UUID, now: datetime) -> Statement:
    """Return a statement that stands.

    Raises:
        NoSuchStatement: there is none, or it does not stand any more.
    """
    found = next((each for each in standing(now) if each.statement_id == statement_id), None)
    if found is None:
        raise NoSuchStatement
    return found


def root_of(row: PartnerStatement) -> UUID:
    """Return the first statement of what a statement follows: what our alerts about it are filed under."""
    rows = PartnerStatement.objects.filter(partner=row.partner_id).only("identifier", "references", "sent")
    return _root(row, {each.identifier: each for each in rows})


def _root(row: PartnerStatement, known: Mapping[str, PartnerStatement]) -> UUID:
    seen = {row.identifier}
    while True:
        earlier = [known[each] for each in row.references if each in known and each not in seen]
        if not earlier:
            return row.pk
        row = min(earlier, key=lambda each: each.sent)
        seen.add(row.identifier)


def prompts(now: datetime) -> tuple[Prompt, ...]:
    """Return our relayed alerts whose partner has said something since, or was stopped. For the desk."""
    ours = Alert.objects.filter(kind__in=sorted(RELAY_KINDS), state=State.RELEASED, expires_at__gt=now)
    found = []
    for alert in ours.order_by("-released_at"):
        row = (
            PartnerStatement.objects.select_related("partner").filter(pk=alert.content["outcome_id"]).first()
        )
        if row is None:
            continue
        if row.partner.state == PartnerState.STOPPED:
            found.append(Prompt(alert.pk, alert.code, row.partner.name, None, None))
            continue
        later = _after(row)
        if later is not None:
            found.append(Prompt(alert.pk, alert.code, row.partner.name, Says(later.says), later.pk))
    return tuple(found)


def rows(*, by: Actor) -> tuple[PartnerRow, ...]:
    """Return every partner that is not stopped, those that wait for a second person first.

    Raises:
        NotAllowed: the actor has no alerts desk.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    living = Partner.objects.exclude(state=PartnerState.STOPPED).order_by("-state", "name")
    return tuple(_row(each, by) for each in living)


def _recent(now: datetime) -> list[PartnerStatement]:
    found = PartnerStatement.objects.filter(
        partner__state=PartnerState.ACTIVE, expires_at__gt=now - _LOOKED_BACK
    )
    return list(found.select_related("partner").defer("body").order_by("-sent", "-pk")[: MOST_SHOWN * 5])


def _after(row: PartnerStatement) -> PartnerStatement | None:
    """Return the newest statement that follows one, directly or through others."""
    rows = PartnerStatement.objects.filter(partner=row.partner_id, sent__gte=row.sent).defer("body", "words")
    known = list(rows.order_by("sent"))
    followed, newest = {row.identifier}, None
    for each in known:
        if followed & set(each.references):
            followed.add(each.identifier)
            newest = each
    return newest


def _relays(found: Iterable[PartnerStatement], now: datetime) -> dict[UUID, UUID]:
    """Return our alerts that stand or wait, by the statement they are filed under."""
    waits = Q(state__in=sorted(UNSENT), draft_expires_at__gt=now)
    ours = Alert.objects.filter(
        waits | Q(state=State.RELEASED, expires_at__gt=now), kind__in=sorted(RELAY_KINDS)
    )
    by_root = dict(ours.order_by("created_at").values_list("incident_id", "pk"))
    if not by_root:
        return {}
    rows = list(found)
    known: dict[UUID, dict[str, PartnerStatement]] = {}
    for row in rows:
        known.setdefault(row.partner_id, {})[row.identifier] = row
    roots = {row.pk: _root(row, known[row.partner_id]) for row in rows}
    return {statement_id: by_root[root] for statement_id, root in roots.items() if root in by_root}


def _statement(row: PartnerStatement, relays: dict[UUID, UUID]) -> Statement:
    words = message.from_json(row.words)
    said = "\n".join(f"{w.event}\n{w.headline}\n{w.description}\n{w.instruction}" for w in words)
    is_shown = not marks.find_private_marks(f"{row.area}\n{said}")
    return Statement(
        statement_id=row.pk,
        partner=row.partner.name,
        identifier=row.identifier,
        says=Says(row.says),
        area=row.area if is_shown else "",
        words=words if is_shown else (),
        sent=row.sent,
        expires_at=row.expires_at,
        followed=tuple(row.references),
        may_be_relayed=row.says == Says.CONFIRMED and bool(row.cells) and not row.is_relay,
        is_near=bool(row.cells),
        relay_id=relays.get(row.pk),
    )


def _row(row: Partner, by: Actor) -> PartnerRow:
    refused = PartnerDocument.objects.filter(
        partner=row, state__in=[DocumentState.REFUSED, DocumentState.LOST]
    )
    try:
        fingerprint = xml_signature.fingerprint(row.certificate.encode())
    except xml_signature.CertificateUnusable:
        fingerprint = ""
    return PartnerRow(
        partner_id=row.pk,
        name=row.name,
        address=row.address,
        state=row.state,
        fingerprint=fingerprint,
        proposed_by=_name(row.proposed_by),
        is_mine=row.proposed_by == by.member_id,
        read_at=row.read_at,
        failures=row.failures,
        fault=row.fault,
        refused=tuple(refused.order_by("-named_at").values_list("address", "fault")[:10]),
    )


def _name(member_id: UUID) -> str:
    try:
        return network.member_name(member_id)
    except network.NoSuchMember:
        return ""
