"""The two-person rule, every way round it that we know, and what a release makes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, AlertText, CAPMessage
from amparo.incidents.api import Outcome
from amparo.network import api as network
from amparo.network import queries
from amparo.network.api import Actor, NoSuchMember, NotAllowed, NotIndependent, Role
from amparo.network.models import Network
from tests.alerts.world import World
from tests.personas import add_member, enrol_second_factor


def test_a_second_person_releases_what_was_previewed_and_subscribers_get_it(world: World) -> None:
    world.subscriber("ana@example.org")
    world.subscriber("bea@example.org", language="es")

    alert_id = world.released()

    assert Alert.objects.get(pk=alert_id).state == alerts.State.RELEASED
    assert len(world.got("Confirmed:")) == 1
    assert len(world.got("Confirmado:")) == 1


def release(world: World, alert_id: UUID, content_hash: str, by: Actor) -> None:
    alerts.release(alert_id=alert_id, content_hash=content_hash, by=by, now=world.now)


def single_actor(world: World) -> None:
    alert_id = alerts.compose(
        incident_id=world.incident(), kind=Kind.CONFIRMED, sentences=(), slots={}, precision=None,
        languages=None, by=world.personas.editor.actor, now=world.now,
    )  # fmt: skip
    content_hash = alerts.propose(alert_id, world.personas.editor.actor, world.now)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def one_person_with_both_tasks_in_two_sessions(world: World) -> None:
    both = add_member(Role.DISPATCHER, Role.EDITOR, handle="both")
    alert_id = alerts.compose(
        incident_id=world.incident(), kind=Kind.CONFIRMED, sentences=(), slots={}, precision=None,
        languages=None, by=both.actor, now=world.now,
    )  # fmt: skip
    content_hash = alerts.propose(alert_id, world.personas.dispatcher.actor, world.now)
    answer = both.client.post(f"/desk/alerts/{alert_id}/release/", {"content_hash": content_hash})
    assert answer.status_code == 409
    release(world, alert_id, content_hash, network.actor_for(both.id))


def own_second_account(world: World) -> None:
    organisation_id = network.organisations()[0][0]
    invited = network.invite(
        by=world.personas.coordinator.actor,
        roles=[Role.EDITOR],
        organisation_id=organisation_id,
        now=world.now,
    )
    second = network.accept_invitation(
        token=invited.token, handle="second", name="Second", password="correct horse battery", language="en",
        now=world.now,
    )  # fmt: skip
    enrol_second_factor(second)
    alert_id, _hash = world.proposed()
    first = world.personas.coordinator.actor
    authors = [*Alert.objects.get(pk=alert_id).authors, str(first.member_id)]
    Alert.objects.filter(pk=alert_id).update(authors=authors)
    content_hash = alerts.preview(alert_id, first, world.now).content_hash
    release(world, alert_id, content_hash, network.actor_for(second))


def replayed_approval(world: World) -> None:
    alert_id, content_hash = world.proposed()
    release(world, alert_id, content_hash, world.personas.editor.actor)
    release(world, alert_id, content_hash, world.personas.coordinator.actor)


def edited_after_the_preview(world: World) -> None:
    alert_id, content_hash = world.proposed()
    draft = alerts.Draft(sentences=("advice.silence",))
    world.revise(alert_id, draft)
    world.propose(alert_id)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def content_changed_behind_the_desk(world: World) -> None:
    alert_id, content_hash = world.proposed()
    row = Alert.objects.get(pk=alert_id)
    Alert.objects.filter(pk=alert_id).update(content={**row.content, "sentences": ["advice.door"]})
    release(world, alert_id, content_hash, world.personas.editor.actor)


def words_changed_after_the_proposal(world: World) -> None:
    alert_id, content_hash = world.proposed()
    Network.objects.update(name="Another name")
    queries.forget_network()
    release(world, alert_id, content_hash, world.personas.editor.actor)


def reviser_releases(world: World) -> None:
    alert_id, _hash = world.proposed()
    world.revise(alert_id, alerts.Draft(), by=world.personas.editor.actor)
    content_hash = world.propose(alert_id)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def wrong_role(world: World) -> None:
    alert_id, content_hash = world.proposed()
    release(world, alert_id, content_hash, world.personas.verifier.actor)


def suspended_with_an_open_session(world: World) -> None:
    alert_id, content_hash = world.proposed()
    editor = world.personas.editor.actor
    network.suspend_member(member_id=editor.member_id, by=world.personas.coordinator.actor, now=world.now)
    release(world, alert_id, content_hash, editor)


def still_a_draft(world: World) -> None:
    alert_id = world.compose(world.incident())
    content_hash = alerts.preview(alert_id, world.personas.editor.actor, world.now).content_hash
    release(world, alert_id, content_hash, world.personas.editor.actor)


def proposal_too_old(world: World) -> None:
    alert_id, content_hash = world.proposed()
    world.now += timedelta(hours=2)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def dropped_before(world: World) -> None:
    alert_id, content_hash = world.proposed()
    world.withdraw(alert_id)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def hash_of_another_alert(world: World) -> None:
    alert_id, _hash = world.proposed()
    _other, content_hash = world.proposed(Kind.UNFOUNDED)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def no_hash(world: World) -> None:
    alert_id, _hash = world.proposed()
    release(world, alert_id, "", world.personas.editor.actor)


def composer_removed(world: World) -> None:
    alert_id, content_hash = world.proposed()
    dispatcher = world.personas.dispatcher
    network.remove_member(member_id=dispatcher.id, by=world.personas.coordinator.actor, now=world.now)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def outcome_recorded_anew(world: World) -> None:
    incident_id = world.incident()
    alert_id = world.compose(incident_id)
    content_hash = world.propose(alert_id)
    world.correct_outcome(incident_id, Outcome.UNFOUNDED)
    release(world, alert_id, content_hash, world.personas.editor.actor)


def another_alert_stands_already(world: World) -> None:
    incident_id = world.incident()
    alert_id, twin = world.compose(incident_id), world.compose(incident_id)
    content_hash = world.propose(twin)
    world.release(alert_id)
    release(world, twin, content_hash, world.personas.coordinator.actor)


VARIANTS: dict[Callable[[World], None], type[Exception]] = {
    single_actor: NotIndependent,
    one_person_with_both_tasks_in_two_sessions: NotIndependent,
    own_second_account: NotIndependent,
    replayed_approval: alerts.AlreadyReleased,
    edited_after_the_preview: alerts.ContentChanged,
    content_changed_behind_the_desk: IntegrityError,
    words_changed_after_the_proposal: alerts.ContentChanged,
    reviser_releases: NotIndependent,
    wrong_role: NotAllowed,
    suspended_with_an_open_session: NoSuchMember,
    still_a_draft: alerts.NotPossibleNow,
    proposal_too_old: alerts.DraftExpired,
    dropped_before: alerts.NotPossibleNow,
    hash_of_another_alert: alerts.ContentChanged,
    no_hash: alerts.ContentChanged,
    composer_removed: NoSuchMember,
    outcome_recorded_anew: alerts.OutcomeChanged,
    another_alert_stands_already: alerts.AlreadyAlerted,
}


@pytest.mark.parametrize("attempt", VARIANTS, ids=lambda attempt: attempt.__name__)
def test_no_way_round_the_second_person(world: World, attempt: Callable[[World], None]) -> None:
    with pytest.raises(VARIANTS[attempt]), transaction.atomic():
        attempt(world)

    assert Alert.objects.filter(state=alerts.State.RELEASED).count() <= 1
    assert CAPMessage.objects.count() <= 1


def test_the_database_itself_refuses_a_release_by_the_composer(world: World) -> None:
    alert_id, _hash = world.proposed()
    composer = world.personas.dispatcher.id

    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert_id).update(
            state=alerts.State.RELEASED, released_by=composer, released_at=world.now, number=1,
            expires_at=world.now + timedelta(hours=1),
        )  # fmt: skip


@pytest.mark.parametrize(
    "column, value",
    [
        ("content", {}),
        ("code", "AAA-AAA"),
        ("expires_at", None),
        ("released_by", None),
        ("kind", "unfounded"),
    ],
)
def test_what_was_sent_cannot_be_changed(world: World, column: str, value: object) -> None:
    alert_id = world.released()
    body = bytes(CAPMessage.objects.get(pk=alert_id).body)

    with pytest.raises(DatabaseError, match="ALERT_WAS_SENT"), transaction.atomic():
        Alert.objects.filter(pk=alert_id).update(**{column: value})
    with pytest.raises(DatabaseError, match="ALERT_WAS_SENT"), transaction.atomic():
        AlertText.objects.filter(alert_id=alert_id).update(headline="other")
    with pytest.raises(DatabaseError, match="ALERT_WAS_SENT"), transaction.atomic():
        CAPMessage.objects.filter(pk=alert_id).update(body=b"other")

    assert bytes(CAPMessage.objects.get(pk=alert_id).body) == body


def test_own_words_that_lead_to_a_person_stop_the_proposal(world: World) -> None:
    words = {"en": "Call Maria Hernandez at 213-555-0188.", "es": "Llame a Maria Hernandez al 213-555-0188."}
    alert_id = world.compose(world.incident(), free_text=words)

    with pytest.raises(alerts.PrivateTextFound) as refused:
        world.propose(alert_id)

    found = refused.value.fields["found"]
    assert isinstance(found, tuple)
    assert {each.language for each in found} == {"en", "es"}


def test_own_words_are_needed_in_every_language(world: World) -> None:
    with pytest.raises(alerts.FreeTextIncomplete) as refused:
        world.compose(world.incident(), free_text={"en": "People gather at the corner."})

    assert refused.value.fields["missing"] == ("es",)
