"""Many hands at once: on the database file, with real threads and connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, CAPMessage, Fanout
from amparo.core.models import Job, JournalEntry
from amparo.network.api import Actor
from tests.alerts.world import World

HANDS = 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(60)
def test_fifty_approvals_at_once_execute_once(world: World) -> None:
    alert_id, content_hash = world.proposed(Kind.CONFIRMED)
    releasers = [world.personas.editor.actor, world.personas.coordinator.actor]
    together = Barrier(HANDS)

    def approve(number: int) -> str:
        together.wait(timeout=30)
        return _release(alert_id, content_hash, releasers[number % 2], world)

    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(hands.map(approve, range(HANDS)))

    assert sorted(answers) == ["ALREADY_RELEASED"] * (HANDS - 1) + ["released"]
    assert CAPMessage.objects.count() == Fanout.objects.count() == 1
    assert JournalEntry.objects.filter(kind="alert.released").count() == 1
    assert Job.objects.filter(name="alerts.fan_out").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(60)
def test_release_and_withdrawal_at_once_end_in_one_of_two_honest_states(world: World) -> None:
    alert_id, content_hash = world.proposed(Kind.CONFIRMED)
    editor, verifier = world.personas.editor.actor, world.personas.verifier.actor
    together = Barrier(2)

    def act(name: str) -> str:
        together.wait(timeout=30)
        return (
            _release(alert_id, content_hash, editor, world)
            if name == "release"
            else _withdraw(alert_id, verifier, world)
        )

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(act, ["release", "withdraw"]))

    row = Alert.objects.get(pk=alert_id)
    assert row.state == alerts.State.WITHDRAWN
    assert answers[1] == "withdrawn"
    assert Alert.objects.filter(kind=Kind.WITHDRAWAL).exists() == (answers[0] == "released")


def _release(alert_id: UUID, content_hash: str, by: Actor, world: World) -> str:
    try:
        alerts.release(alert_id=alert_id, content_hash=content_hash, by=by, now=world.now)
    except (alerts.AlreadyReleased, alerts.NotPossibleNow) as error:
        return error.code
    finally:
        connection.close()
    return "released"


def _withdraw(alert_id: UUID, by: Actor, world: World) -> str:
    try:
        alerts.withdraw(alert_id=alert_id, by=by, now=world.now)
    finally:
        connection.close()
    return "withdrawn"
