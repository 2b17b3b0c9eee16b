"""A provider is down: people who have another channel are reached by it, once; the others wait. R4, R5, T55."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.adapter import DeliveryFailed
from amparo.channels.domain.backoff import MOST_ATTEMPTS
from amparo.channels.models import Delivery, Outage
from amparo.channels.services import housekeeping, pace
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.delivering import HOUR, Provider, drain, message, new_providers, people

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
LOST = DeliveryFailed(permanent=False, reason="smtp_500", may_have_arrived=True, is_connection_lost=True)


@pytest.fixture
def providers(gateway: Keyring, settings: Settings) -> dict[str, Provider]:
    settings.CHANNEL_ADAPTERS = {
        kind: f"tests.channels.delivering.{kind}_provider" for kind in ("email", "sms", "hook")
    }
    api.switch_on(api.ChannelKind.SMS, by="system", now=NOW)
    return new_providers()


def elsewhere(number: int, kind: api.ChannelKind = api.ChannelKind.SMS) -> list[UUID]:
    form = "+1213555{:04}" if kind is api.ChannelKind.SMS else "person-{}"
    return [
        api.register_correspondent(kind=kind, address=form.format(each), language="es", now=NOW)
        for each in range(number)
    ]


def queue(message_id: UUID, whom: list[UUID], fallbacks: list[tuple[UUID, ...]]) -> int:
    recipients = [
        api.Recipient(each, "en", {"unsubscribe_url": "https://red.example/u/1"}, fallbacks=ways)
        for each, ways in zip(whom, fallbacks, strict=True)
    ]
    return api.queue_deliveries(
        message_id=message_id, recipients=recipients, priority=Priority.URGENT, now=NOW
    )


def pass_time(minutes: int, *, since: int = 0, step: int = 1) -> None:
    """Let the gateway live through some minutes, in which the steady clock stands still and pauses are over."""
    for minute in range(since, minutes + 1, step):
        pace.forget_providers()
        housekeeping.tidy(
            [api.ChannelKind(kind) for kind in ("email", "sms", "hook")], now=NOW + minute * MINUTE
        )
        drain(NOW + minute * MINUTE)


def test_after_a_while_people_with_another_channel_are_reached_by_it_once(
    providers: dict[str, Provider],
) -> None:
    providers["email"].is_down = True
    whom, phones = people(6), elsewhere(4)
    message_id = message()
    queue(message_id, whom, [(phone,) for phone in phones] + [(), ()])

    pass_time(1)
    assert providers["sms"].sent == []
    pass_time(30, since=2, step=7)

    assert sorted(providers["sms"].reached) == [f"+1213555{each:04}" for each in range(4)]
    assert providers["sms"].sent[0].body == "A van. https://red.example/u/1"
    progress = api.progress(message_id)
    assert (progress.moved, progress.sent, progress.queued) == (4, 4, 2)

    providers["email"].is_down = False
    pass_time(32, since=31)
    assert sorted(providers["email"].reached) == ["p4@example.org", "p5@example.org"]
    assert len(providers["sms"].sent) == 4
    assert not Outage.objects.exists()


def test_who_has_no_other_channel_gets_it_late_or_never_but_not_after_its_end(
    providers: dict[str, Provider],
) -> None:
    providers["email"].is_down = True
    message_id = message(expires_in=HOUR / 2)
    queue(message_id, people(2), [(), ()])

    pass_time(28, step=7)
    providers["email"].is_down = False
    pass_time(31, since=30)

    assert providers["email"].sent == []
    assert api.progress(message_id).expired == 2


def test_what_may_have_arrived_waits_longer(providers: dict[str, Provider]) -> None:
    providers["email"].answers["p0@example.org"] = [LOST] * 100
    [person], [phone] = people(1), elsewhere(1)
    message_id = message()
    queue(message_id, [person], [(phone,)])

    pass_time(5)
    assert providers["sms"].sent == []
    pass_time(8, since=6)

    assert len(providers["sms"].sent) == 1
    assert Delivery.objects.get(state="moved").may_have_arrived


def test_an_address_that_is_gone_moves_at_once_along_the_persons_wishes(
    providers: dict[str, Provider], settings: Settings
) -> None:
    gone = DeliveryFailed(permanent=True, reason="gone", is_address_at_fault=True)
    providers["email"].answers["p0@example.org"] = [gone]
    providers["sms"].answers["+12135550000"] = [gone]
    [person], [phone], [partner] = people(1), elsewhere(1), elsewhere(1, api.ChannelKind.HOOK)
    message_id = message()
    queue(message_id, [person], [(phone, partner)])

    for second in range(4):
        drain(NOW + timedelta(seconds=second))

    assert providers["hook"].reached == ["person-0"]
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"moved": 2, "sent": 1}
    assert api.undelivered(message_id) == ()


def test_nobody_is_reached_twice_whose_other_channel_has_it_already(providers: dict[str, Provider]) -> None:
    providers["email"].is_down = True
    [person], [phone] = people(1), elsewhere(1)
    message_id = message()
    queue(message_id, [person, phone], [(phone,), ()])

    pass_time(10)

    assert len(providers["sms"].sent) == 1


def test_a_channel_that_is_down_or_off_or_unknown_is_no_way_on(
    providers: dict[str, Provider], settings: Settings
) -> None:
    providers["email"].is_down = providers["sms"].is_down = True
    [person, other, third], phones, [partner] = people(3), elsewhere(2), elsewhere(1, api.ChannelKind.HOOK)
    Outage.objects.create(kind="sms", since=NOW, reason="unreachable")
    message_id = message()
    queue(message_id, [person, other, third], [(phones[0], partner), (phones[1],), (UUID(int=1),)])

    pass_time(4)

    assert providers["hook"].reached == ["person-0"]
    assert api.progress(message_id).queued == 2


def test_quiet_hours_hold_on_every_channel(providers: dict[str, Provider]) -> None:
    providers["email"].is_down = True
    [person], [phone] = people(1), elsewhere(1)
    recipient = api.Recipient(person, "es", {}, fallbacks=(phone,), not_before=NOW + HOUR)
    api.queue_deliveries(message_id=message(), recipients=[recipient], priority=Priority.URGENT, now=NOW)
    Outage.objects.create(kind="email", since=NOW, reason="unreachable")

    pass_time(55, step=11)
    assert providers["sms"].sent == []
    pass_time(66, since=60, step=3)
    assert len(providers["sms"].sent) == 1


def test_429_for_an_hour_is_waited_for_and_then_all_get_it(
    providers: dict[str, Provider], settings: Settings
) -> None:
    settings.GATEWAY_FAILOVER_AFTER = timedelta(hours=9)
    email = providers["email"]
    asked = DeliveryFailed(
        permanent=False, reason="too_many", retry_after=timedelta(minutes=10), is_connection_lost=True
    )
    for number in range(8):
        email.answers[f"p{number}@example.org"] = [asked] * 100
    email.concurrency = 4
    message_id = message(expires_in=6 * HOUR)
    queue(message_id, people(8), [()] * 8)

    pass_time(60, step=10)
    assert api.progress(message_id).queued + api.progress(message_id).failed == 8
    assert max(Delivery.objects.values_list("attempts", flat=True)) < MOST_ATTEMPTS
    email.answers.clear()
    pass_time(100, since=70, step=10)

    assert len(set(email.reached)) == len(email.sent) == 8


def test_a_provider_that_was_down_is_tried_with_one_message_first(providers: dict[str, Provider]) -> None:
    email = providers["email"]
    email.concurrency = 8
    for number in range(20):
        email.answers[f"p{number}@example.org"] = [LOST]
    message_id = message()
    queue(message_id, people(20), [()] * 20)
    drain()
    first = Delivery.objects.filter(attempts=1).count()
    breaker = pace.breaker_of(api.ChannelKind.EMAIL)
    assert breaker.rest()

    breaker.until = 0.0
    drain(NOW + MINUTE / 6)

    assert first <= 8
    assert Delivery.objects.filter(attempts=1).count() == first + 1
    assert breaker.pause > pace.FIRST_PAUSE
