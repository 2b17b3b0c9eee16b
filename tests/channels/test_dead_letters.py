"""What was given up can be read and sent again; how far a message has come is told by channel and language."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.channels import api
from amparo.channels.adapter import DeliveryFailed
from amparo.channels.models import Delivery
from amparo.channels.services import ledger
from amparo.core import journal
from tests.channels.conftest import NOW
from tests.channels.delivering import HOUR, Provider, drain, message, people, queue

pytestmark = pytest.mark.django_db

REFUSED = DeliveryFailed(permanent=True, reason="smtp_554")


def test_what_was_given_up_is_listed_without_an_address(provider: Provider) -> None:
    provider.answers["p1@example.org"] = [REFUSED]
    message_id = message()
    queue(message_id, people(3))
    drain()

    [letter] = api.dead_letters()

    assert (letter.message_id, letter.purpose, letter.kind) == (message_id, "alert", api.ChannelKind.EMAIL)
    assert (letter.language, letter.reason, letter.attempts) == ("en", "smtp_554", 1)
    assert NOW <= letter.at < NOW + timedelta(minutes=1)
    assert "example.org" not in repr(letter)
    assert api.dead_letters(message_id=message()) == ()


def test_a_person_sends_it_again_and_it_says_what_it_said(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [REFUSED]
    message_id = message()
    [person] = people(1)
    queue(message_id, [person])
    drain()
    key = Delivery.objects.get().idempotency_key

    assert api.replay(message_id, by="member:1", now=NOW, kind=api.ChannelKind.SMS) == 0
    assert api.replay(message_id, by="member:1", now=NOW, reason="smtp_554") == 1
    drain()

    assert [(each.key, each.body) for each in provider.sent] == [
        (key, f"A van. https://red.example/u/{person}")
    ]
    [entry] = journal.after(0, kinds=["channels.replayed"])
    assert (entry.subject, entry.payload["queued"]) == (message_id, 1)
    assert api.replay(message_id, by="member:1", now=NOW) == 0


def test_who_can_not_be_reached_and_what_is_over_stay_given_up(provider: Provider) -> None:
    gone = DeliveryFailed(permanent=True, reason="smtp_550", is_address_at_fault=True)
    provider.answers["p0@example.org"] = [gone]
    [person] = people(1)
    api.confirm_correspondent(person, NOW)
    drain()
    message_id = message()
    queue(message_id, [person])
    drain()

    assert api.replay(message_id, by="member:1", now=NOW) == 0
    with pytest.raises(api.MessageOver):
        api.replay(message_id, by="member:1", now=NOW + 2 * HOUR)
    api.cancel_message(message_id, NOW)
    with pytest.raises(api.MessageCancelled):
        api.replay(message_id, by="member:1", now=NOW)


def test_what_was_kept_for_another_try_is_deleted_when_the_message_is_over(provider: Provider) -> None:
    provider.answers["p0@example.org"] = [REFUSED]
    queue(message(), people(1))
    drain()
    assert Delivery.objects.get().values

    ledger.sweep(NOW + 2 * HOUR)

    assert Delivery.objects.get().values == {}


def test_progress_is_told_by_channel_and_language_with_an_end(provider: Provider) -> None:
    whom = people(5)
    provider.answers["p4@example.org"] = [DeliveryFailed(permanent=False, reason="smtp_450")]
    message_id = message()
    queue(message_id, whom[:2], language="es")
    queue(message_id, whom[2:], language="en")
    drain()

    spread = api.progress_by(message_id, NOW + timedelta(minutes=4))

    english, spanish = spread.shares
    assert (english.kind, english.language) == (api.ChannelKind.EMAIL, "en")
    assert (english.progress.sent, english.progress.failed) == (2, 1)
    assert (spanish.language, spanish.progress.sent) == ("es", 2)
    assert spread.ends_at == NOW + timedelta(minutes=5)
    assert api.progress_by(message_id, NOW).ends_at is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's plans are read")
def test_counting_reads_an_index_alone(provider: Provider) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        api.progress_by(message(), NOW)
    counting = next(each["sql"] for each in asked if "GROUP BY" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {counting}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())

    assert "COVERING INDEX delivery_counted" in plan


def test_what_waits_and_nobody_sends_is_told(provider: Provider) -> None:
    queue(message(), people(1))
    assert api.troubles(NOW) == ()

    [trouble] = api.troubles(NOW + timedelta(minutes=2))
    assert (trouble.kind, trouble.reason, trouble.since) == (api.ChannelKind.EMAIL, "nobody_sends", NOW)

    provider.is_down = True
    drain()
    [outage] = api.troubles(NOW + timedelta(minutes=2))
    assert outage.reason == "unreachable"

    provider.is_down = False
    from amparo.channels.services import pace

    pace.forget_providers()
    drain(NOW + timedelta(minutes=3))
    assert api.troubles(NOW + timedelta(minutes=9)) == ()
