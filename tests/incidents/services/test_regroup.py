"""Taking apart and putting together: what the forming got wrong, a person mends, and can undo."""

from uuid import UUID, uuid4

import pytest

from amparo.core import journal
from amparo.incidents import api
from amparo.incidents.api import Basis, BasisKind, MergeReason, Outcome, SplitReason
from amparo.incidents.models import Incident, IncidentReport
from amparo.incidents.queries import fetch
from amparo.incidents.services import regroup
from amparo.network.api import Actor, NotAllowed, Role
from amparo.reports.api import Activity
from tests.incidents.world import OBSERVER, after, fate, incident_of, reports_of, seen, send, work
from tests.personas import Personas


def split(incident_id: UUID, reports: set[UUID], by: Actor) -> UUID:
    return api.split(
        incident_id=incident_id, report_ids=reports, reason=SplitReason.OTHER_EVENT, by=by, now=after(20)
    )


def merge(incident_id: UUID, into: UUID, by: Actor) -> None:
    api.merge(incident_id=incident_id, into=into, reason=MergeReason.SAME_EVENT, by=by, now=after(20))


def record(incident_id: UUID, by: Actor, outcome: Outcome, basis: tuple[Basis, ...] = OBSERVER) -> UUID:
    return api.record_outcome(incident_id=incident_id, outcome=outcome, basis=basis, by=by, now=after(10))


def pair() -> tuple[UUID, UUID, Incident]:
    one, other = send(), send(minutes=2, activity=Activity.TAKING_SOMEONE)
    work(2)
    assert incident_of(one) == incident_of(other)
    return one, other, incident_of(one)


def test_splitting_and_merging_back_restores_what_was(personas: Personas) -> None:
    one, other, incident = pair()

    made = split(incident.pk, {other}, personas.dispatcher.actor)

    assert (reports_of(incident.pk), reports_of(made)) == ({one}, {other})
    assert not Incident.objects.get(pk=incident.pk).is_urgent
    assert Incident.objects.get(pk=made).is_urgent

    merge(made, incident.pk, personas.dispatcher.actor)

    incident.refresh_from_db()
    assert reports_of(incident.pk) == {one, other}
    assert incident.is_urgent
    assert incident.looks_like_id is None
    assert Incident.objects.get(pk=made).state == "merged"


def test_merging_and_splitting_again_restores_the_groups(personas: Personas) -> None:
    one, other = seen(), seen(north_m=500)
    groups = {frozenset(reports_of(one.pk)), frozenset(reports_of(other.pk))}

    (moved,) = reports_of(other.pk)
    merge(other.pk, one.pk, personas.dispatcher.actor)
    assert reports_of(one.pk) == set().union(*groups)

    back = split(one.pk, {moved}, personas.dispatcher.actor)

    assert {frozenset(reports_of(one.pk)), frozenset(reports_of(back))} == groups


def test_the_history_of_moves_stays(personas: Personas) -> None:
    _one, other, incident = pair()
    made = split(incident.pk, {other}, personas.dispatcher.actor)
    merge(made, incident.pk, personas.dispatcher.actor)

    history = IncidentReport.objects.filter(report_id=other).order_by("pk")

    assert [(each.incident_id, each.membership) for each in history] == [
        (incident.pk, "split_off"),
        (made, "merged_away"),
        (incident.pk, "present"),
    ]
    kinds = [entry.kind for entry in journal.about(incident.pk)]
    assert kinds[-2:] == ["incident.split", "incident.took_in"]
    assert [entry.kind for entry in journal.about(made)] == ["incident.formed", "incident.merged"]


def test_reporters_hear_what_was_found_where_their_report_came_to_stand(personas: Personas) -> None:
    found, open_ = seen(), seen(north_m=500)
    (late,) = reports_of(open_.pk)
    record(found.pk, personas.verifier.actor, Outcome.UNFOUNDED)

    merge(open_.pk, found.pk, personas.verifier.actor)
    assert fate(late) == "unfounded"

    split(found.pk, {late}, personas.verifier.actor)
    assert fate(late) == "being_checked"


def test_what_was_decided_is_not_merged_away(personas: Personas) -> None:
    found, open_ = seen(), seen(north_m=500)
    record(found.pk, personas.verifier.actor, Outcome.CONFIRMED)

    with pytest.raises(regroup.CannotMergeDecided):
        merge(found.pk, open_.pk, personas.verifier.actor)


def test_only_who_verifies_merges_into_what_was_decided(personas: Personas) -> None:
    found, open_ = seen(), seen(north_m=500)
    record(found.pk, personas.verifier.actor, Outcome.UNFOUNDED)

    with pytest.raises(NotAllowed):
        merge(open_.pk, found.pk, personas.dispatcher.actor)
    assert incident_of(next(iter(reports_of(open_.pk)))).pk == open_.pk
    merge(open_.pk, found.pk, personas.verifier.actor)


def test_a_report_on_which_the_outcome_rests_stays(personas: Personas) -> None:
    one, other, incident = pair()
    basis = (Basis(BasisKind.MEDIA_WITH_LANDMARK, "an old picture of another street", (one,)),)
    record(incident.pk, personas.verifier.actor, Outcome.UNFOUNDED, basis)

    with pytest.raises(regroup.OutcomeRestsOnReport):
        split(incident.pk, {one}, personas.verifier.actor)
    split(incident.pk, {other}, personas.verifier.actor)


def test_a_split_must_leave_and_take_something_that_is_there(personas: Personas) -> None:
    one, other, incident = pair()
    by = personas.dispatcher.actor

    with pytest.raises(regroup.NothingToSplit):
        split(incident.pk, set(), by)
    with pytest.raises(regroup.NothingWouldStay):
        split(incident.pk, {one, other}, by)
    with pytest.raises(regroup.ReportNotPresent):
        split(incident.pk, {uuid4()}, by)
    split(incident.pk, {other}, by)
    with pytest.raises(regroup.ReportNotPresent):
        split(incident.pk, {other}, by)


def test_what_is_gone_takes_no_part(personas: Personas) -> None:
    one, other, third = seen(), seen(north_m=500), seen(north_m=1000)
    by = personas.dispatcher.actor
    merge(other.pk, one.pk, by)

    with pytest.raises(regroup.SameIncident):
        merge(one.pk, one.pk, by)
    with pytest.raises(fetch.IncidentIsGone):
        merge(third.pk, other.pk, by)
    with pytest.raises(fetch.IncidentIsGone):
        merge(other.pk, third.pk, by)
    with pytest.raises(api.NoSuchIncident):
        merge(uuid4(), third.pk, by)


def test_what_pointed_at_a_merged_incident_points_at_where_it_went(personas: Personas) -> None:
    one = seen()
    other = seen(north_m=500)
    beyond = seen(north_m=1000)
    assert beyond.looks_like_id == other.pk

    merge(other.pk, one.pk, personas.dispatcher.actor)

    beyond.refresh_from_db()
    assert beyond.looks_like_id == one.pk


def test_only_who_triages_moves_reports(personas: Personas) -> None:
    _one, other, incident = pair()

    for persona in personas.members():
        if persona.role not in {Role.DISPATCHER, Role.VERIFIER}:
            with pytest.raises(NotAllowed):
                split(incident.pk, {other}, persona.actor)
            with pytest.raises(NotAllowed):
                merge(incident.pk, uuid4(), persona.actor)
