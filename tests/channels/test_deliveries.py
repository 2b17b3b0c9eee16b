"""From a queued message to a message that left: once, in time, and never after it was stopped."""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest

from amparo.channels import adapter as edge
from amparo.channels import api
from amparo.channels.adapter import Accepted, DeliveryFailed
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery
from amparo.channels.services import housekeeping, ledger, pace, sending, stream
from amparo.core import clock, jobs, journal
from amparo.core.jobs import Priority
from amparo.core.models import Job
from amparo.network.api import NetworkSettings
from tests.channels.conftest import NOW
from tests.channels.delivering import HOUR, Provider, drain, message, people, queue

pytestmark = pytest.mark.django_db


def test_each_gets_the_message_in_the_own_language(provider: Provider) -> None:
    speaks_english, speaks_spanish, speaks_zapotec = people(3)
    message_id = message()
    queue(message_id, [speaks_english], language="en-US")
    queue(message_id, [speaks_spanish], language="es-MX")
    queue(message_id, [speaks_zapotec], language="zap")

    drain()

    assert [(each.address, each.language, each.subject) for each in provider.sent] == [
        ("p0@example.org", "en", "Confirmed"),
        ("p1@example.org", "es", "Confirmado"),
        ("p2@example.org", "en", "Confirmed"),
    ]
    assert provider.sent[0].body == f"A van. https://red.example/u/{speaks_english}"
    assert api.progress(message_id) == api.Progress(0, 3, 0, 0, 0, 0)
    assert set(api.reached([message_id])) == {speaks_english, speaks_spanish, speaks_zapotec}


def test_queueing_again_sends_nothing_twice(provider: Provider) -> None:
    whom = people(3)
    message_id = message()

    assert queue(message_id, whom[:2]) == 2
    assert queue(message_id, whom) == 1
    drain()
    assert queue(message_id, whom) == 0
    drain()

    assert sorted(provider.reached) == ["p0@example.org", "p1@example.org", "p2@example.org"]


def test_a_crash_between_chunks_is_made_good(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    from amparo.channels.services import messages

    monkeypatch.setattr(messages, "CHUNK", 2)
    whom = people(5)
    message_id = message()

    def breaking() -> Iterator[api.Recipient]:
        for each in whom[:3]:
            yield api.Recipient(each, "es", {})
        raise MemoryError

    with pytest.raises(MemoryError):
        api.queue_deliveries(message_id=message_id, recipients=breaking(), priority=Priority.ROUTINE, now=NOW)
    drain()
    assert len(provider.sent) == 2

    assert queue(message_id, whom, language="es") == 3
    drain()
    assert len(set(provider.reached)) == len(provider.sent) == 5


def test_who_was_forgotten_is_passed_over(provider: Provider) -> None:
    strangers = [uuid.uuid4() for _ in range(1200)]

    assert queue(message(), strangers) == 0


def test_one_connection_carries_a_batch(provider: Provider) -> None:
    queue(message(), people(stream.BATCH))

    drain()

    assert len(provider.sent) == stream.BATCH
    assert provider.connections == 1


def test_a_missing_value_queues_nothing(provider: Provider) -> None:
    [person] = people(1)

    with pytest.raises(api.ValueMissing):
        api.queue_deliveries(
            message_id=message(),
            recipients=[api.Recipient(person, "en", {})],
            priority=Priority.ROUTINE,
            now=NOW,
        )

    assert not Delivery.objects.exists()


def test_values_are_dropped_when_it_is_over(provider: Provider) -> None:
    queue(message(), people(2))

    drain()

    assert [delivery.values for delivery in Delivery.objects.all()] == [{}, {}]


def test_nothing_leaves_after_its_end(provider: Provider) -> None:
    message_id = message(expires_in=HOUR)
    queue(message_id, people(2))

    drain(NOW + HOUR)

    assert provider.sent == []
    assert api.progress(message_id).expired == 2
    assert api.progress(message_id).is_finished


def test_nothing_leaves_after_it_was_stopped(provider: Provider) -> None:
    message_id = message()
    whom = people(3)
    queue(message_id, whom)

    assert api.cancel_message(message_id, NOW) == 3
    drain()

    assert provider.sent == []
    assert api.progress(message_id).cancelled == 3
    assert list(api.reached([message_id])) == []
    with pytest.raises(api.MessageCancelled):
        queue(message_id, whom)
    assert api.cancel_message(message_id, NOW) == 0


def test_a_batch_in_hand_stops_when_its_message_is_stopped(provider: Provider) -> None:
    message_id = message()
    queue(message_id, people(5))

    def stop_and_wait() -> None:
        api.cancel_message(message_id, NOW)
        time.sleep(1.5 * stream.CANCELLATION_SEEN_AFTER_S)

    provider.meanwhile = stop_and_wait
    drain()

    assert len(provider.sent) == 1
    progress = api.progress(message_id)
    assert (progress.sent, progress.cancelled) == (1, 4)


def test_a_passing_failure_is_tried_again_later(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [DeliveryFailed(permanent=False, reason="smtp_450")]
    message_id = message()
    queue(message_id, people(2))

    drain()
    assert api.progress(message_id) == api.Progress(0, 1, 1, 0, 0, 0)
    drain(NOW + timedelta(seconds=4))
    assert len(provider.sent) == 1

    drain(NOW + timedelta(seconds=20))
    assert sorted(provider.reached) == ["p0@example.org", "p1@example.org"]


def test_the_provider_says_when_to_come_again(provider: Provider) -> None:
    asked = DeliveryFailed(permanent=False, reason="smtp_421", retry_after=timedelta(minutes=10))
    provider.answers["p0@example.org"] = [asked]
    queue(message(), people(1))

    drain()
    drain(NOW + timedelta(minutes=9))
    assert provider.sent == []

    drain(NOW + timedelta(minutes=12))
    assert len(provider.sent) == 1


def test_a_failing_address_is_given_up_in_the_end(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [DeliveryFailed(permanent=False, reason="smtp_450")] * 100
    message_id = message(expires_in=timedelta(days=30))
    queue(message_id, people(1))

    for hour in range(24):
        drain(NOW + hour * HOUR)

    assert api.progress(message_id).dead == 1
    assert journal.after(0, kinds=["channels.address_failed"]) == []


def test_a_dead_address_is_told_to_the_apps_without_the_address(provider: Provider) -> None:
    gone = DeliveryFailed(permanent=True, reason="smtp_550", is_address_at_fault=True)
    provider.answers["p0@example.org"] = [gone]
    message_id = message()
    [person, other] = people(2)
    queue(message_id, [person, other])

    drain()

    assert api.progress(message_id) == api.Progress(0, 1, 0, 1, 0, 0)
    [entry] = journal.after(0, kinds=["channels.address_failed"])
    assert (entry.subject, entry.payload) == (person, {"channel": "email", "reason": "smtp_550"})


def test_an_unreachable_person_gets_nothing_more_until_confirmed_again(provider: Provider) -> None:
    [person] = people(1)
    api.confirm_correspondent(person, NOW)
    drain()
    provider.answers["p0@example.org"] = [
        DeliveryFailed(permanent=True, reason="smtp_550", is_address_at_fault=True)
    ]
    queue(message(), [person])
    drain()
    assert Correspondent.objects.get().state == CorrespondentState.UNREACHABLE
    assert queue(message(), [person]) == 0

    [again] = people(1)
    api.confirm_correspondent(again, NOW)
    drain()

    assert queue(message(), [person]) == 1


def test_a_provider_that_is_down_costs_no_attempts(provider: Provider) -> None:
    provider.is_down = True
    message_id = message()
    queue(message_id, people(150))

    drain()
    assert provider.connections == 1
    assert api.progress(message_id).queued == 150
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    assert Job.objects.filter(queue="gateway", run_at__lte=NOW).count() == 0

    provider.is_down = False
    pace.forget_providers()
    drain(NOW + timedelta(minutes=3))
    assert len(provider.sent) == 150


def test_new_messages_do_not_press_a_provider_that_is_down(provider: Provider) -> None:
    provider.is_down = True
    whom = people(3)
    for _ in range(5):
        queue(message(), whom)
        drain()

    assert provider.connections == 1


def test_a_message_that_breaks_the_connection_does_not_block_the_others(provider: Provider) -> None:
    lost = DeliveryFailed(permanent=False, reason="connection_lost", is_connection_lost=True)
    provider.answers["p2@example.org"] = [lost] * 100
    queue(message(), people(6))

    drain()

    assert sorted(provider.reached) == [f"p{each}@example.org" for each in (0, 1, 3, 4, 5)]


def test_a_correction_overtakes_a_digest(provider: Provider) -> None:
    digest, correction = message(), message()
    whom = people(5)
    queue(digest, whom, Priority.DIGEST)
    queue(correction, whom, Priority.CORRECTION)

    drain()

    sent = Delivery.objects.in_bulk([each.key for each in provider.sent], field_name="idempotency_key")
    assert [sent[each.key].message_id for each in provider.sent] == [correction] * 5 + [digest] * 5


def test_what_a_dead_gateway_had_in_hand_is_sent_by_another(provider: Provider) -> None:
    message_id = message()
    whom = people(3)
    queue(message_id, whom)
    lease = timedelta(seconds=30)
    ledger.Hand(api.ChannelKind.EMAIL, lease).claim(2, now=NOW)
    Job.objects.all().delete()

    housekeeping.tidy([api.ChannelKind.EMAIL], now=NOW + lease / 2)
    drain(NOW + lease / 2)
    assert len(provider.sent) == 1
    assert set(api.reached([message_id])) == set(whom)

    housekeeping.tidy([api.ChannelKind.EMAIL], now=NOW + lease)
    drain(NOW + lease)
    assert sorted(provider.reached) == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert Delivery.objects.filter(may_have_arrived=True).count() == 2


def test_a_late_gateway_records_nothing_that_others_own(provider: Provider) -> None:
    queue(message(), people(2))
    lease = timedelta(seconds=30)
    late, other = (ledger.Hand(api.ChannelKind.EMAIL, lease) for _ in range(2))
    parcels = late.claim(10, now=NOW)
    ledger.reclaim(NOW + lease, lease=lease)
    assert len(other.claim(10, now=NOW + lease)) == 2

    late.record([(parcels[0], Accepted())], now=NOW + lease)

    assert late.is_fenced
    assert set(Delivery.objects.values_list("state", "owner")) == {(DeliveryState.SENDING, other.owner)}


def test_two_gateways_never_hold_the_same(provider: Provider) -> None:
    queue(message(), people(5))
    one, two, three = (ledger.Hand(api.ChannelKind.EMAIL, timedelta(seconds=30)) for _ in range(3))

    keys = {parcel.pk for hand in (one, two) for parcel in hand.claim(3, now=NOW)}

    assert len(keys) == 5
    assert three.claim(3, now=NOW) == []


def test_an_ending_gateway_gives_back_what_it_has_not_sent(provider: Provider) -> None:
    message_id = message()
    queue(message_id, people(5))

    provider.meanwhile = sending.stop.set
    try:
        drain()
    finally:
        sending.stop.clear()

    assert api.progress(message_id).sent == 1
    assert Delivery.objects.filter(state=DeliveryState.QUEUED, owner=None).count() == 4


def test_a_message_is_bounded(provider: Provider) -> None:
    with pytest.raises(api.NothingToSay):
        api.create_message(purpose="alert", renderings={}, now=NOW, expires_at=NOW + HOUR)
    with pytest.raises(api.NothingToSay):
        api.create_message(
            purpose="alert", renderings={"en": api.Rendering(" ", "x")}, now=NOW, expires_at=NOW + HOUR
        )
    with pytest.raises(api.EndsInThePast):
        api.create_message(
            purpose="alert", renderings={"en": api.Rendering("x", "x")}, now=NOW, expires_at=NOW
        )
    with pytest.raises(api.NoSuchMessage):
        queue(uuid.uuid4(), people(1))


def test_old_messages_are_deleted_with_their_deliveries(provider: Provider) -> None:
    message_id = message()
    queue(message_id, people(1))
    drain()

    housekeeping.tidy([], now=NOW + 29 * clock.DAY)
    assert api.progress(message_id).sent == 1

    housekeeping.tidy([], now=NOW + 31 * clock.DAY)
    assert not Delivery.objects.exists()


def test_a_process_without_keys_sends_nothing(provider: Provider) -> None:
    from amparo.channels import keys

    queue(message(), people(1))
    held = list(keys._held)
    keys._held.clear()
    try:
        with pytest.raises(api.NotTheGateway):
            keys.held()
        assert jobs.run_all(now=NOW, queues=("gateway",)).failed == ["channels.send"]
    finally:
        keys._held[:] = held

    assert provider.sent == []
    assert edge.adapter_for(api.ChannelKind.EMAIL) is provider


def test_a_message_leaves_in_the_networks_name(provider: Provider, network: NetworkSettings) -> None:
    queue(message(), people(1))

    drain()

    assert provider.sent[0].sender_name == network.name
