"""Reports of mail servers: returned mail, and readers who call our mail unwanted."""

from datetime import timedelta
from uuid import UUID

import pytest

from amparo.channels import api
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.email.incoming import read_mail
from amparo.channels.email.returned import Bounce
from amparo.channels.models import Correspondent, Delivery
from amparo.core import jobs, journal
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.contract import KEY
from tests.channels.email.test_incoming import returned

OTHER_KEY = "f" * 32


def by_envelope(envelope: str = KEY, *, action: str = "failed", message_key: str = "foreign") -> bytes:
    """Return a report of a server that gives the envelope's id back and drops our headers."""
    return returned(action=action, key=message_key).replace(
        b"Reporting-MTA: dns; mx.example.org\r\n",
        f"Original-Envelope-Id: {envelope}\r\nReporting-MTA: dns; mx.example.org\r\n".encode(),
    )


def complaint(kind: str = "abuse", *, key: str = KEY, kind_of_part: str = "message/rfc822") -> bytes:
    """Return a complaint as RFC 5965 has it, with the receiver's name taken out as big mailbox providers do."""
    return (
        "From: <feedback@mailbox.example>\r\nTo: <alertas@red.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: {kind_of_part}\r\n\r\nFrom: Red <alertas@red.example>\r\n"
        f"Message-ID: <{key}@red.example>\r\nSubject: x\r\n\r\nUna camioneta.\r\n--b--\r\n"
    ).encode()


def test_the_envelopes_id_names_our_delivery() -> None:
    assert read_mail(by_envelope()).bounce == Bounce(KEY, permanent=True)
    assert read_mail(by_envelope(message_key=OTHER_KEY)).bounce == Bounce(KEY, permanent=True)


@pytest.mark.parametrize("envelope", ["", "x", KEY.upper(), KEY + "0", f"{KEY} {KEY}"])
def test_another_envelopes_id_is_none_of_ours(envelope: str) -> None:
    assert read_mail(by_envelope(envelope)).bounce is None
    assert read_mail(by_envelope(envelope, message_key=KEY)).bounce == Bounce(KEY, permanent=True)


def test_a_mail_that_lies_in_the_mailbox_has_arrived() -> None:
    assert read_mail(by_envelope(action="delivered")).bounce == Bounce(KEY, permanent=False, has_arrived=True)
    assert read_mail(by_envelope(action="relayed")).bounce is None


@pytest.mark.parametrize("kind", ["abuse", "Fraud", "other"])
@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
def test_a_complaint_names_our_delivery(kind: str, part: str) -> None:
    found = read_mail(complaint(kind, kind_of_part=part)).bounce

    assert found == Bounce(KEY, permanent=False, is_complaint=True)


@pytest.mark.parametrize("raw", [complaint("not-spam"), complaint(key="foreign"), complaint("")])
def test_praise_and_what_is_about_others_is_no_complaint(raw: bytes) -> None:
    assert read_mail(raw).bounce is None


@pytest.fixture
def person(gateway: Keyring, db: None) -> UUID:
    person = api.register_correspondent(
        kind=api.ChannelKind.EMAIL, address="maria@example.org", language="es", now=NOW
    )
    api.confirm_correspondent(person, now=NOW)
    jobs.run_all(now=NOW, queues=("gateway",))
    return person


def _queued(person: UUID) -> Delivery:
    message_id = api.create_message(
        purpose="alert",
        renderings={"es": api.Rendering("x", "y")},
        now=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    recipients = [api.Recipient(person, "es", {})]
    api.queue_deliveries(message_id=message_id, recipients=recipients, priority=Priority.URGENT, now=NOW)
    return Delivery.objects.get(message_id=message_id)


def _sent(person: UUID) -> Delivery:
    delivery = _queued(person)
    jobs.run_all(now=NOW, queues=("gateway",))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    return delivery


def test_a_complaint_ends_everything_for_its_reader(person: UUID) -> None:
    sent = _sent(person)
    waiting = _queued(person)
    cursor = journal.latest_cursor()

    received = [api.receive_mail(complaint(key=sent.idempotency_key), NOW) for _ in range(2)]

    assert [each.what for each in received] == ["complaint", "complaint"]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == (DeliveryState.CANCELLED, "complaint")
    assert Correspondent.objects.get().state == CorrespondentState.UNREACHABLE
    assert [entry.kind for entry in journal.after(cursor, limit=10)] == ["channels.address_failed"]


def test_a_complaint_about_a_mail_that_nobody_sent_ends_nothing(person: UUID) -> None:
    api.receive_mail(complaint(key=OTHER_KEY), NOW)

    assert Correspondent.objects.get(pk=person).state == CorrespondentState.CONFIRMED


def test_returned_mail_ends_the_delivery_that_its_envelope_names(person: UUID) -> None:
    sent, other = _sent(person), _sent(person)

    api.receive_mail(by_envelope(sent.idempotency_key), NOW)

    for delivery in (sent, other):
        delivery.refresh_from_db()
    assert [sent.state, other.state] == [DeliveryState.DEAD, DeliveryState.SENT]


def test_a_report_of_arrival_is_counted(person: UUID) -> None:
    sent = _sent(person)

    api.receive_mail(by_envelope(sent.idempotency_key, action="delivered"), NOW)

    sent.refresh_from_db()
    assert sent.has_arrived
