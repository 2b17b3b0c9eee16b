"""A lockdown stops what leaves at once, for every message and kind; what waited leaves after it, once."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amparo.channels import api
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import Delivery, Lockdown
from amparo.channels.services import stream
from amparo.core.models import Job
from tests.channels.conftest import NOW
from tests.channels.delivering import Provider, drain, message, people, queue

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def lift() -> None:
    api.ask_to_lift_lockdown(by="member:a", now=LATER)
    api.lift_lockdown(by="member:b", now=LATER)


def test_nothing_leaves_while_it_holds_and_all_of_it_afterwards(provider: Provider) -> None:
    api.lock_down(by="member:a", now=NOW)
    message_id = message()
    queue(message_id, people(5))

    drain()
    drain(LATER)
    assert provider.reached == []
    assert api.progress(message_id).queued == 5

    lift()
    drain(LATER)
    assert len(set(provider.reached)) == len(provider.sent) == 5


def test_it_stops_a_batch_in_the_middle(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CANCELLATION_SEEN_AFTER_S", 0.0)
    message_id = message()
    queue(message_id, people(20))

    def stop() -> None:
        if len(provider.sent) == 7:
            api.lock_down(by="member:a", now=NOW)

    provider.meanwhile = stop
    drain()

    assert len(provider.sent) == 7
    assert set(Delivery.objects.values_list("state", flat=True)) == {
        DeliveryState.SENT,
        DeliveryState.QUEUED,
    }
    lift()
    drain(LATER)
    assert len(set(provider.reached)) == len(provider.sent) == 20


def test_what_got_too_late_meanwhile_does_not_leave(provider: Provider) -> None:
    message_id = message(expires_in=timedelta(minutes=4))
    api.lock_down(by="member:a", now=NOW)
    queue(message_id, people(2))
    drain()

    lift()
    drain(LATER)

    assert provider.reached == []
    assert api.progress(message_id).expired == 2


def test_it_needs_no_work_of_the_gateway_while_it_holds(provider: Provider) -> None:
    queue(message(), people(2))
    api.lock_down(by="member:a", now=NOW)

    drain()

    assert not Job.objects.filter(name="channels.send").exists()
    assert provider.connections == 0


def test_the_database_itself_wants_two(provider: Provider) -> None:
    api.lock_down(by="member:a", now=NOW)

    for columns in (
        {"is_held": False},
        {"is_held": False, "lifted_by": "member:a", "lifted_at": NOW},
        {
            "is_held": False,
            "lifted_by": "member:a",
            "lifted_at": NOW,
            "lift_asked_by": "member:a",
            "lift_asked_at": NOW,
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lockdown.objects.update(**columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lockdown.objects.create(id=UUID(int=7), locked_by="x", locked_at=NOW)


def test_twice_in_a_day_is_two_rows(provider: Provider) -> None:
    for _ in range(2):
        assert api.lock_down(by="member:a", now=NOW)
        lift()

    assert Lockdown.objects.count() == 2
    with pytest.raises(api.NotLocked):
        lift()
