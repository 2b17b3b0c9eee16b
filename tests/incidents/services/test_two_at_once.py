"""Two people at once: each move is made whole or not at all, and nobody's work is lost or done twice."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import close_old_connections, connection

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.incidents import api, notices
from amparo.incidents.api import Basis, BasisKind, MergeReason, Outcome, SplitReason
from amparo.incidents.domain.regrouping import UndoReason
from amparo.incidents.models import Incident, IncidentReport, Membership, OutcomeRecord
from amparo.incidents.queries import moves
from amparo.incidents.services import undo
from amparo.network.api import Role
from amparo.reports.services import return_visit
from tests.incidents.world import OBSERVER, after, incident_of, reports_of, seen, send, work
from tests.personas import Persona, add_member, set_up_network

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


@pytest.fixture
def verifiers(transactional_db: None) -> tuple[Persona, Persona]:
    """Two verifiers of an invented network."""
    set_up_network()
    return (
        add_member(Role.VERIFIER, handle="one", name="Una"),
        add_member(Role.VERIFIER, handle="two", name="Dos"),
    )


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do things at once; return what each came to: "done", or the code of its refusal."""
    came_to: dict[int, str] = {}
    gate = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            came_to[number] = "done"
        except AmparoError as refused:
            came_to[number] = refused.code
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came_to.get(number, "broke") for number in range(len(acts))]


def every_report_stands_in_one_place() -> bool:
    present = IncidentReport.objects.filter(membership=Membership.PRESENT).values_list("report_id", flat=True)
    everything = IncidentReport.objects.exclude(membership=Membership.WITHDRAWN).values_list(
        "report_id", flat=True
    )
    return sorted(present) == sorted(set(everything))


def merging(one: UUID, into: UUID, by: Persona) -> Callable[[], object]:
    return lambda: api.merge(
        incident_id=one, into=into, reason=MergeReason.SAME_EVENT, by=by.actor, now=after(20)
    )


def test_two_who_merge_two_incidents_into_each_other(verifiers: tuple[Persona, Persona]) -> None:
    one, other = seen().pk, seen(north_m=1500).pk

    came_to = at_once(merging(one, other, verifiers[0]), merging(other, one, verifiers[1]))

    assert sorted(came_to) == ["INCIDENT_IS_GONE", "done"]
    assert sorted(Incident.objects.values_list("state", flat=True)) == ["merged", "open"]
    assert every_report_stands_in_one_place()


def test_two_who_merge_round_in_a_ring(verifiers: tuple[Persona, Persona]) -> None:
    ring = [seen(north_m=north).pk for north in (0, 1500, 3000)]
    acts = [merging(one, ring[(at + 1) % 3], verifiers[at % 2]) for at, one in enumerate(ring)]

    came_to = at_once(*acts)

    assert "broke" not in came_to
    assert Incident.objects.exclude(state="merged").count() >= 1
    assert every_report_stands_in_one_place()


def test_two_who_split_the_same_reports_off(verifiers: tuple[Persona, Persona]) -> None:
    one, other = send(), send(minutes=2)
    work(2)
    incident = incident_of(one).pk
    acts = [
        lambda by=by: api.split(
            incident_id=incident,
            report_ids=[other],
            reason=SplitReason.OTHER_EVENT,
            by=by.actor,
            now=after(20),
        )
        for by in verifiers
    ]

    assert sorted(at_once(*acts)) == ["REPORT_NOT_PRESENT", "done"]
    assert reports_of(incident) == {one}
    assert every_report_stands_in_one_place()


def test_two_who_take_the_same_move_back(verifiers: tuple[Persona, Persona]) -> None:
    one, other = seen().pk, seen(north_m=1500).pk
    merging(other, one, verifiers[0])()
    entry = moves.last_move(journal.about(one))
    assert entry is not None
    acts = [
        lambda by=by: undo.undo(
            incident_id=one,
            entry_id=entry.pk,
            reason=UndoReason.NOT_THE_SAME,
            by=by.actor,
            now=after(21),
        )
        for by in verifiers
    ]

    came_to = at_once(*acts)

    assert sorted(came_to) == ["SOMETHING_HAPPENED_SINCE", "done"]
    assert [each.kind for each in journal.about(one)].count(notices.UNDONE) == 1
    assert set(Incident.objects.values_list("state", flat=True)) == {"open"}
    assert every_report_stands_in_one_place()


def test_one_takes_a_merging_back_while_another_decides(verifiers: tuple[Persona, Persona]) -> None:
    one, other = seen().pk, seen(north_m=1500).pk
    merging(other, one, verifiers[0])()
    entry = moves.last_move(journal.about(one))
    assert entry is not None

    came_to = at_once(
        lambda: undo.undo(
            incident_id=one,
            entry_id=entry.pk,
            reason=UndoReason.NOT_THE_SAME,
            by=verifiers[0].actor,
            now=after(21),
        ),
        lambda: api.record_outcome(
            incident_id=one, outcome=Outcome.UNFOUNDED, basis=OBSERVER, by=verifiers[1].actor, now=after(21)
        ),
    )

    assert came_to[1] == "done"
    assert came_to[0] in {"done", "SOMETHING_HAPPENED_SINCE"}
    assert every_report_stands_in_one_place()
    assert Incident.objects.get(pk=one).outcome == "unfounded"


def test_one_withdraws_while_another_moves(verifiers: tuple[Persona, Persona]) -> None:
    one, other = send(), send(minutes=2)
    work(2)
    incident = incident_of(one).pk

    def withdraw() -> None:
        return_visit.withdraw_report(report_id=other, now=after(20))
        work(20)

    came_to = at_once(
        withdraw,
        lambda: api.split(
            incident_id=incident,
            report_ids=[other],
            reason=SplitReason.OTHER_EVENT,
            by=verifiers[0].actor,
            now=after(20),
        ),
    )
    work(21)

    assert came_to[0] == "done"
    present = IncidentReport.objects.filter(membership=Membership.PRESENT)
    assert list(present.values_list("report_id", flat=True)) == [one]


def test_two_who_decide_at_once_with_different_outcomes(verifiers: tuple[Persona, Persona]) -> None:
    incident = seen().pk
    basis = (Basis(BasisKind.OFFICIAL_SOURCE, "the city said so on its page"),)

    came_to = at_once(
        lambda: api.record_outcome(
            incident_id=incident, outcome=Outcome.UNFOUNDED, basis=basis, by=verifiers[0].actor, now=after(5)
        ),
        lambda: api.record_outcome(
            incident_id=incident,
            outcome=Outcome.OTHER_AGENCY,
            basis=basis,
            by=verifiers[1].actor,
            now=after(5),
        ),
    )

    assert sorted(came_to) == ["ALREADY_RECORDED", "done"]
    (record,) = OutcomeRecord.objects.all()
    assert record.by_id == verifiers[came_to.index("done")].member_id
