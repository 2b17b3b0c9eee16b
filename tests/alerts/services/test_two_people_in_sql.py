"""The two-person rule holds for whoever writes the SQL, past every service: on SQLite and on PostgreSQL alike."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, AlertText, CAPMessage, SignedMessage
from amparo.incidents.api import Outcome
from amparo.network.models import CeilingLift, Network
from tests.alerts.world import World

pytestmark = pytest.mark.timeout(60)


def given(world: World, by: UUID | None = None) -> dict[str, Any]:
    """What a release writes."""
    return {
        "state": "released",
        "number": 1,
        "released_by": by or world.personas.editor.id,
        "released_at": world.now,
        "expires_at": world.now + timedelta(hours=1),
    }


def write(alert_id: UUID, **columns: object) -> None:
    with transaction.atomic():
        assert Alert.objects.filter(pk=alert_id).update(**columns) == 1


def test_what_the_service_writes_is_taken(world: World) -> None:
    alert_id, _hash = world.proposed()

    write(alert_id, **given(world))

    assert Alert.objects.get(pk=alert_id).state == "released"


def by_the_composer(world: World) -> None:
    write(world.proposed()[0], **given(world, world.personas.dispatcher.id))


def by_an_author(world: World) -> None:
    alert_id, _hash = world.proposed()
    authors = [*Alert.objects.get(pk=alert_id).authors, str(world.personas.editor.id)]
    write(alert_id, authors=authors)
    write(alert_id, **given(world))


def by_an_author_who_leaves_in_the_same_write(world: World) -> None:
    alert_id, _hash = world.proposed()
    write(alert_id, authors=[str(uuid.uuid4())], **given(world, world.personas.dispatcher.id))


def authors_taken_out(world: World) -> None:
    write(world.proposed()[0], authors=[])


def composed_by_another_suddenly(world: World) -> None:
    write(world.proposed()[0], composed_by=uuid.uuid4())


def by_the_proposer(world: World) -> None:
    alert_id, _hash = world.proposed()
    write(alert_id, proposed_by=world.personas.editor.id)
    write(alert_id, **given(world))


def a_draft(world: World) -> None:
    write(world.compose(world.incident()), **given(world))


def nobody_proposed(world: World) -> None:
    write(world.compose(world.incident()), proposed_by=world.personas.dispatcher.id, **given(world))


def content_changed_while_proposed(world: World) -> None:
    alert_id, _hash = world.proposed()
    content = {**Alert.objects.get(pk=alert_id).content, "sentences": []}
    write(alert_id, content=content)


def content_changed_in_the_same_write(world: World) -> None:
    alert_id, _hash = world.proposed()
    content = {**Alert.objects.get(pk=alert_id).content, "sentences": []}
    write(alert_id, content=content, **given(world))


def another_hash_in_the_same_write(world: World) -> None:
    write(world.proposed()[0], proposed_hash="0" * 64, **given(world))


def becomes_a_withdrawal(world: World) -> None:
    """A withdrawal goes out by one: so nothing else may become one."""
    alert_id, _hash = world.proposed()
    write(alert_id, kind="withdrawal", **given(world, world.personas.dispatcher.id))


def goes_out_as_something_else(world: World) -> None:
    write(world.proposed()[0], **{**given(world), "state": "ended"})


def inserted_as_released(world: World) -> None:
    _insert(world, "confirmed", thread=None)


def a_withdrawal_of_nothing(world: World) -> None:
    _insert(world, "withdrawal", thread=None)


def a_withdrawal_as_a_draft(world: World) -> None:
    _insert(world, "withdrawal", thread=world.released(), is_released=False)


def _insert(world: World, kind: str, *, thread: UUID | None, is_released: bool = True) -> None:
    pattern = Alert.objects.get(pk=world.compose(world.incident()))
    columns = given(world) if is_released else {"state": "draft"}
    new_id = uuid.uuid4()
    with transaction.atomic():
        Alert.objects.create(
            id=new_id,
            thread=thread or new_id,
            incident_id=pattern.incident_id,
            kind=kind,
            code="KKK-777",
            content=pattern.content,
            authors=[str(world.personas.dispatcher.id)],
            proposed_hash="0" * 64,
            composed_by=world.personas.dispatcher.id,
            proposed_by=world.personas.dispatcher.id,
            created_at=world.now,
            draft_expires_at=world.now,
            **{**columns, **({"number": 9} if is_released else {})},
        )


@pytest.mark.parametrize(
    "kind, before",
    [(Kind.UPDATE, None), (Kind.ALL_CLEAR, "end"), (Kind.CORRECTION, "correct")],
)
def test_what_follows_needs_two_as_well(world: World, kind: Kind, before: str | None) -> None:
    incident_id = world.incident()
    first = world.release(world.compose(incident_id))
    if before == "end":
        world.end(incident_id)
    if before == "correct":
        world.correct_outcome(incident_id, Outcome.UNFOUNDED)
    compose = {Kind.UPDATE: alerts.update, Kind.ALL_CLEAR: alerts.all_clear, Kind.CORRECTION: alerts.correct}
    by = world.personas.dispatcher.actor
    draft = alerts.Draft(sentences=alerts.USUAL[kind])
    alert_id = compose[kind](alert_id=first, draft=draft, by=by, now=world.now)
    world.propose(alert_id)

    with pytest.raises(IntegrityError):
        write(alert_id, **{**given(world, by.member_id), "number": 2})

    write(alert_id, **{**given(world), "number": 2})


def what_is_over_made_valid_again(world: World) -> None:
    alert_id = world.released()
    world.withdraw(alert_id)
    write(alert_id, state="released")


ATTEMPTS: list[Callable[[World], None]] = [
    by_the_composer,
    by_an_author,
    by_an_author_who_leaves_in_the_same_write,
    authors_taken_out,
    composed_by_another_suddenly,
    by_the_proposer,
    a_draft,
    nobody_proposed,
    content_changed_while_proposed,
    content_changed_in_the_same_write,
    another_hash_in_the_same_write,
    becomes_a_withdrawal,
    goes_out_as_something_else,
    inserted_as_released,
    a_withdrawal_of_nothing,
    a_withdrawal_as_a_draft,
    what_is_over_made_valid_again,
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_no_single_hand_releases(world: World, attempt: Callable[[World], None]) -> None:
    with pytest.raises(IntegrityError):
        attempt(world)


def test_a_withdrawal_of_what_was_sent_goes_out_by_one(world: World) -> None:
    _insert(world, "withdrawal", thread=world.released())

    assert Alert.objects.filter(kind="withdrawal", state="released").count() == 1


def test_nothing_is_added_to_what_was_sent(world: World) -> None:
    alert_id = world.released()

    with pytest.raises(IntegrityError, match="ALERT_WAS_SENT"), transaction.atomic():
        AlertText.objects.create(
            alert_id=alert_id, language="ko", headline="x", description="x", closing="x", is_draft=False
        )
    with pytest.raises(IntegrityError, match="ALERT_WAS_SENT"), transaction.atomic():
        SignedMessage.objects.filter(pk=alert_id).update(body=b"x")
    with pytest.raises(IntegrityError), transaction.atomic():
        CAPMessage.objects.create(alert_id=alert_id, identifier="x", sender="x", sent="x", body=b"x")


def test_words_do_not_come_before_the_release(world: World) -> None:
    alert_id = world.compose(world.incident())

    with pytest.raises(IntegrityError, match="ALERT_WAS_SENT"), transaction.atomic():
        AlertText.objects.create(
            alert_id=alert_id, language="en", headline="x", description="x", closing="x", is_draft=False
        )


def test_the_database_counts_the_ceiling_too(world: World) -> None:
    Network.objects.update(alerts_per_hour=1)
    world.released()
    alert_id, _hash = world.proposed()
    world.now += timedelta(minutes=59)

    with pytest.raises(IntegrityError, match="ALERT_CEILING"):
        write(alert_id, **given(world))

    lift = CeilingLift.objects.create(
        id=uuid.uuid4(), hours=1, asked_by=world.personas.coordinator.id, asked_at=world.now
    )
    with pytest.raises(IntegrityError, match="ALERT_CEILING"):
        write(alert_id, **given(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        _grant(world, lift, by=world.personas.coordinator.id)
    with transaction.atomic():
        _grant(world, lift, by=world.personas.editor.id)
    write(alert_id, **given(world))


def _grant(world: World, lift: CeilingLift, *, by: UUID) -> None:
    until = world.now + timedelta(hours=1)
    CeilingLift.objects.filter(pk=lift.pk).update(granted_by=by, granted_at=world.now, until=until)


def test_the_ceiling_is_of_an_hour(world: World) -> None:
    Network.objects.update(alerts_per_hour=1)
    world.released()
    alert_id, _hash = world.proposed()
    world.now += timedelta(minutes=61)

    write(alert_id, **given(world))
