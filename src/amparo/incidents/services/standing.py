"""Say where an incident stands: how early it should be looked at, and whether it waits aside while a flood lasts.

Nothing is dropped: what waits aside is on its own shelf, with its count and its age. It comes back by itself when
somebody independent tells of it or the flood is over, and a person may put it aside or take it back at any time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.incidents import notices
from amparo.incidents.domain import doubts, forming, states
from amparo.incidents.domain.doubts import Hand, Verdict, Voices
from amparo.incidents.domain.surge import Level
from amparo.incidents.models import Incident, Standing
from amparo.incidents.queries import facts, fetch, senders, sources, surge
from amparo.incidents.services import wordings
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports

# Reports looked at: the newest, and the first few. A thousand copies in one incident tell no more than thirty.
_NEWEST, _FIRST = 24, 6
_PERCENT = 100
# Nobody has a browser there, and somebody of ours answers for it.
_KNOWN_WAYS = frozenset({reports.ReportChannel.MEMBER, reports.ReportChannel.IMPORT})


class AlreadyAside(AmparoError):
    """It waits aside already; `fields` has `incident_id`."""

    code: ClassVar[str] = "ALREADY_ASIDE"


class NotAside(AmparoError):
    """It does not wait aside; `fields` has `incident_id`."""

    code: ClassVar[str] = "NOT_ASIDE"


class NothingWaits(AmparoError):
    """It is decided, merged or withdrawn, so that it stands in no queue; `fields` has `incident_id`."""

    code: ClassVar[str] = "NOTHING_WAITS"


def judge(incident: Incident, known: Sequence[facts.Fact]) -> None:
    """Set the weight of an incident, and whether it is aside, on the instance; saving it is the caller's.

    Args:
        incident: its `independent_count` is right already.
        known: its present reports.
    """
    verdict = _verdict(incident, known)
    kept = Standing.objects.filter(pk=incident.pk).first()
    standing = kept or Standing(incident_id=incident.pk)
    standing.is_supported = verdict.is_supported
    standing.doubt = round(_PERCENT * verdict.doubt)
    standing.doubts = [each.value for each in verdict.doubts]
    if standing.hand == Hand.ASIDE and incident.independent_count > standing.sources:
        # Somebody independent told of it since a person put it aside.
        standing.hand, standing.by_id, standing.at = "", None, None
    standing.save(force_insert=kept is None)
    incident.weight = verdict.weight
    incident.is_aside = _is_aside(incident, standing, verdict)


def judge_again(incident_ids: Iterable[UUID]) -> None:
    """Judge some incidents anew, each in the transaction of the caller: something became known about their words."""
    for incident_id in sorted(incident_ids):
        incident = fetch.locked(incident_id)
        known = facts.known(fetch.present_report_ids(incident))
        if known and incident.state in states.UNDECIDED:
            judge(incident, known)
            incident.save(update_fields=["weight", "is_aside"])


def follow(level: Level) -> None:
    """Put aside and take back what another level asks for; what a person said stays. Two statements."""
    waiting = Incident.objects.filter(state__in=states.UNDECIDED)
    least = doubts.ASIDE_FROM[level]
    by_machine = Standing.objects.filter(hand="")
    doubted = by_machine.filter(doubt__gte=_PERCENT * least) if least <= 1 else by_machine.none()
    if level is Level.FLOOD:
        doubted = by_machine.filter(Q(doubt__gte=_PERCENT * least) | Q(is_supported=False))
    waiting.filter(is_aside=False, pk__in=doubted.values("pk")).update(is_aside=True)
    waiting.filter(is_aside=True, pk__in=by_machine.values("pk")).exclude(pk__in=doubted.values("pk")).update(
        is_aside=False
    )


def set_aside(*, incident_ids: Iterable[UUID], by: Actor, now: datetime) -> None:
    """Let incidents wait aside, until somebody independent tells of them or a person takes them back. All, or none.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, AlreadyAside, NothingWaits: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        for incident_id in sorted(set(incident_ids)):
            incident = _waiting(incident_id)
            if incident.is_aside:
                raise AlreadyAside(incident_id=incident_id)
            _move(incident, Hand.ASIDE, by, now)


def take_back(*, incident_ids: Iterable[UUID], by: Actor, now: datetime) -> None:
    """Take incidents back into the queue, where the machine leaves them. All, or none.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, NotAside, NothingWaits: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        for incident_id in sorted(set(incident_ids)):
            incident = _waiting(incident_id)
            if not incident.is_aside:
                raise NotAside(incident_id=incident_id)
            _move(incident, Hand.BACK, by, now)


def _waiting(incident_id: UUID) -> Incident:
    incident = fetch.locked(incident_id)
    if incident.state not in states.UNDECIDED:
        raise NothingWaits(incident_id=incident_id)
    return incident


def _move(incident: Incident, hand: Hand, by: Actor, now: datetime) -> None:
    incident.is_aside = hand is Hand.ASIDE
    incident.save(update_fields=["is_aside"])
    Standing.objects.update_or_create(
        pk=incident.pk,
        defaults={
            "hand": hand.value,
            "sources": incident.independent_count,
            "by_id": by.member_id,
            "at": now,
        },
    )
    kind = notices.SET_ASIDE if hand is Hand.ASIDE else notices.TAKEN_BACK
    journal.write(kind, subject=incident.pk, by=by.ref, now=now)


def _verdict(incident: Incident, known: Sequence[facts.Fact]) -> Verdict:
    seen = known if len(known) <= _FIRST + _NEWEST else (*known[:_FIRST], *known[-_NEWEST:])
    echoes = wordings.everywhere(each.report_id for each in seen)
    elsewhere = senders.places_apart([each.said for each in seen])
    told = {
        each: told_of(each, is_echo=each.report_id in echoes, sender_places=elsewhere[each.report_id])
        for each in seen
    }
    clean = [each for each, said in told.items() if doubts.doubt_of(said) < doubts.DOUBTFUL_FROM]
    voices = _voices(clean)
    around = _single_around(incident) if voices.may_support else 0
    return doubts.weigh(tuple(told.values()), voices=voices, around=around)


def _voices(clean: Sequence[facts.Fact]) -> Voices:
    found = sources.independence_of(clean)
    return Voices(found.count, len(found.groups), sources.senders_of(clean))


def _single_around(incident: Incident) -> int:
    """Count the undoubted incidents near in place and time that nobody supports: what chance may bring together."""
    return (
        Incident.objects.filter(
            search_cell=incident.search_cell,
            last_seen_at__gt=incident.first_seen_at - forming.APART,
            first_seen_at__lt=incident.last_seen_at + forming.APART,
            standing__is_supported=False,
            standing__doubt__lt=_PERCENT * doubts.DOUBTFUL_FROM,
        )
        .exclude(pk=incident.pk)
        .count()
    )


def told_of(fact: facts.Fact, *, is_echo: bool, sender_places: int) -> doubts.Told:
    """Return what weighing needs of one report."""
    said = fact.said
    details = sum(map(bool, (said.how_many, said.markings, said.vehicles)))
    return doubts.Told(
        is_first_hand=said.first_hand,
        is_by_member=said.channel is reports.ReportChannel.MEMBER,
        can_be_asked=said.correspondent_id is not None,
        place_is_known=said.place_is_known,
        is_exact=cells.precision_of(said.cell) >= cells.Precision.BLOCK,
        details=details,
        is_concrete=bool(said.markings or said.vehicles or fact.sighting.pictures),
        says_something=bool(said.wording or details),
        has_sender=said.channel in _KNOWN_WAYS or bool(said.browser_mark or said.correspondent_id),
        sent_before=said.sent_before,
        is_echo=is_echo,
        sender_places=sender_places,
    )


def _is_aside(incident: Incident, standing: Standing, verdict: Verdict) -> bool:
    if incident.state not in states.UNDECIDED:
        return False
    if standing.hand:
        return standing.hand == Hand.ASIDE
    return verdict.is_aside(surge.level())
