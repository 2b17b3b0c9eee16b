"""A push from the queue to the browser: registered, confirmed, sent; recorded in the demonstration."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery, RecordedMessage
from amparo.channels.services.correspondents import address_of
from amparo.channels.web_push import services
from amparo.core import clock, jobs, journal
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.web_push.push_service import PushService, push_service
from tests.channels.web_push.receiver import new_browser

pytestmark = pytest.mark.django_db

NOW = clock.now()
PUSH = api.ChannelKind.WEB_PUSH
ABOUT = api.About(thread="thread-7", number=1, kind="confirmed", page="/alerts/7/", code="K7M2")


@pytest.fixture
def service(settings: Settings, gateway: Keyring) -> Iterator[PushService]:
    services.forget()
    with push_service() as running:
        settings.PUSH_HOSTS = (running.host,)
        settings.CHANNEL_ADAPTERS = {"web_push": "amparo.channels.web_push.adapter.WebPushAdapter"}
        yield running


def known_endpoint(length: int = 0) -> str:
    return json.dumps(new_browser().subscription(f"https://fcm.googleapis.com/fcm/send/{'x' * length}"))


def confirmed(address: str, language: str = "es") -> UUID:
    correspondent_id = api.register_correspondent(kind=PUSH, address=address, language=language, now=NOW)
    api.confirm_correspondent(correspondent_id, NOW)
    assert jobs.run_all(now=NOW, queues=("gateway",)).failed == []
    return correspondent_id


def say(person: UUID, language: str = "es") -> None:
    message_id = api.create_message(
        purpose="alert",
        renderings={
            "es": api.Rendering("Confirmado", "Todo.", "Corto.", "Vimos una camioneta."),
            "ar": api.Rendering("مؤكد", "الكل", "", "شوهدت سيارة."),
        },
        now=NOW,
        expires_at=NOW + timedelta(hours=1),
        about=ABOUT,
    )
    api.queue_deliveries(
        message_id=message_id,
        recipients=[api.Recipient(person, language, {"unsubscribe_url": "https://red.example/u/secret"})],
        priority=Priority.URGENT,
        now=NOW,
    )
    assert jobs.run_all(now=NOW, queues=("gateway",)).failed == []


def test_the_gateway_alone_reads_a_browsers_address_and_its_length_tells_nothing(gateway: Keyring) -> None:
    for length in (1, 500):
        api.register_correspondent(kind=PUSH, address=known_endpoint(length), language="es", now=NOW)

    rows = list(Correspondent.objects.all())
    assert len({len(bytes(row.sealed_address or b"")) for row in rows}) == 1
    assert all("fcm.googleapis.com" in address_of(gateway, row) for row in rows)


def test_a_browser_of_an_unknown_push_service_is_not_taken(gateway: Keyring) -> None:
    evil = json.dumps(new_browser().subscription("https://169.254.169.254/latest/meta-data"))

    with pytest.raises(api.AddressRefused) as refused:
        api.register_correspondent(kind=PUSH, address=evil, language="es", now=NOW)

    assert refused.value.fields["reason"] == "unknown_push_service"
    assert not Correspondent.objects.exists()


def test_a_push_service_in_clear_is_not_taken(gateway: Keyring) -> None:
    plain = json.dumps(new_browser().subscription("http://fcm.googleapis.com/fcm/send/x"))

    with pytest.raises(api.AddressRefused):
        api.register_correspondent(kind=PUSH, address=plain, language="es", now=NOW)


def test_a_message_comes_to_the_browser_in_its_language(service: PushService, gateway: Keyring) -> None:
    address, browser = service.subscribe(gateway.push_public_key())

    say(confirmed(address, "ar"), "ar")

    [shown] = browser.received()
    assert (shown["title"], shown["body"], shown["language"], shown["dir"]) == (
        "مؤكد",
        "شوهدت سيارة.",
        "ar",
        "rtl",
    )
    assert (shown["tag"], shown["page"], shown["code"]) == ("thread-7", "/alerts/7/?lang=ar", "K7M2")
    assert "secret" not in json.dumps(shown)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_browser_that_is_gone_is_forgotten_politely(service: PushService, gateway: Keyring) -> None:
    address, browser = service.subscribe(gateway.push_public_key())
    person = confirmed(address)
    browser.is_gone = True

    say(person)

    assert Delivery.objects.get().state == DeliveryState.DEAD
    assert Correspondent.objects.get(pk=person).state == CorrespondentState.UNREACHABLE
    [told] = journal.after(0, kinds={"channels.address_failed"})
    assert (told.payload["channel"], told.payload["reason"]) == ("web_push", "push_gone")


def test_the_same_browser_twice_gets_one_message(service: PushService, gateway: Keyring) -> None:
    address, _browser = service.subscribe(gateway.push_public_key())
    first, second = confirmed(address), confirmed(address)

    assert Correspondent.objects.get(pk=second).merged_into_id == first


def test_what_waits_goes_to_a_browsers_new_address(service: PushService, gateway: Keyring) -> None:
    address, before = service.subscribe(gateway.push_public_key())
    newer, after = service.subscribe(gateway.push_public_key())
    person = confirmed(address)
    before.is_gone = True

    api.readdress_correspondent(person, address=newer, now=NOW)
    say(person)

    assert len(after.received()) == 1
    assert Correspondent.objects.get().state == CorrespondentState.CONFIRMED
    assert "endpoint" not in str(journal.about(person))


def test_a_merged_browser_that_moves_leaves_nobody_elses_address(
    service: PushService, gateway: Keyring
) -> None:
    address, _browser = service.subscribe(gateway.push_public_key())
    first, second = confirmed(address), confirmed(address)
    api.forget_correspondent(first, NOW)
    newer, after = service.subscribe(gateway.push_public_key())

    api.readdress_correspondent(second, address=newer, now=NOW)
    say(second)

    assert [row.pk for row in Correspondent.objects.all()] == [second]
    assert len(after.received()) == 1


def test_who_was_forgotten_gets_no_new_address(service: PushService, gateway: Keyring) -> None:
    address, _browser = service.subscribe(gateway.push_public_key())
    person = confirmed(address)
    api.forget_correspondent(person, NOW)

    with pytest.raises(api.NoSuchCorrespondent):
        api.readdress_correspondent(person, address=address, now=NOW)


def test_the_demonstration_keeps_what_a_browser_would_show_and_its_service_see(gateway: Keyring) -> None:
    say(confirmed(known_endpoint()))

    kept = RecordedMessage.objects.get()
    assert (kept.kind, kept.subject, kept.body) == ("web_push", "Confirmado", "Vimos una camioneta.")
    assert kept.headers["Opens"] == "/alerts/7/?lang=es"
    assert kept.headers["Urgency"] == "high"
    assert len(kept.headers["Topic"]) == 32
    assert "fcm" not in kept.to
