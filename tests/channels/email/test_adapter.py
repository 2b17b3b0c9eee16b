import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Accepted, Adapter, DeliveryFailed, ProviderDown
from amparo.channels.email.adapter import SMTPAdapter
from tests.channels.contract import AdapterContract, Left, outgoing
from tests.channels.smtp_server import Letterbox, smtp_server
from tests.channels.wire import connected, one, send

WELL = "vecina@example.org"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def server(letterbox: Letterbox, settings: Settings) -> Iterator[Letterbox]:
    with smtp_server(letterbox) as port:
        _use(settings, port)
        yield letterbox


def _use(settings: Settings, port: int) -> None:
    settings.SMTP_HOST = "127.0.0.1"
    settings.SMTP_PORT = port
    settings.SMTP_SECURITY = "none"
    settings.SMTP_FROM_ADDRESS = "alertas@red.example"
    settings.SMTP_TIMEOUT = timedelta(seconds=1)


def _read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=SMTP)


class TestSMTPAdapter(AdapterContract):
    @pytest.fixture(autouse=True)
    def _keep(self, server: Letterbox) -> None:
        self.letterbox = server

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return SMTPAdapter()

    @override
    def left(self) -> list[Left]:
        mails = [_read(raw) for _, raw in self.letterbox.accepted]
        return [
            Left(
                str(mail["Subject"]),
                mail.get_content().replace("\r\n", "\n"),
                {name: str(value) for name, value in mail.items()},
            )
            for mail in mails
        ]

    def test_lines_on_the_wire_are_short_and_ascii(self, adapter: Adapter) -> None:
        send(adapter, outgoing(body="ñ" * 5000 + "\n" + "x" * 5000, subject="é" * 180))

        [(_, raw)] = self.letterbox.accepted
        assert raw.isascii()
        assert max(len(line) for line in raw.splitlines()) <= 78

    def test_five_messages_took_one_connection(self, adapter: Adapter) -> None:
        send(adapter, *[outgoing() for _ in range(5)])

        assert self.letterbox.connections == 1

    def test_nothing_names_this_machine(self, adapter: Adapter) -> None:
        send(adapter, outgoing())

        [(_, raw)] = self.letterbox.accepted
        for name in {socket.gethostname(), socket.getfqdn()} - {"localhost"}:
            assert name.encode() not in raw
        assert _read(raw)["Message-ID"].rstrip(">").endswith("@red.example")


@pytest.mark.parametrize("answer", ["450 4.2.1 busy", "451 4.3.0 try later", "452 4.2.2 full"])
def test_a_passing_refusal_is_not_permanent(server: Letterbox, answer: str) -> None:
    server.on_receiver = lambda address: answer if address != WELL else "250 OK"

    refused, next_one = send(SMTPAdapter(), outgoing(), outgoing(address=WELL))

    assert refused == DeliveryFailed(permanent=False, reason=f"smtp_{answer[:3]}")
    assert next_one == Accepted()


def test_an_unknown_mailbox_is_the_addresss_fault(server: Letterbox) -> None:
    server.on_receiver = lambda address: "550 5.1.1 no such user" if address != WELL else "250 OK"

    refused, next_one = send(SMTPAdapter(), outgoing(), outgoing(address=WELL))

    assert refused == DeliveryFailed(permanent=True, reason="smtp_550", is_address_at_fault=True)
    assert next_one == Accepted()


@pytest.mark.parametrize("answer", ["550 5.7.1 policy", "554 5.7.1 you are blocked"])
def test_a_refusal_of_us_is_not_the_addresss_fault(server: Letterbox, answer: str) -> None:
    server.on_receiver = lambda _address: answer

    refused = one(SMTPAdapter(), outgoing())

    assert refused == DeliveryFailed(permanent=True, reason=f"smtp_{answer[:3]}")


def test_a_refused_content_is_not_the_addresss_fault(server: Letterbox) -> None:
    server.on_content = lambda _address: "554 5.6.0 spam"

    assert one(SMTPAdapter(), outgoing()) == DeliveryFailed(permanent=True, reason="smtp_554")


def test_a_closing_server_ends_the_connection(server: Letterbox) -> None:
    server.on_receiver = lambda _address: "421 4.3.2 closing"

    answer = one(SMTPAdapter(), outgoing())

    assert isinstance(answer, DeliveryFailed)
    assert answer.is_connection_lost
    assert answer.retry_after is not None
    assert not answer.may_have_arrived


def test_a_connection_dropped_after_the_content_may_have_delivered(server: Letterbox) -> None:
    server.drops_after_content = 1

    answer = one(SMTPAdapter(), outgoing())

    assert answer == DeliveryFailed(
        permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
    )


def test_a_server_slower_than_our_patience_may_have_delivered(server: Letterbox) -> None:
    server.delay_s = 1.5

    answer = one(SMTPAdapter(), outgoing())

    assert isinstance(answer, DeliveryFailed)
    assert answer.may_have_arrived
    assert answer.is_connection_lost


def test_a_server_that_does_not_listen_is_down(settings: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        _use(settings, nobody.getsockname()[1])

        with pytest.raises(ProviderDown) as down, connected(SMTPAdapter()):
            pass

    assert down.value.reason == "unreachable"


def test_mail_never_leaves_in_clear_where_encryption_is_asked(server: Letterbox, settings: Settings) -> None:
    settings.SMTP_SECURITY = "starttls"

    with pytest.raises(ProviderDown) as down, connected(SMTPAdapter()):
        pass

    assert down.value.reason == "no_starttls"


def test_without_a_server_nothing_leaves(settings: Settings) -> None:
    settings.SMTP_HOST = ""

    with pytest.raises(ProviderDown) as down, connected(SMTPAdapter()):
        pass

    assert down.value.reason == "not_configured"


def test_letters_beyond_ascii_in_an_address_reach_a_server_that_knows_them(server: Letterbox) -> None:
    answers = send(SMTPAdapter(), outgoing(address="josé@xn--bcher-kva.example"), outgoing(address=WELL))

    assert answers == [Accepted(), Accepted()]
    assert [address for address, _ in server.accepted] == ["josé@xn--bcher-kva.example", WELL]


def test_letters_beyond_ascii_in_an_address_are_refused_by_another_server(
    letterbox: Letterbox, settings: Settings
) -> None:
    with smtp_server(letterbox, speaks_utf8=False) as port:
        _use(settings, port)
        answer = one(SMTPAdapter(), outgoing(address="josé@example.org"))

    assert answer == DeliveryFailed(permanent=True, reason="needs_smtputf8", is_address_at_fault=True)
    assert letterbox.accepted == []
