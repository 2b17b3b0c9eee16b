"""A person's ways: when a message may come, by which channel next, and by which name its report comes back."""

from datetime import timedelta
from functools import partial

import pytest

from amparo.channels import api
from amparo.channels.adapter import Accepted
from amparo.channels.models import Delivery
from amparo.channels.services import delivery_reports
from amparo.core.jobs import Priority
from tests.channels.conftest import NOW
from tests.channels.delivering import HOUR, Provider, drain, message, people, queue

pytestmark = pytest.mark.django_db


def test_quiet_hours_hold_a_delivery_back_and_its_way_on_is_kept(provider: Provider) -> None:
    [person, elsewhere] = people(2)
    recipient = api.Recipient(person, "es", {}, fallbacks=(elsewhere,), not_before=NOW + HOUR / 2)
    api.queue_deliveries(message_id=message(), recipients=[recipient], priority=Priority.ROUTINE, now=NOW)

    drain()
    assert provider.sent == []
    assert Delivery.objects.get().fallbacks == elsewhere.hex
    drain(NOW + HOUR / 2 + timedelta(seconds=1))

    assert provider.reached == ["p0@example.org"]


def test_a_report_finds_its_delivery_by_the_providers_own_name(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [Accepted("wamid.1")]
    message_id = message()
    queue(message_id, people(1))
    report = partial(delivery_reports.record_by_reference, api.ChannelKind.EMAIL, "wamid.1", has_arrived=True)
    report(now=NOW)  # quicker than our own ledger

    drain()
    assert Delivery.objects.get().reference == "wamid.1"
    drain(NOW + timedelta(seconds=2))

    assert api.progress(message_id).arrived == 1
