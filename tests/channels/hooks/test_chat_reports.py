"""What the chats report after they took a message: WhatsApp by our key, Signal by the time of the message."""

import json
from uuid import UUID

import pytest
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.hooks import signal
from amparo.channels.models import Correspondent, Delivery
from amparo.core import jobs
from tests.channels.conftest import NOW
from tests.channels.hooks.test_reports import _delivery, _sent
from tests.channels.hooks.test_whatsapp_hook import bring, webhook
from tests.channels.signal.server import ACCOUNT, receipt
from tests.channels.whatsapp.server import APP_SECRET, PHONE_ID


def _person(kind: api.ChannelKind, address: str) -> UUID:
    api.switch_on(kind, by="system", now=NOW)
    person = api.register_correspondent(kind=kind, address=address, language="es", now=NOW)
    api.confirm_correspondent(person, now=NOW)
    jobs.run_all(now=NOW, queues=("gateway",))
    return person


def _is_reachable(person: UUID) -> bool:
    return Correspondent.objects.get(pk=person).state == CorrespondentState.CONFIRMED


class TestWhatsApp:
    @pytest.fixture
    def person(self, settings: Settings) -> UUID:
        settings.CHANNEL_ADAPTERS = {"whatsapp": "amparo.channels.recording.RecordingAdapter"}
        settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_PHONE_ID = APP_SECRET, PHONE_ID
        return _person(api.ChannelKind.WHATSAPP, "+12135550142")

    def _report(self, key: str, status: str, *codes: int) -> int:
        errors = [{"code": code, "title": "x", "error_data": {"details": "+12135550142"}} for code in codes]
        content = {"id": "wamid.1", "status": status, "recipient_id": "12135550142", "errors": errors}
        return bring(webhook(statuses=[{**content, "biz_opaque_callback_data": key}])).status

    @pytest.mark.parametrize("status", ["delivered", "read"])
    def test_what_arrived_is_counted(self, person: UUID, status: str) -> None:
        key = _sent(person)

        assert self._report(key, "sent") == 200
        assert not _delivery(key).has_arrived
        assert self._report(key, status) == 200

        assert _delivery(key).has_arrived

    @pytest.mark.parametrize(
        "codes, is_reachable", [((131026,), False), ((131047,), True), ((131049,), True), ((), True)]
    )
    def test_some_failures_are_the_numbers(
        self,
        person: UUID,
        codes: tuple[int, ...],
        is_reachable: bool,  # noqa: FBT001
    ) -> None:
        key = _sent(person)

        self._report(key, "failed", *codes)

        assert _delivery(key).state == DeliveryState.DEAD
        assert _is_reachable(person) == is_reachable

    @pytest.mark.usefixtures("person")
    @pytest.mark.parametrize("key", ["", "0" * 32, "x' OR 1=1", "{}"])
    def test_an_unknown_key_is_passed_over(self, key: str) -> None:
        assert [self._report(key, status) for status in ("delivered", "failed")] == [200, 200]


class TestSignal:
    @pytest.fixture
    def person(self, settings: Settings) -> UUID:
        settings.CHANNEL_ADAPTERS = {"signal": "amparo.channels.recording.RecordingAdapter"}
        settings.SIGNAL_ACCOUNT = ACCOUNT
        return _person(api.ChannelKind.SIGNAL, "7ccae375-cd51-4c82-8b1e-7be3280aa485")

    def test_a_receipt_counts_the_message_of_its_time(self, person: UUID) -> None:
        first, second = _sent(person), _sent(person)
        Delivery.objects.filter(idempotency_key=first).update(reference="1763652600001")
        Delivery.objects.filter(idempotency_key=second).update(reference="1763652600002")

        signal.take(json.dumps(receipt(1763652600002, 99)), now=NOW)

        assert [_delivery(key).has_arrived for key in (first, second)] == [False, True]

    def test_the_time_of_a_whatsapp_message_is_nobodys(self, person: UUID) -> None:
        key = _sent(person)
        Delivery.objects.filter(idempotency_key=key).update(reference="1763652600001", kind="whatsapp")

        signal.take(json.dumps(receipt(1763652600001)), now=NOW)

        assert not _delivery(key).has_arrived
