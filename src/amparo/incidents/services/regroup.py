"""Move reports between incidents: what the forming got wrong, a person mends. `undo.py` takes a move back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.domain import states
from amparo.incidents.domain.regrouping import MergeReason, SplitReason
from amparo.incidents.domain.states import State, Step
from amparo.incidents.models import Incident, Membership
from amparo.incidents.queries import facts, fetch
from amparo.incidents.services import _moving, _refresh, suggestions
from amparo.network.api import Actor, Capability


class NothingToSplit(AmparoError):
    """No report was chosen."""

    code = "NOTHING_TO_SPLIT"


class NothingWouldStay(AmparoError):
    """All reports were chosen: the incident would be empty."""

    code = "NOTHING_WOULD_STAY"


class ReportNotPresent(AmparoError):
    """A chosen report is not (or no more) part of the incident; somebody else moved it meanwhile."""

    code = "REPORT_NOT_PRESENT"


class OutcomeRestsOnReport(AmparoError):
    """The recorded outcome names the report in its basis: correct the outcome first."""

    code = "OUTCOME_RESTS_ON_REPORT"


class SameIncident(AmparoError):
    """An incident can't be merged into itself."""

    code = "SAME_INCIDENT"


class CannotMergeDecided(AmparoError):
    """The incident to be merged away has an outcome: merge the other one into it, or correct it first."""

    code = "CANNOT_MERGE_DECIDED"


def split(
    *, incident_id: UUID, report_ids: Iterable[UUID], reason: SplitReason, by: Actor, now: datetime
) -> UUID:
    """Move some reports of an incident into a new, open one; return its id.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, IncidentIsGone, NothingToSplit, NothingWouldStay, ReportNotPresent, OutcomeRestsOnReport:
            as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    chosen = frozenset(report_ids)
    with transaction.atomic():
        _moving.stand_in_line()
        source = fetch.living(incident_id)
        _check_split(source, chosen)
        _moving.leave(source, chosen, Membership.SPLIT_OFF)
        made = Incident(id=ids.new_id(now), looks_like=source, opened_at=source.opened_at)
        _refresh.apply(made, facts.known(chosen))
        made.save(force_insert=True)
        _moving.enter(made, source, chosen, Membership.SPLIT_OFF)
        _refresh.refresh(source)
        if source.state != State.OPEN:
            _refresh.tell_reporters(made, now=now, anew=True)
        journal.write(
            notices.SPLIT,
            subject=source.pk,
            by=by.ref,
            now=now,
            into=str(made.pk),
            reports=sorted(map(str, chosen)),
            reason=reason,
        )
        journal.write(notices.FORMED, subject=made.pk, by=by.ref, now=now, split_from=str(source.pk))
    return made.pk


def merge(*, incident_id: UUID, into: UUID, reason: MergeReason, by: Actor, now: datetime) -> None:
    """Move all reports of an undecided incident into another, which keeps its state and outcome.

    Its reporters are told what the reporters of the other were told: to merge into a decided incident is to say that
    its outcome holds for these reports too, so it takes whoever may record outcomes.

    Raises:
        NotAllowed: the actor may not triage, or the other incident is decided and the actor may not record outcomes.
        NoSuchIncident, IncidentIsGone, SameIncident, CannotMergeDecided: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    if incident_id == into:
        raise SameIncident
    with transaction.atomic():
        _moving.stand_in_line()
        source, target = fetch.living(incident_id), fetch.living(into)
        if target.outcome:
            by.require(Capability.RECORD_OUTCOME)
        if not states.can(State(source.state), Step.MERGE_AWAY):
            raise CannotMergeDecided
        moved = fetch.present_report_ids(source)
        before = _standing_of(source)
        _moving.leave(source, moved, Membership.MERGED_AWAY)
        _moving.enter(target, source, moved, Membership.MERGED_AWAY)
        pointing = _point_elsewhere(source, target)
        source.state = states.after(State(source.state), Step.MERGE_AWAY)
        source.checking_by = source.checking_since = source.looks_like = None
        source.merged_into = target
        source.is_urgent, source.independent_count = False, 0
        source.save()
        _refresh.refresh(target)
        _refresh.tell_reporters(target, report_ids=moved, now=now)
        reports = sorted(map(str, moved))
        journal.write(
            notices.MERGED,
            subject=source.pk,
            by=by.ref,
            now=now,
            into=str(target.pk),
            reports=reports,
            reason=reason,
            **before,
        )
        journal.write(
            notices.TOOK_IN,
            subject=target.pk,
            by=by.ref,
            now=now,
            source=str(source.pk),
            reports=reports,
            reason=reason,
            **pointing,
        )


def _standing_of(source: Incident) -> dict[str, str | None]:
    return {
        "was": source.state,
        "checked_by": str(source.checking_by_id) if source.checking_by_id else None,
        "checked_since": source.checking_since.isoformat() if source.checking_since else None,
    }


def _point_elsewhere(source: Incident, target: Incident) -> dict[str, journal.Payload]:
    """Let what pointed at the one that goes point at the one that stays; return what that changed."""
    repointed = suggestions.repoint(source, target)
    points_back = target.looks_like_id == source.pk
    if points_back:
        target.looks_like = None
    return {
        "pointed_at": str(source.looks_like_id) if source.looks_like_id else None,
        "pointed_back": points_back,
        "repointed": repointed,
    }


def _check_split(source: Incident, chosen: frozenset[UUID]) -> None:
    present = frozenset(fetch.present_report_ids(source))
    if not chosen:
        raise NothingToSplit
    if not chosen <= present:
        raise ReportNotPresent
    if chosen == present:
        raise NothingWouldStay
    record = fetch.current_outcome(source)
    if record is not None and any(chosen & frozenset(basis.report_ids) for basis in record.bases()):
        raise OutcomeRestsOnReport
