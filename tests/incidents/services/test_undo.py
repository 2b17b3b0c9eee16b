"""Taking a move back: all stands as before it, or the refusal says what happened since."""

from uuid import UUID

import pytest

from amparo.core import journal
from amparo.incidents import api, notices
from amparo.incidents.api import MergeReason, Outcome, SplitReason
from amparo.incidents.domain.regrouping import UndoReason
from amparo.incidents.models import Incident, IncidentReport
from amparo.incidents.queries import moves
from amparo.incidents.services import suggestions, undo
from amparo.incidents.services.undo import NothingToUndo, SomethingHappenedSince
from amparo.network.api import Actor, NotAllowed, Role
from amparo.reports.services import return_visit
from tests.incidents.services.test_regroup import merge, pair, record, split
from tests.incidents.world import after, fate, incident_of, reports_of, seen, send, work
from tests.personas import Personas

WHY = UndoReason.PRESSED_BY_MISTAKE


def near(*norths: int) -> list[Incident]:
    """Return incidents of which each may be the same as the one before."""
    found: list[Incident] = []
    for north in norths:
        made = seen(north_m=north)
        if found:
            Incident.objects.filter(pk=made.pk).update(looks_like=found[-1])
        found.append(made)
    return [Incident.objects.get(pk=each.pk) for each in found]


def last(incident_id: UUID) -> int:
    entry = moves.last_move(journal.about(incident_id))
    assert entry is not None
    return entry.pk


def take_back(incident_id: UUID, by: Actor, entry_id: int | None = None) -> UUID:
    entry_id = entry_id if entry_id is not None else last(incident_id)
    return undo.undo(incident_id=incident_id, entry_id=entry_id, reason=WHY, by=by, now=after(25))


def picture_of() -> list[tuple[object, ...]]:
    """Return all that a move changes, of every incident that holds reports."""
    rows = Incident.objects.exclude(state="merged").order_by("pk")
    return [
        (
            each.pk,
            each.state,
            each.outcome,
            each.cell,
            each.activity,
            each.is_urgent,
            each.independent_count,
            each.checking_by_id,
            each.looks_like_id,
            frozenset(reports_of(each.pk)),
        )
        for each in rows
    ]


def test_a_split_taken_back_leaves_all_as_before(personas: Personas) -> None:
    one, other, incident = pair()
    before = picture_of()
    made = split(incident.pk, {other}, personas.dispatcher.actor)

    stays = take_back(incident.pk, personas.dispatcher.actor)

    assert stays == incident.pk
    assert picture_of() == before
    gone = Incident.objects.get(pk=made)
    assert (gone.state, gone.merged_into_id) == ("merged", incident.pk)
    entry = journal.about(incident.pk)[-1]
    assert (entry.kind, entry.by) == (notices.UNDONE, personas.dispatcher.actor.ref)
    assert entry.payload == {
        "undid": "incident.split",
        "other": str(made),
        "reports": [str(other)],
        "reason": "pressed_by_mistake",
    }
    assert reports_of(incident.pk) == {one, other}


def test_a_split_is_taken_back_from_where_it_led_to(personas: Personas) -> None:
    _one, other, incident = pair()
    before = picture_of()
    made = split(incident.pk, {other}, personas.dispatcher.actor)

    assert take_back(made, personas.dispatcher.actor) == incident.pk

    assert picture_of() == before


def test_a_merging_taken_back_brings_the_other_to_life_as_it_stood(personas: Personas) -> None:
    one, other, beyond = near(0, 1500, 3000)
    api.claim_checking(incident_id=other.pk, by=personas.dispatcher.actor, now=after(5))
    assert beyond.looks_like_id == other.pk
    before = picture_of()
    merge(other.pk, one.pk, personas.dispatcher.actor)
    assert Incident.objects.get(pk=beyond.pk).looks_like_id == one.pk

    alive = take_back(one.pk, personas.verifier.actor)

    assert alive == other.pk
    assert picture_of() == before
    assert journal.about(other.pk)[-1].kind == notices.BROUGHT_BACK


def test_a_joining_taken_back_gives_the_report_an_incident_of_its_own(personas: Personas) -> None:
    one, other, incident = pair()

    made = take_back(incident.pk, personas.dispatcher.actor)

    assert (reports_of(incident.pk), reports_of(made)) == ({one}, {other})
    assert Incident.objects.get(pk=made).looks_like_id == incident.pk
    work(30)
    assert incident_of(other).pk == made


def test_what_reporters_read_comes_back_too(personas: Personas) -> None:
    found, open_ = near(0, 1500)
    (late,) = reports_of(open_.pk)
    record(found.pk, personas.verifier.actor, Outcome.UNFOUNDED)
    merge(open_.pk, found.pk, personas.verifier.actor)
    assert fate(late) == "unfounded"

    take_back(found.pk, personas.verifier.actor)

    assert fate(late) == "being_checked"
    assert Incident.objects.get(pk=found.pk).outcome == "unfounded"


def test_only_who_verifies_puts_reports_back_under_an_outcome(personas: Personas) -> None:
    _one, other, incident = pair()
    record(incident.pk, personas.verifier.actor, Outcome.UNFOUNDED)
    split(incident.pk, {other}, personas.dispatcher.actor)

    with pytest.raises(NotAllowed):
        take_back(incident.pk, personas.dispatcher.actor)

    take_back(incident.pk, personas.verifier.actor)
    assert fate(other) == "unfounded"


def test_only_the_last_move_is_taken_back_and_only_once(personas: Personas) -> None:
    one, other, incident = pair()
    by = personas.dispatcher.actor
    joined = last(incident.pk)
    split(incident.pk, {other}, by)
    splitting = last(incident.pk)

    with pytest.raises(SomethingHappenedSince) as refused:
        take_back(incident.pk, by, joined)
    assert refused.value.fields == {"kind": notices.SPLIT}

    take_back(incident.pk, by, splitting)
    with pytest.raises(SomethingHappenedSince):
        take_back(incident.pk, by, splitting)
    assert moves.last_move(journal.about(incident.pk)) is None
    assert reports_of(incident.pk) == {one, other}


@pytest.mark.parametrize("happens", ["outcome", "withdrawn", "checking", "joined", "split_again"])
def test_what_happened_since_is_not_undone_with_it(personas: Personas, happens: str) -> None:
    _one, other, incident = pair()
    third = send(minutes=3)
    work(3)
    made = split(incident.pk, {other, third}, personas.dispatcher.actor)
    entry = last(incident.pk)
    if happens == "outcome":
        record(made, personas.verifier.actor, Outcome.UNFOUNDED)
    elif happens == "withdrawn":
        return_visit.withdraw_report(report_id=other, now=after(22))
        work(22)
    elif happens == "checking":
        api.claim_checking(incident_id=made, by=personas.verifier.actor, now=after(22))
    elif happens == "joined":
        send(minutes=4)
        work(4)
    else:
        split(made, {third}, personas.dispatcher.actor)
    before = picture_of()

    with pytest.raises(SomethingHappenedSince):
        take_back(incident.pk, personas.dispatcher.actor, entry)

    assert picture_of() == before


def test_nonsense_is_refused(personas: Personas) -> None:
    _one, _other, incident = pair()
    elsewhere = seen(north_m=4000)
    by = personas.dispatcher.actor

    for nonsense in (0, 10**12, journal.about(incident.pk)[0].pk, journal.about(elsewhere.pk)[0].pk):
        with pytest.raises((NothingToUndo, SomethingHappenedSince)):
            take_back(elsewhere.pk, by, nonsense)
    with pytest.raises(NothingToUndo):
        take_back(elsewhere.pk, by, last(incident.pk))


def test_only_who_triages_takes_back(personas: Personas) -> None:
    _one, _other, incident = pair()

    for persona in personas.members():
        if persona.role not in {Role.DISPATCHER, Role.VERIFIER}:
            with pytest.raises(NotAllowed):
                take_back(incident.pk, persona.actor)


def test_the_reasons_are_in_the_journal(personas: Personas) -> None:
    one, other = near(0, 1500)
    by = personas.dispatcher.actor
    api.merge(incident_id=other.pk, into=one.pk, reason=MergeReason.SAME_RUMOUR, by=by, now=after(20))
    take_back(one.pk, by)
    (report_id,) = reports_of(other.pk)
    api.merge(
        incident_id=other.pk, into=one.pk, reason=MergeReason.SAME_PLACE_OTHER_NAME, by=by, now=after(30)
    )
    api.split(incident_id=one.pk, report_ids=[report_id], reason=SplitReason.OLD_EVENT, by=by, now=after(31))

    given = [entry.payload["reason"] for entry in journal.about(one.pk) if "reason" in entry.payload]
    assert given == ["same_rumour", "pressed_by_mistake", "same_place_other_name", "old_event"]


def test_the_history_of_memberships_stays(personas: Personas) -> None:
    _one, other, incident = pair()
    made = split(incident.pk, {other}, personas.dispatcher.actor)
    take_back(incident.pk, personas.dispatcher.actor)

    history = IncidentReport.objects.filter(report_id=other).order_by("pk")
    assert [(each.incident_id, each.membership) for each in history] == [
        (incident.pk, "split_off"),
        (made, "taken_back"),
        (incident.pk, "present"),
    ]


def test_what_was_told_apart_is_not_suggested_again(personas: Personas) -> None:
    one, other, beyond = near(0, 1500, 3000)
    by = personas.dispatcher.actor
    suggestions.tell_apart(incident_id=one.pk, other_id=other.pk, by=by, now=after(5))
    assert Incident.objects.get(pk=other.pk).looks_like_id is None
    assert [journal.about(each.pk)[-1].kind for each in (one, other)] == [notices.TOLD_APART] * 2

    with pytest.raises(suggestions.NotSuggested):
        suggestions.tell_apart(incident_id=one.pk, other_id=other.pk, by=by, now=after(6))

    # `beyond` points at `other`; told apart from `one`, it does not point there when `other` goes into `one`.
    Incident.objects.filter(pk=beyond.pk).update(looks_like=one)
    suggestions.tell_apart(incident_id=beyond.pk, other_id=one.pk, by=by, now=after(7))
    Incident.objects.filter(pk=beyond.pk).update(looks_like=other)
    merge(other.pk, one.pk, by)

    assert Incident.objects.get(pk=beyond.pk).looks_like_id is None
