"""What goes wrong while many messages are on their way: R2, R6, a full disk, a clock that jumps, faults of ours."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.adapter import DeliveryFailed
from amparo.channels.models import Delivery
from amparo.channels.services import ledger, pace, sending, stream
from amparo.channels.services.stream import BATCH, LedgerNotWritten
from amparo.core import clock
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.delivering import HOUR, Provider, drain, message, people, queue

pytestmark = pytest.mark.django_db

EMAIL = api.ChannelKind.EMAIL
LEASE = timedelta(seconds=60)


@contextmanager
def disk_full(times: int, statement: str = "'sent'") -> Iterator[list[str]]:
    """Let the database refuse some writes, as SQLite does when there is no room."""
    refused: list[str] = []

    def refuse(execute: Callable[..., object], sql: str, *rest: Any) -> object:  # noqa: ANN401 — as Django calls it
        if statement in sql and sql.startswith("UPDATE") and len(refused) < times:
            refused.append(sql)
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield refused


def when(provider: Provider, sent: int, act: Callable[[], object]) -> None:
    """Do something once, when so many have been sent; several senders may ask at the same time."""
    done: list[int] = []

    def look() -> None:
        if len(provider.sent) >= sent and not done:
            done.append(1)
            act()

    provider.meanwhile = look


def test_a_full_disk_holds_the_sending_until_there_is_room(
    provider: Provider, gateway: Keyring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(stream, "_AGAIN_AFTER_S", 0.01)
    provider.concurrency = 8
    message_id = message()
    queue(message_id, people(40))

    with disk_full(5) as refused:
        sending.send_due(EMAIL, keyring=gateway, now=NOW, patience_s=60)

    assert len(refused) == 5
    assert len(set(provider.reached)) == len(provider.sent) == 40
    assert api.progress(message_id).sent == 40
    assert "can't be written" in caplog.text
    assert "example.org" not in caplog.text


def test_what_can_never_be_written_is_named_and_repeated_by_a_batch_at_most(
    provider: Provider, gateway: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BATCH", 10)
    provider.concurrency = 4
    message_id = message()
    queue(message_id, people(40))

    with disk_full(10**6), pytest.raises(LedgerNotWritten):
        sending.send_due(EMAIL, keyring=gateway, now=NOW)
    once = len(provider.sent)
    [trouble] = api.troubles(now=NOW + HOUR)
    sending.send_due(EMAIL, keyring=gateway, now=NOW + 2 * LEASE)

    assert once <= 10
    assert set(provider.reached) == {f"p{each}@example.org" for each in range(40)}
    assert len(provider.sent) - 40 <= once
    assert trouble.reason == "nobody_sends"


def test_an_urgent_message_overtakes_what_was_queued_before(provider: Provider) -> None:
    """R6: behind many others, it is among the next that leave."""
    provider.concurrency = 4
    digest, alert = message(), message()
    whom = people(500)
    queue(digest, whom, Priority.DIGEST)

    when(provider, 100, lambda: queue(alert, whom[:1], Priority.URGENT))
    drain()
    drain(NOW + timedelta(seconds=1))

    urgent = Delivery.objects.get(message_id=alert).idempotency_key
    assert [each.key for each in provider.sent].index(urgent) < 100 + BATCH - provider.concurrency
    assert len(provider.sent) == 501


def test_a_lease_that_ended_while_the_provider_was_silent_stops_the_late_one(
    provider: Provider, gateway: Keyring, settings: Settings
) -> None:
    """R2: another gateway has taken over; the late one writes nothing over it and sends nothing more."""
    settings.GATEWAY_LEASE = LEASE
    provider.concurrency = 2
    message_id = message()
    queue(message_id, people(20))
    other = ledger.Hand(EMAIL, LEASE)

    def take_over() -> None:
        ledger.reclaim(NOW + LEASE + timedelta(seconds=1), lease=LEASE)
        assert len(other.claim(50, now=NOW + LEASE + timedelta(seconds=1))) == 20

    when(provider, 1, take_over)
    sending.send_due(EMAIL, keyring=gateway, now=NOW)

    assert len(provider.sent) <= BATCH
    assert set(Delivery.objects.values_list("state", "owner")) == {("sending", other.owner)}


def test_a_clock_that_is_set_back_keeps_nothing_from_its_successor(provider: Provider) -> None:
    message_id = message()
    queue(message_id, people(3))
    dead = ledger.Hand(EMAIL, LEASE)
    dead.claim(10, now=NOW + HOUR)

    assert ledger.reclaim(NOW, lease=LEASE) == 3
    drain()

    assert len(provider.sent) == 3


def test_a_clock_that_jumps_while_a_run_lasts_changes_nothing(
    provider: Provider, gateway: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = message()
    queue(message_id, people(10))

    def jump() -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW - 5 * HOUR)

    provider.meanwhile = jump
    sending.send_due(EMAIL, keyring=gateway, now=NOW)

    assert len(set(provider.reached)) == len(provider.sent) == 10
    assert api.progress(message_id).sent == 10


def test_nothing_of_a_stopped_message_leaves_though_hundreds_are_in_hand(provider: Provider) -> None:
    provider.concurrency = 16
    message_id = message()
    queue(message_id, people(200))

    def stop_it() -> None:
        api.cancel_message(message_id, NOW)
        time.sleep(1.5 * stream.CANCELLATION_SEEN_AFTER_S)

    when(provider, 20, stop_it)
    drain()

    progress = api.progress(message_id)
    assert len(provider.sent) <= 20 + 2 * provider.concurrency
    assert (progress.sent, progress.cancelled) == (len(provider.sent), 200 - len(provider.sent))


def test_a_stopped_message_is_not_tried_again(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [DeliveryFailed(permanent=False, reason="smtp_450")] * 9
    message_id = message()
    queue(message_id, people(2))

    def stop_it() -> None:
        api.cancel_message(message_id, NOW)
        time.sleep(1.5 * stream.CANCELLATION_SEEN_AFTER_S)

    provider.meanwhile = stop_it
    drain()
    drain(NOW + HOUR)

    assert api.progress(message_id).failed == 0
    assert not Delivery.objects.exclude(values={}).exists()


def test_a_fault_of_an_adapter_is_heard_and_costs_the_others_nothing(
    provider: Provider, gateway: Keyring
) -> None:
    provider.concurrency = 4
    message_id = message()
    queue(message_id, people(12))

    def break_it() -> None:
        raise ZeroDivisionError

    when(provider, 1, break_it)
    with pytest.raises(ZeroDivisionError):
        sending.send_due(EMAIL, keyring=gateway, now=NOW)
    drain(NOW + 2 * LEASE)

    assert {each.key for each in provider.sent} == set(
        Delivery.objects.values_list("idempotency_key", flat=True)
    )
    assert len(provider.sent) - 12 <= 1


def test_a_rate_is_kept(provider: Provider, gateway: Keyring, settings: Settings) -> None:
    settings.GATEWAY_RATES = {"email": 10}
    provider.concurrency = 8
    queue(message(), people(60))

    sending.send_due(EMAIL, keyring=gateway, now=NOW, run_s=0.5)

    assert 0 < len(provider.sent) < 30
    assert Delivery.objects.filter(state="queued", attempts=0, owner=None).count() == 60 - len(provider.sent)


def test_a_bucket_gives_a_second_of_its_rate_and_then_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    bucket = pace.Bucket(4)

    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 0, 0.25]
    at[0] += 0.25
    assert (bucket.take(), bucket.take()) == (0, 0.25)
    at[0] += 3600
    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 0, 0.25]
