"""A fan-out that is killed before any statement: recipients and cursor always agree, and in the end all are queued."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Fanout, Subscription
from amparo.alerts.queries import fetch, plan
from amparo.alerts.services import sending
from amparo.channels.models import Delivery
from amparo.core import jobs
from amparo.core.models import Job
from amparo.core.places.cells import Precision, cell_at
from tests.alerts.watchers import Watcher, store
from tests.alerts.world import PICO_UNION, World

HERE = cell_at(PICO_UNION, Precision.NEIGHBOURHOOD)
PEOPLE = 5
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


class Killed(BaseException):
    """The worker's process ends here."""


class _Fault:
    """Kills before the statement of a number, counted from where it is armed."""

    def __init__(self) -> None:
        self.rest: int | None = None

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401 — Django's own wrapper
        if self.rest is not None:
            if self.rest == 0:
                raise Killed
            self.rest -= 1
        return execute(*given)


@contextmanager
def killed_before(number: int) -> Iterator[None]:
    fault = _Fault()
    with connection.execute_wrapper(fault):
        fault.rest = number
        yield


def ledger_agrees(alert_id: UUID, now: datetime) -> None:
    """Check that exactly those stand in the ledger whom the cursor has passed."""
    fanout = Fanout.objects.get(pk=alert_id)
    steps = plan.of(fetch.alert(alert_id))
    position: plan.Position | None = plan.Position()
    reached = None if fanout.is_done else plan.Position(fanout.step, fanout.cursor)
    passed: list[UUID] = []
    while position is not None and position != reached:
        batch = plan.batch(steps, position, sending.BATCH, now)
        passed += [each.reader.ways[0] for each in batch.recipients]
        position = batch.goes_on
    assert sorted(_deliveries(alert_id).values_list("correspondent_id", flat=True)) == sorted(set(passed))
    assert fanout.queued == len(set(passed))


@pytest.mark.parametrize("kind", [Kind.CONFIRMED, Kind.WITHDRAWAL])
def test_killed_before_each_statement_nobody_is_lost_and_nobody_comes_twice(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
    for number in range(PEOPLE):
        store(Watcher(cells=(HERE,) if number % 2 else (), is_everywhere=not number % 2), world.now)
    alert_id = _ready(world, kind)
    kills = 0
    while True:
        _begin_anew(alert_id)
        try:
            with killed_before(kills):
                sending.fan_out(alert_id, _run(world.now))
        except Killed:
            kills += 1
        else:
            break
        ledger_agrees(alert_id, world.now)
        sending.fan_out(alert_id, _run(world.now))
        ledger_agrees(alert_id, world.now)
        assert Fanout.objects.get(pk=alert_id).queued == PEOPLE

    assert kills > 20
    assert Subscription.objects.count() == PEOPLE


def _run(now: datetime) -> jobs.Run:
    return _LastingRun(0, UUID(int=0), timedelta(minutes=1), now)


class _LastingRun(jobs.Run):
    """A run behind which no job stands: nobody else takes it."""

    def keep_alive(self) -> None:
        """Go on at the same moment."""


def _ready(world: World, kind: Kind) -> UUID:
    """Return a released alert whose fan-out has not begun; of a withdrawal, all were reached by what it takes back."""
    alert_id = world.release(world.compose(world.incident(place=PICO_UNION)))
    if kind == Kind.WITHDRAWAL:
        sending.fan_out(alert_id, _run(world.now))
        _deliveries(alert_id).update(state="sent")
        alerts.withdraw(alert_id=alert_id, by=world.personas.verifier.actor, now=world.now)
        head = fetch.head_of(fetch.alert(alert_id).thread)
        assert head is not None
        alert_id = head.pk
    Job.objects.all().delete()
    return alert_id


def _begin_anew(alert_id: UUID) -> None:
    """Let a fan-out be as if it had never begun."""
    _deliveries(alert_id).delete()
    Job.objects.all().delete()
    Fanout.objects.filter(pk=alert_id).update(message_id=None, step=0, cursor=None, queued=0, is_done=False)


def _deliveries(alert_id: UUID) -> QuerySet[Delivery]:
    message_id = Fanout.objects.get(pk=alert_id).message_id
    return Delivery.objects.filter(message_id=message_id) if message_id else Delivery.objects.none()
