"""What was given up is counted by channel and reason, never by person, and a person may have it tried again."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.channels import api
from amparo.channels.adapter import DeliveryFailed
from amparo.channels.models import Delivery
from amparo.channels.services import delivery_reports, ledger, pace
from amparo.core import journal
from amparo.core.jobs import Priority
from tests.channels.conftest import NOW
from tests.channels.delivering import HOUR, Provider, drain, message, people, queue

pytestmark = pytest.mark.django_db

REFUSED = DeliveryFailed(permanent=True, reason="smtp_554")
NOBODY = DeliveryFailed(permanent=True, reason="smtp_550", is_address_at_fault=True)
EMAIL = api.ChannelKind.EMAIL


def confirmed(number: int) -> list[UUID]:
    """Return people who have answered from their addresses."""
    whom = people(number)
    for each in whom:
        api.confirm_correspondent(each, NOW)
    drain()
    return whom


def given_up(provider: Provider) -> tuple[str, ...]:
    provider.answers["p0@example.org"] = [REFUSED]
    provider.answers["p1@example.org"] = [REFUSED]
    provider.answers["p2@example.org"] = [NOBODY]
    return ("p0@example.org", "p1@example.org", "p2@example.org")


def test_the_list_says_why_and_how_many_and_never_whom(provider: Provider) -> None:
    addresses, message_id = given_up(provider), message()
    queue(message_id, confirmed(4))
    drain()

    found = api.undelivered(message_id)

    assert [(line.kind, line.reason, line.count, line.again) for line in found] == [
        (EMAIL, "smtp_554", 2, 2),
        (EMAIL, "smtp_550", 1, 0),
    ]
    assert not any(address in repr(found) for address in addresses)


def test_a_person_has_what_was_refused_tried_again(provider: Provider) -> None:
    given_up(provider)
    message_id = message()
    queue(message_id, confirmed(4))
    drain()

    tried = api.send_again(message_id, kind=EMAIL, reason="smtp_554", by="member:x", now=NOW)
    drain()

    assert tried == 2
    assert sorted(provider.reached) == ["p0@example.org", "p1@example.org", "p3@example.org"]
    assert [line.reason for line in api.undelivered(message_id)] == ["smtp_550"]
    [entry] = [each for each in journal.after(0, limit=1000) if each.kind == "channels.sent_again"]
    assert (entry.by, entry.payload["count"]) == ("member:x", 2)


def test_what_came_back_and_whose_address_was_given_up_is_not_tried_again(provider: Provider) -> None:
    provider.answers["p1@example.org"] = [NOBODY]
    message_id = message()
    queue(message_id, confirmed(2))
    drain()
    [sent] = Delivery.objects.filter(state="sent")
    delivery_reports.record_failure(sent.idempotency_key, is_address_at_fault=True, now=NOW)

    for reason in ("returned", "smtp_550"):
        assert api.send_again(message_id, kind=EMAIL, reason=reason, by="member:x", now=NOW) == 0


def test_nothing_is_tried_again_of_what_was_stopped_or_is_over(provider: Provider) -> None:
    given_up(provider)
    over, stopped = message(HOUR), message()
    whom = confirmed(3)
    queue(over, whom)
    drain()
    given_up(provider)
    queue(stopped, whom[:2])
    drain()
    api.cancel_message(stopped, NOW)

    with pytest.raises(api.MessageCancelled):
        api.send_again(stopped, kind=EMAIL, reason="smtp_554", by="member:x", now=NOW)
    with pytest.raises(api.MessageOver):
        api.send_again(over, kind=EMAIL, reason="smtp_554", by="member:x", now=NOW + HOUR)


def test_a_sending_is_counted_by_channel_and_language(provider: Provider) -> None:
    given_up(provider)
    message_id = message()
    whom = confirmed(5)
    queue(message_id, whom[:3], language="en")
    queue(message_id, whom[3:4], language="es")
    resting = api.Recipient(whom[4], "es", {}, not_before=NOW + HOUR / 2)
    api.queue_deliveries(message_id=message_id, recipients=[resting], priority=Priority.URGENT, now=NOW)
    drain()
    [in_spanish] = Delivery.objects.filter(language="es", state="sent")
    delivery_reports.record_arrival(in_spanish.idempotency_key)

    found = api.sending(message_id, now=NOW + timedelta(seconds=1))

    assert [(share.kind, share.language) for share in found.shares] == [(EMAIL, "en"), (EMAIL, "es")]
    english, spanish = (share.progress for share in found.shares)
    assert (english.dead, spanish.sent, spanish.arrived, spanish.queued) == (3, 1, 1, 1)
    assert (found.total.sent, found.total.arrived, found.total.dead, found.later) == (1, 1, 3, 1)


def test_what_was_kept_for_another_try_is_deleted_when_the_message_is_over(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [REFUSED]
    queue(message(), people(1))
    drain()
    assert Delivery.objects.get().values

    ledger.sweep(NOW + 2 * HOUR)

    assert Delivery.objects.get().values == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's plans are read")
def test_counting_reads_an_index_alone(provider: Provider) -> None:
    with CaptureQueriesContext(connection) as asked:
        api.sending(message(), now=NOW)
    counting = next(each["sql"] for each in asked if "GROUP BY" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counting}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())

    assert "COVERING INDEX delivery_counted" in plan


def test_what_waits_and_nobody_sends_is_told(provider: Provider) -> None:
    queue(message(), people(1))
    assert api.troubles(now=NOW) == ()

    [trouble] = api.troubles(now=NOW + timedelta(minutes=2))
    assert (trouble.kind, trouble.reason, trouble.since) == (api.ChannelKind.EMAIL, "nobody_sends", NOW)

    provider.is_down = True
    drain()
    [outage] = api.troubles(now=NOW + timedelta(minutes=2))
    assert outage.reason == "unreachable"

    provider.is_down = False
    pace.forget_providers()
    drain(NOW + timedelta(minutes=3))
    assert api.troubles(now=NOW + timedelta(minutes=9)) == ()
