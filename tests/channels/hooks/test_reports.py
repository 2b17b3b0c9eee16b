"""What providers report after they took a message."""

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery
from amparo.channels.services.waking import idempotency_key
from amparo.core import jobs, journal
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.hooks.calling import kannel_report, twilio


@pytest.fixture
def person(gateway: Keyring) -> UUID:
    person = api.register_correspondent(
        kind=api.ChannelKind.SMS, address="+12135550142", language="es", now=NOW
    )
    api.confirm_correspondent(person, now=NOW)
    jobs.run_all(now=NOW, queues=("gateway",))
    return person


def _sent(person: UUID) -> str:
    """Send one message through the recording adapter; return its key."""
    message_id = api.create_message(
        purpose="alert",
        renderings={"es": api.Rendering("x", "y")},
        now=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    recipient = api.Recipient(person, "es", {})
    api.queue_deliveries(message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=NOW)
    jobs.run_all(now=NOW, queues=("gateway",))
    return idempotency_key(message_id, person)


def _delivery(key: str) -> Delivery:
    return Delivery.objects.get(idempotency_key=key)


def _is_reachable(person: UUID) -> bool:
    return Correspondent.objects.get(pk=person).state == CorrespondentState.CONFIRMED


@pytest.mark.usefixtures("by_kannel")
class TestKannel:
    def test_what_arrived_is_counted(self, person: UUID) -> None:
        key = _sent(person)

        assert kannel_report(key, 8).status == 200
        assert not _delivery(key).has_arrived
        assert kannel_report(key, 1).status == 200

        assert _delivery(key).has_arrived
        assert api.progress(_delivery(key).message_id) == api.Progress(0, 1, 0, 0, 0, 0, arrived=1)

    @pytest.mark.parametrize("status", [2, 16])
    def test_what_did_not_arrive_is_dead(self, person: UUID, status: int) -> None:
        key = _sent(person)

        kannel_report(key, status)

        assert (_delivery(key).state, _delivery(key).reason) == (DeliveryState.DEAD, "returned")
        assert _is_reachable(person)

    def test_three_failures_in_a_row_say_that_nothing_arrives(self, person: UUID) -> None:
        cursor = journal.latest_cursor()
        for _ in range(2):
            kannel_report(_sent(person), 2)
        assert _is_reachable(person)

        kannel_report(_sent(person), 2)

        assert not _is_reachable(person)
        assert [entry.kind for entry in journal.after(cursor, limit=10)] == ["channels.address_failed"]

    def test_an_arrival_in_between_begins_the_count_anew(self, person: UUID) -> None:
        for status in (2, 2, 1, 2, 2):
            kannel_report(_sent(person), status)

        assert _is_reachable(person)

    def test_a_report_that_comes_twice_counts_once(self, person: UUID) -> None:
        key = _sent(person)
        for _ in range(5):
            kannel_report(key, 2)

        assert _is_reachable(person)

    def test_what_arrived_cannot_fail_afterwards(self, person: UUID) -> None:
        key = _sent(person)

        kannel_report(key, 1)
        kannel_report(key, 2)

        assert _delivery(key).state == DeliveryState.SENT

    def test_a_report_may_be_quicker_than_our_ledger(self, person: UUID) -> None:
        key = _sent(person)
        lease = {"owner": person, "lease_until": NOW + timedelta(minutes=1)}
        Delivery.objects.filter(idempotency_key=key).update(state=DeliveryState.SENDING, **lease)

        kannel_report(key, 2)
        assert _delivery(key).state == DeliveryState.SENDING
        Delivery.objects.filter(idempotency_key=key).update(
            state=DeliveryState.SENT, owner=None, lease_until=None
        )
        jobs.run_all(now=NOW + timedelta(days=10_000), queues=("gateway",))

        assert _delivery(key).state == DeliveryState.DEAD

    @pytest.mark.parametrize("key", ["", "0" * 32, "x' OR 1=1", "%00"])
    def test_an_unknown_key_is_passed_over(self, key: str) -> None:
        assert [kannel_report(key, status).status for status in (1, 2)] == [200, 200]

    def test_a_stranger_reports_nothing(self, person: UUID) -> None:
        key = _sent(person)

        assert kannel_report(key, 2, password="guessed").status == 403
        assert _delivery(key).state == DeliveryState.SENT


@pytest.mark.usefixtures("by_twilio")
class TestTwilio:
    def _report(self, key: str, **fields: str) -> int:
        return twilio(f"/hooks/twilio/status/?key={key}", MessageSid="SM1", **fields).status

    def test_what_arrived_is_counted(self, person: UUID) -> None:
        key = _sent(person)

        assert [self._report(key, MessageStatus=status) for status in ("sent", "delivered")] == [204, 204]

        assert _delivery(key).has_arrived

    @pytest.mark.parametrize(
        "code, is_reachable", [("30005", False), ("21610", False), ("30003", True), ("", True), ("٣", True)]
    )
    def test_some_failures_are_the_numbers(self, person: UUID, code: str, is_reachable: bool) -> None:  # noqa: FBT001
        key = _sent(person)

        self._report(key, MessageStatus="undelivered", ErrorCode=code)

        assert _delivery(key).state == DeliveryState.DEAD
        assert _is_reachable(person) == is_reachable

    def test_a_report_about_another_message_has_another_signature(
        self, person: UUID, settings: Settings
    ) -> None:
        key = _sent(person)
        settings.GATEWAY_HOOKS_ORIGIN = "https://elsewhere.example"

        assert self._report(key, MessageStatus="failed") == 403
        assert _delivery(key).state == DeliveryState.SENT
