"""Any sequence of what reporters, members and the clock may do leaves the incidents whole."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from amparo.core.errors import AmparoError
from amparo.core.journal import about
from amparo.incidents import api
from amparo.incidents.api import MergeReason, Outcome, SplitReason
from amparo.incidents.domain import states
from amparo.incidents.domain.regrouping import UndoReason
from amparo.incidents.models import Incident, IncidentReport, Membership, OutcomeRecord
from amparo.incidents.queries import facts, fetch, moves, sources
from amparo.incidents.services import close, regroup, undo
from amparo.network.api import Actor, Role
from amparo.reports import api as reports
from amparo.reports.services import return_visit
from tests.incidents.world import OBSERVER, after, send, work
from tests.personas import add_member, set_up_network

_FATES = {
    "checking": {"being_checked"},
    "open": {"received", "being_checked"},
}
_EXPECTED = (
    api.StepNotPossible,
    api.AlreadyBeingChecked,
    api.AlreadyRecorded,
    api.NothingToCorrect,
    regroup.NothingWouldStay,
    regroup.NothingToSplit,
    fetch.IncidentIsGone,
    regroup.SameIncident,
    regroup.CannotMergeDecided,
    undo.NothingToUndo,
    undo.SomethingHappenedSince,
)


class Board(RuleBasedStateMachine):
    """A night: reports come and go, people check, decide, correct, split, merge and end."""

    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.minute = 0
        self.verifier: Actor
        self.undo = transaction.atomic()
        self.undo.__enter__()

    @override
    def teardown(self) -> None:
        """Take everything back, so that each example begins with nothing."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize()
    def open_the_board(self) -> None:
        set_up_network()
        self.verifier = add_member(Role.VERIFIER, handle="verifier").actor

    @rule(target=sent, north=st.sampled_from([0, 60, 450, 1500]), first_hand=st.booleans())
    def somebody_reports(self, north: int, *, first_hand: bool) -> UUID:
        self.minute += 1
        report_id = send(minutes=self.minute, north_m=north, first_hand=first_hand)
        work(self.minute)
        return report_id

    @rule(target=sent, report_id=consumes(sent))
    def somebody_takes_it_back(self, report_id: UUID) -> object:
        self.minute += 1
        return_visit.withdraw_report(report_id=report_id, now=after(self.minute))
        work(self.minute)
        return multiple()

    @rule(report_id=sent)
    def somebody_checks(self, report_id: UUID) -> None:
        self._try(api.claim_checking, incident_id=self._of(report_id))

    @rule(report_id=sent)
    def somebody_puts_it_back(self, report_id: UUID) -> None:
        self._try(api.put_back, incident_id=self._of(report_id))

    @rule(report_id=sent, outcome=st.sampled_from(Outcome), knows=st.booleans())
    def somebody_records(self, report_id: UUID, outcome: Outcome, *, knows: bool) -> None:
        incident = Incident.objects.get(pk=self._of(report_id))
        standing = fetch.current_outcome(incident)
        corrects = standing.pk if standing and knows else None
        self._try(
            api.record_outcome, incident_id=incident.pk, outcome=outcome, basis=OBSERVER, corrects=corrects
        )

    @rule(report_id=sent)
    def it_ends(self, report_id: UUID) -> None:
        self._try(api.end_incident, incident_id=self._of(report_id))

    @rule(report_id=sent)
    def somebody_splits(self, report_id: UUID) -> None:
        reason = SplitReason.OTHER_EVENT
        self._try(api.split, incident_id=self._of(report_id), report_ids=[report_id], reason=reason)

    @rule(one=sent, other=sent)
    def somebody_merges(self, one: UUID, other: UUID) -> None:
        reason = MergeReason.SAME_EVENT
        self._try(api.merge, incident_id=self._of(one), into=self._of(other), reason=reason)

    @rule(report_id=sent)
    def somebody_takes_the_last_move_back(self, report_id: UUID) -> None:
        incident_id = self._of(report_id)
        last = moves.last_move(about(incident_id))
        if last is not None:
            why = UndoReason.NOT_THE_SAME
            self._try(undo.undo, incident_id=incident_id, entry_id=last.pk, reason=why)

    @rule(days=st.integers(0, 2))
    def time_passes(self, days: int) -> None:
        """Blurring is due after a day; in the tests' one transaction the log can't be truncated, so services only."""
        for incident in Incident.objects.all():
            close.close_incident(incident_id=incident.pk, now=after(self.minute) + timedelta(days=days))

    @invariant()
    def every_report_stands_in_one_incident(self) -> None:
        present = IncidentReport.objects.filter(membership=Membership.PRESENT)
        ids = list(present.values_list("report_id", flat=True))
        withdrawn = IncidentReport.objects.filter(membership=Membership.WITHDRAWN)
        gone = set(withdrawn.values_list("report_id", flat=True))
        everything = set(IncidentReport.objects.values_list("report_id", flat=True))
        assert len(ids) == len(set(ids))
        assert set(ids) | gone == everything
        assert not set(ids) & gone

    @invariant()
    def incidents_say_what_their_reports_say(self) -> None:
        for incident in Incident.objects.all():
            present = fetch.present_report_ids(incident)
            assert bool(present) or incident.state in states.GONE or incident.outcome
            told = reports.facts(present)
            if told and incident.state not in states.CLOSED:
                assert incident.last_seen_at == max(fact.seen_at for fact in told)
                assert incident.cell in {fact.cell for fact in told}

    @invariant()
    def the_sources_are_counted(self) -> None:
        for incident in Incident.objects.all():
            known = facts.known(fetch.present_report_ids(incident))
            if known or not incident.outcome:
                assert incident.independent_count == sources.independence_of(known).count

    @invariant()
    def reporters_read_what_was_found(self) -> None:
        for incident in Incident.objects.exclude(state__in=states.GONE):
            expected = _FATES.get(incident.state, {incident.outcome})
            assert {fact.fate.value for fact in reports.facts(fetch.present_report_ids(incident))} <= expected

    @invariant()
    def nothing_stands_without_a_person_who_recorded_it(self) -> None:
        for incident in Incident.objects.all():
            standing = fetch.current_outcome(incident)
            assert (standing.outcome if standing else "") == incident.outcome
            recorded = [entry for entry in about(incident.pk) if entry.kind == "incident.outcome_recorded"]
            assert len(recorded) == OutcomeRecord.objects.filter(incident=incident).count()
            assert all(entry.by == self.verifier.ref for entry in recorded)

    def _of(self, report_id: UUID) -> UUID:
        incident_id = api.incident_of(report_id)
        assert incident_id is not None
        return incident_id

    def _try(self, act: object, **what: object) -> None:
        self.minute += 1
        try:
            with transaction.atomic():
                act(by=self.verifier, now=after(self.minute), **what)  # type: ignore[operator]  # one of the services
        except AmparoError as refused:
            if not isinstance(refused, _EXPECTED):
                raise


@pytest.mark.timeout(120)
def test_no_sequence_of_events_breaks_the_board(db: None) -> None:
    run_state_machine_as_test(
        Board,
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
