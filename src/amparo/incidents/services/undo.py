"""Take back the last moving of reports, where nothing has happened since: memberships, states, what reporters read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.core.models import JournalEntry
from amparo.incidents import notices
from amparo.incidents.domain import states
from amparo.incidents.domain.regrouping import UndoReason
from amparo.incidents.domain.states import State, Step
from amparo.incidents.models import Incident, Membership
from amparo.incidents.queries import facts, fetch, moves
from amparo.incidents.services import _moving, _refresh
from amparo.network.api import Actor, Capability


class NothingToUndo(AmparoError):
    """The entry is no moving of this incident's reports, or was taken back before."""

    code = "NOTHING_TO_UNDO"


class SomethingHappenedSince(AmparoError):
    """The incident is another one than the move left behind; `fields` has `kind`, what happened first."""

    code = "SOMETHING_HAPPENED_SINCE"


@dataclass(frozen=True, slots=True)
class _Act:
    """Who takes which move back, why and when."""

    entry: JournalEntry
    reason: UndoReason
    by: Actor
    now: datetime

    def note(self, incident: Incident, other: Incident, reports: list[str]) -> None:
        """Write into the journal that the move was taken back."""
        journal.write(
            notices.UNDONE,
            subject=incident.pk,
            by=self.by.ref,
            now=self.now,
            undid=self.entry.kind,
            other=str(other.pk),
            reports=reports,
            reason=self.reason,
        )


def undo(*, incident_id: UUID, entry_id: int, reason: UndoReason, by: Actor, now: datetime) -> UUID:
    """Take back a joining, a split or a merging; return the incident that came to life by it, or holds the reports.

    Args:
        entry_id: the entry of the journal that the actor saw as the last move.

    Raises:
        NotAllowed: the actor may not triage, or reports would go back into a decided incident and the actor may not
            record outcomes.
        NoSuchIncident, NothingToUndo, SomethingHappenedSince, IncidentIsGone: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        _moving.stand_in_line()
        incident = fetch.living(incident_id)
        entry = _last_move(incident.pk, entry_id)
        if entry.kind == notices.FORMED:
            incident, entry = _splitting_of(entry)
        take_back = {
            notices.JOINED: _undo_joining,
            notices.SPLIT: _undo_split,
            notices.TOOK_IN: _undo_merging,
        }[entry.kind]
        return take_back(incident, _Act(entry, reason, by, now))


def _last_move(incident_id: UUID, entry_id: int) -> JournalEntry:
    about = journal.about(incident_id)
    last = moves.last_move(about)
    if last is not None and last.pk == entry_id:
        return last
    kind = moves.since(about, entry_id)
    if kind and any(each.pk == entry_id for each in about):
        raise SomethingHappenedSince(kind=kind)
    raise NothingToUndo


def _splitting_of(formed: JournalEntry) -> tuple[Incident, JournalEntry]:
    """Return the incident from which one was split off, and the entry of the split, if it is its last move."""
    source = fetch.living(UUID(formed.payload["split_from"]))
    about = journal.about(source.pk)
    split = next(
        (each for each in about if _other_of(each) == str(formed.subject) and each.pk < formed.pk), None
    )
    if split is None:
        raise NothingToUndo
    return source, _last_move(source.pk, split.pk)


def _other_of(entry: JournalEntry) -> str:
    return str(entry.payload.get("into", "")) if entry.kind == notices.SPLIT else ""


def _undo_joining(incident: Incident, act: _Act) -> UUID:
    """Give the report that had joined an incident of its own, beside the one that it had joined."""
    report_id = UUID(act.entry.payload["report"])
    known = facts.known((report_id,))
    if not known or len(fetch.present_report_ids(incident)) == 1:
        raise NothingToUndo
    _moving.leave(incident, (report_id,), Membership.TAKEN_BACK)
    arrived = known[0].said.received_at
    made = Incident(id=ids.new_id(act.now), looks_like=incident, opened_at=max(arrived, incident.opened_at))
    _refresh.apply(made, known)
    made.save(force_insert=True)
    _moving.enter(made, incident, (report_id,), Membership.TAKEN_BACK)
    _refresh.refresh(incident)
    if incident.state != State.OPEN:
        _refresh.tell_reporters(made, now=act.now, anew=True)
    act.note(incident, made, [str(report_id)])
    journal.write(notices.FORMED, subject=made.pk, by=act.by.ref, now=act.now, looks_like=str(incident.pk))
    return made.pk


def _undo_split(source: Incident, act: _Act) -> UUID:
    """Put back what was split off; the incident that was made of it is merged away."""
    made = fetch.living(UUID(act.entry.payload["into"]))
    _check_untouched(made, act.entry)
    if source.outcome:
        act.by.require(Capability.RECORD_OUTCOME)
    moved = fetch.present_report_ids(made)
    _moving.leave(made, moved, Membership.TAKEN_BACK)
    _moving.enter(source, made, moved, Membership.TAKEN_BACK)
    Incident.objects.filter(looks_like=made).exclude(pk=source.pk).update(looks_like=source)
    made.state = states.after(State(made.state), Step.MERGE_AWAY)
    made.merged_into, made.looks_like, made.is_urgent = source, None, False
    made.independent_count = 0
    made.save()
    if source.looks_like_id == made.pk:
        source.looks_like = None
    _refresh.refresh(source)
    _refresh.tell_reporters(source, report_ids=moved, now=act.now)
    act.note(source, made, sorted(map(str, moved)))
    return source.pk


def _undo_merging(target: Incident, act: _Act) -> UUID:
    """Bring the incident that was merged away back to life, with its reports and as it stood."""
    source = fetch.locked(UUID(act.entry.payload["source"]))
    moved = [UUID(each) for each in act.entry.payload["reports"]]
    present = frozenset(fetch.present_report_ids(target))
    if source.merged_into_id != target.pk or not present > frozenset(moved):
        raise NothingToUndo
    _moving.leave(target, moved, Membership.TAKEN_BACK)
    _moving.enter(source, target, moved, Membership.TAKEN_BACK)
    _stand_as_before(source)
    _point_as_before(source, target, act.entry)
    _refresh.refresh(source)
    _refresh.refresh(target)
    _refresh.tell_reporters(source, report_ids=moved, now=act.now, anew=target.state != State.OPEN)
    reports = sorted(map(str, moved))
    act.note(target, source, reports)
    journal.write(
        notices.BROUGHT_BACK,
        subject=source.pk,
        by=act.by.ref,
        now=act.now,
        other=str(target.pk),
        reports=reports,
        reason=act.reason,
    )
    return source.pk


def _check_untouched(made: Incident, split: JournalEntry) -> None:
    """Refuse where somebody works on what was split off, or it is made of other reports by now."""
    kind = moves.since(journal.about(made.pk), split.pk)
    if kind:
        raise SomethingHappenedSince(kind=kind)
    if made.state != State.OPEN:
        raise SomethingHappenedSince(kind=notices.CHECKING)


def _stand_as_before(source: Incident) -> None:
    merged = [each for each in journal.about(source.pk) if each.kind == notices.MERGED][-1].payload
    source.state = states.after(State(source.state), Step.BRING_BACK)
    source.merged_into = None
    if merged.get("was") == State.CHECKING and merged.get("checked_by") and merged.get("checked_since"):
        source.state = states.after(State(source.state), Step.CLAIM)
        source.checking_by_id = UUID(merged["checked_by"])
        source.checking_since = datetime.fromisoformat(merged["checked_since"])


def _point_as_before(source: Incident, target: Incident, entry: JournalEntry) -> None:
    """Restore which incidents may be the same, where that is still so."""
    before = entry.payload
    again = Incident.objects.filter(pk__in=before.get("repointed", []), looks_like=target)
    again.exclude(pk=source.pk).update(looks_like=source)
    if before.get("pointed_back"):
        target.looks_like = source
    at = before.get("pointed_at")
    if at and Incident.objects.filter(pk=at).exclude(state__in=sorted(states.GONE)).exists():
        source.looks_like_id = UUID(at)
