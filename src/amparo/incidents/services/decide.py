"""Say what was found: checking, outcome with its basis, correction, and the end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.core import clock, ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.privacy import marks, text
from amparo.incidents import notices
from amparo.incidents.domain import outcomes, states
from amparo.incidents.domain.outcomes import Basis, Outcome
from amparo.incidents.domain.states import State, Step
from amparo.incidents.models import Incident, OutcomeRecord
from amparo.incidents.queries import facts, fetch, sources
from amparo.incidents.services import _refresh, numbers, retracting
from amparo.network.api import Actor, Capability, current_network

# Late hearsay about the same moment is still compared with exact times; after that nobody needs them.
CLOSE_AFTER = timedelta(days=1)
# What must not be called for in public may be told here: that an observer did not follow, for instance.
_LEADS_TO_NOBODY = frozenset({"interference", "tracking"})


class AlreadyBeingChecked(AmparoError):
    """Somebody said before that they check it; `fields` has `name`, for the screen."""

    code = "ALREADY_BEING_CHECKED"


class AlreadyRecorded(AmparoError):
    """An outcome stands that the caller did not mean to correct; `fields` has `outcome_id` and `outcome`."""

    code = "ALREADY_RECORDED"


class NothingToCorrect(AmparoError):
    """A correction names a record, but no outcome stands on this incident."""

    code = "NOTHING_TO_CORRECT"


class NoNews(AmparoError):
    """Nothing came in after the outcome, or somebody put it aside before."""

    code = "NO_NEWS"


class HowJudgedHoldsPrivate(AmparoError):
    """The words of a basis lead to a person; `fields` has `kinds`."""

    code = "HOW_JUDGED_HOLDS_PRIVATE"


def claim_checking(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    """Say that the actor has somebody look now; its reporters are told that it is being checked.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, AlreadyBeingChecked, StepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        if incident.state == State.CHECKING:
            raise AlreadyBeingChecked(name=incident.checking_by.display_name if incident.checking_by else "")
        incident.state = states.after(State(incident.state), Step.CLAIM)
        incident.checking_by_id = by.member_id
        incident.checking_since = now
        incident.came_back = False
        _note_first_look(incident, now)
        incident.save(
            update_fields=["state", "checking_by", "checking_since", "came_back", "looked_after_min"]
        )
        _refresh.tell_reporters(incident, now=now)
        journal.write(notices.CHECKING, subject=incident.pk, by=by.ref, now=now)


def put_back(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    """Say that nobody checks it any more; whoever may triage can, so that nothing hangs on one tired person.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, StepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        incident.state = states.after(State(incident.state), Step.PUT_BACK)
        incident.checking_by = incident.checking_since = None
        incident.save(update_fields=["state", "checking_by", "checking_since"])
        journal.write(notices.PUT_BACK, subject=incident.pk, by=by.ref, now=now)


def record_outcome(
    *,
    incident_id: UUID,
    outcome: Outcome,
    basis: tuple[Basis, ...],
    by: Actor,
    now: datetime,
    corrects: UUID | None = None,
) -> UUID:
    """Record what was found, tell its reporters, and return the record's id.

    Args:
        corrects: the id of the record that this one replaces, as the actor saw it. Without it only a first outcome is
            recorded, so that of two verifiers at once the second is told and nobody overwrites anybody.

    Raises:
        NotAllowed: the actor may not record outcomes.
        BasisRefused: the basis does not carry the outcome; see `domain/outcomes.py`.
        HowJudgedHoldsPrivate, TextRefused: the words of the basis can't be kept.
        AlreadyRecorded: another outcome stands than the one to be corrected.
        NoSuchIncident, NothingToCorrect, StepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.RECORD_OUTCOME)
    basis = tuple(clean_basis(each) for each in basis)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        standing = fetch.current_outcome(incident)
        _check_turn(standing, corrects)
        step = Step(f"correct_to_{outcome}" if standing else f"record_{outcome}")
        state = states.after(State(incident.state), step)
        present = fetch.present_report_ids(incident)
        witnesses = facts.witnesses(present, by=by)
        found = sources.independence_of(facts.known(present))
        outcomes.check_basis(outcome, basis, current_network().basis_policy, witnesses, found)
        record = OutcomeRecord.objects.create(
            id=ids.new_id(now),
            incident=incident,
            outcome=outcome,
            basis=outcomes.bases_to_json(basis),
            by_id=by.member_id,
            at=now,
            corrects=standing,
        )
        if standing is not None:
            # Pages before the journal: whoever takes one back locks them in this order.
            retracting.outcome_changed(incident, by=by.ref, now=now)
        _settle(incident, state, outcome, now)
        journal.write(
            notices.OUTCOME_RECORDED,
            subject=incident.pk,
            by=by.ref,
            now=now,
            outcome=outcome,
            outcome_id=str(record.pk),
            corrects=str(standing.pk) if standing else None,
        )
    return record.pk


def put_news_aside(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    """Say that what came in after the outcome was read and changes nothing.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, NoNews: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        if not incident.has_news:
            raise NoNews
        incident.has_news = False
        incident.save(update_fields=["has_news"])
        journal.write(notices.NEWS_READ, subject=incident.pk, by=by.ref, now=now)


def end_incident(*, incident_id: UUID, by: Actor, now: datetime) -> None:
    """Say that what was confirmed there has ended. It never says that an area is safe.

    Raises:
        NotAllowed: the actor may not record outcomes.
        NoSuchIncident, StepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.RECORD_OUTCOME)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        incident.state = states.after(State(incident.state), Step.END)
        incident.ended_at = now
        incident.is_urgent = incident.has_news = False
        incident.save()
        record = fetch.current_outcome(incident)
        _close_later(incident, now)
        journal.write(
            notices.ENDED,
            subject=incident.pk,
            by=by.ref,
            now=now,
            outcome_id=str(record.pk) if record else None,
        )


def _check_turn(standing: OutcomeRecord | None, corrects: UUID | None) -> None:
    if standing is None and corrects is not None:
        raise NothingToCorrect
    if standing is not None and standing.pk != corrects:
        raise AlreadyRecorded(outcome_id=standing.pk, outcome=Outcome(standing.outcome))


def _settle(incident: Incident, state: State, outcome: Outcome, now: datetime) -> None:
    incident.state = state
    incident.outcome = outcome
    incident.decided_at = now
    incident.ended_at = None
    incident.checking_by = incident.checking_since = None
    incident.has_news = incident.came_back = False
    _note_first_look(incident, now)
    if incident.decided_after_min is None:
        incident.decided_after_min = _minutes_open(incident, now)
        numbers.publish_later(now)
    if state in states.CLOSED:
        incident.is_urgent = False
        _close_later(incident, now)
    incident.save()
    _refresh.tell_reporters(incident, now=now)


def _note_first_look(incident: Incident, now: datetime) -> None:
    if incident.looked_after_min is None:
        incident.looked_after_min = _minutes_open(incident, now)


def _minutes_open(incident: Incident, now: datetime) -> int:
    return max(0, (now - incident.opened_at) // clock.MINUTE)


def _close_later(incident: Incident, now: datetime) -> None:
    payload = {"incident": str(incident.pk)}
    jobs.enqueue("incidents.close", payload, now=now, run_at=now + CLOSE_AFTER)


def clean_basis(basis: Basis) -> Basis:
    """Return a basis with its words as they may be kept.

    Raises:
        HowJudgedHoldsPrivate, TextRefused: they can't be kept.
    """
    words = text.clean(basis.how_judged, max_chars=outcomes.LONGEST_HOW_JUDGED)
    found = [mark for mark in marks.find_private_marks(words) if mark.kind not in _LEADS_TO_NOBODY]
    if found:
        raise HowJudgedHoldsPrivate(kind=basis.kind, kinds=sorted({mark.kind for mark in found}))
    return Basis(basis.kind, words, tuple(dict.fromkeys(basis.report_ids)), basis.observers)
