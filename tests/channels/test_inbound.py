"""What comes in by e-mail: sealed, sorted by the gateway, taken once; STOP and HELP before anything else."""

import pytest
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.domain.states import CorrespondentState
from amparo.channels.models import Correspondent, Delivery, InboundMessage, RecordedMessage
from amparo.channels.services import housekeeping
from amparo.channels.services.correspondents import address_of
from amparo.channels.services.inbound import ReceivedAs
from amparo.core import clock, jobs, journal
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.email.test_incoming import mail, returned

pytestmark = pytest.mark.django_db


def drain() -> None:
    assert jobs.run_all(now=NOW, queues=("gateway",)).failed == []


def subscriber(address: str = "maria@example.org") -> Correspondent:
    correspondent_id = api.register_correspondent(
        kind=api.ChannelKind.EMAIL, address=address, language="es", now=NOW
    )
    api.confirm_correspondent(correspondent_id, NOW)
    drain()
    return Correspondent.objects.get(pk=correspondent_id)


def kinds() -> list[str]:
    return [entry.kind for entry in journal.after(0) if entry.kind != "channels.correspondent_confirmed"]


def test_a_mail_becomes_a_message_that_is_taken_once(gateway: Keyring) -> None:
    received = api.receive_mail(mail(), NOW)
    assert received.what is ReceivedAs.MESSAGE
    assert received.inbound_id is not None
    assert kinds() == []

    drain()
    assert kinds() == ["channels.inbound_received"]
    [taken] = api.take_inbound(received.inbound_id)

    assert taken.text == "Van\nA white van at 8th and Union."
    assert taken.received_at == NOW
    assert taken.correspondent_id is not None
    sender = Correspondent.objects.get(pk=taken.correspondent_id)
    assert sender.state == CorrespondentState.UNCONFIRMED
    assert address_of(gateway, sender) == "maria@example.org"
    assert InboundMessage.objects.get().text == ""
    with pytest.raises(api.NoSuchInbound):
        api.take_inbound(received.inbound_id)


def test_no_address_and_no_header_is_stored_in_clear(gateway: Keyring) -> None:
    api.receive_mail(mail(X_Originating_IP="203.0.113.9", User_Agent="Mail 1.0"), NOW)
    drain()

    stored = "".join(str(row) for row in InboundMessage.objects.values()) + "".join(
        str(row) for row in Correspondent.objects.values()
    )
    assert "maria@" not in stored
    assert "203.0.113.9" not in stored
    assert "Mail 1.0" not in stored


def test_a_reporter_is_not_linked_to_a_subscription(gateway: Keyring) -> None:
    subscribed = subscriber()
    received = api.receive_mail(mail(), NOW)
    drain()
    assert received.inbound_id is not None

    [taken] = api.take_inbound(received.inbound_id)
    assert taken.correspondent_id is not None
    assert taken.correspondent_id != subscribed.pk

    api.forget_correspondent(taken.correspondent_id, NOW)
    assert Correspondent.objects.get() == subscribed


def test_the_same_mail_fetched_twice_is_one(gateway: Keyring) -> None:
    api.receive_mail(mail(), NOW)

    assert api.receive_mail(mail(), NOW).what is ReceivedAs.DUPLICATE


def test_stop_reaches_the_apps_before_anybody_reads_it(gateway: Keyring) -> None:
    subscribed = subscriber()
    received = api.receive_mail(mail("STOP\n\n> Confirmed", Subject="Re: Confirmed"), NOW)
    drain()

    [entry] = journal.after(0, kinds=["channels.stop_requested"])
    assert (entry.subject, entry.payload) == (subscribed.pk, {"channel": "email"})
    assert "channels.inbound_received" not in kinds()
    assert received.inbound_id is not None
    with pytest.raises(api.NoSuchInbound):
        api.take_inbound(received.inbound_id)
    # The link that ends it comes from the app that knows of the subscription: anybody can write STOP in any name.
    assert not RecordedMessage.objects.exists()


def test_stop_of_a_stranger_in_spanish_is_answered_in_spanish(gateway: Keyring) -> None:
    api.receive_mail(mail("Alto."), NOW)
    drain()

    assert RecordedMessage.objects.get().language == "es"


def test_stop_reaches_both_of_two_subscriptions_of_one_address(gateway: Keyring) -> None:
    first, second = subscriber(), subscriber("Maria@example.org")
    api.receive_mail(mail("STOP"), NOW)
    drain()

    told = {entry.subject for entry in journal.after(0, kinds=["channels.stop_requested"])}
    assert told == {first.pk, second.pk}


def test_a_forged_stop_ends_nobodys_conversation(gateway: Keyring) -> None:
    api.receive_mail(mail(), NOW)
    drain()

    api.receive_mail(mail("STOP"), NOW)
    drain()

    assert kinds() == ["channels.inbound_received"]


def test_stop_from_a_stranger_is_answered_and_changes_nothing(gateway: Keyring) -> None:
    api.receive_mail(mail("STOP"), NOW)
    drain()

    assert kinds() == []
    assert RecordedMessage.objects.count() == 1


def test_help_is_answered_a_few_times_only(gateway: Keyring) -> None:
    for number in range(6):
        api.receive_mail(mail("HELP", Date=f"Fri, 20 Nov 2026 07:0{number}:00 +0000"), NOW)
        drain()

    assert RecordedMessage.objects.count() == 3
    assert Correspondent.objects.count() == 0


def test_machines_are_never_answered(gateway: Keyring) -> None:
    received = api.receive_mail(mail("HELP", Auto_Submitted="auto-replied"), NOW)
    drain()

    assert received.what is ReceivedAs.AUTOMATIC
    assert not RecordedMessage.objects.exists()
    assert not InboundMessage.objects.exists()


def test_returned_mail_marks_the_address(gateway: Keyring) -> None:
    subscribed = subscriber()
    message_id = api.create_message(
        purpose="alert",
        renderings={"es": api.Rendering("Confirmado", "Una camioneta.")},
        now=NOW,
        expires_at=NOW + clock.HOUR,
    )
    api.queue_deliveries(
        message_id=message_id,
        recipients=[api.Recipient(subscribed.pk, "es", {})],
        priority=Priority.URGENT,
        now=NOW,
    )
    drain()
    key = Delivery.objects.get().idempotency_key

    assert api.receive_mail(returned(key=key, status="4.2.2"), NOW).what is ReceivedAs.BOUNCE
    assert api.progress(message_id).sent == 1
    assert api.receive_mail(returned(key=key), NOW).what is ReceivedAs.BOUNCE

    assert api.progress(message_id).dead == 1
    [entry] = journal.after(0, kinds=["channels.address_failed"])
    assert (entry.subject, entry.payload["reason"]) == (subscribed.pk, "returned")
    assert list(api.reached([message_id])) == []
    api.receive_mail(returned(key=key), NOW)
    assert len(journal.after(0, kinds=["channels.address_failed"])) == 1


def test_an_anonymous_mail_is_ready_at_once(gateway: Keyring) -> None:
    received = api.receive_mail(b"From: nobody\r\n\r\nA van", NOW)

    assert received.inbound_id is not None
    assert api.take_inbound(received.inbound_id)[0].correspondent_id is None


def test_without_a_public_key_nothing_is_stored(settings: Settings) -> None:
    settings.GATEWAY_PUBLIC_KEY_FILE = "/nonexistent/gateway.pub"

    with pytest.raises(api.NoPublicKey):
        api.receive_mail(mail(), NOW)

    assert not InboundMessage.objects.exists()


def test_what_nobody_took_is_deleted_after_a_week(gateway: Keyring) -> None:
    api.receive_mail(mail(), NOW)

    housekeeping.tidy([], now=NOW + 6 * clock.DAY)
    assert InboundMessage.objects.exists()
    housekeeping.tidy([], now=NOW + 7 * clock.DAY)
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"From: a@example.org\r\n\r\n\r\n", b"\x00\x01"])
def test_nothing_readable_is_said(gateway: Keyring, raw: bytes) -> None:
    assert api.receive_mail(raw, NOW).what in {ReceivedAs.UNREADABLE, ReceivedAs.EMPTY}
