from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
from pytest_django import Settings

from amparo.channels.email import imap
from tests.channels.email.test_incoming import mail
from tests.channels.imap_server import Mailbox, imap_server


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    waiting = Mailbox({3: mail("first"), 7: mail("second")})
    with imap_server(waiting) as port:
        settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_SECURITY = "127.0.0.1", port, "none"
        settings.IMAP_USER, settings.IMAP_PASSWORD = "alerts", "invented"
        yield waiting


def test_what_was_received_is_deleted_there(mailbox: Mailbox) -> None:
    received: list[bytes] = []
    waiting = list(mailbox.mails.values())

    assert imap.fetch(received.append) == 2

    assert received == waiting
    assert mailbox.mails == {}
    assert imap.fetch(received.append) == 0


def test_what_could_not_be_received_stays(mailbox: Mailbox) -> None:
    def receive(_raw: bytes) -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        imap.fetch(receive)

    assert len(mailbox.mails) == 2


def test_a_lost_connection_loses_no_mail(mailbox: Mailbox) -> None:
    received: list[bytes] = []
    mailbox.drops_at_store = True
    with pytest.raises(imap.MailboxDown):
        imap.fetch(received.append)
    assert len(mailbox.mails) == 2

    mailbox.drops_at_store = False
    imap.fetch(received.append)

    assert len(received) == 3
    assert len(set(received)) == 2


def test_a_refused_sign_in_is_told_without_the_password(mailbox: Mailbox) -> None:
    mailbox.refuses_sign_in = True

    with pytest.raises(imap.MailboxDown) as down:
        imap.fetch(lambda _raw: None)

    assert "invented" not in repr(down.value.fields)


def test_a_mailbox_that_is_down_is_asked_again(mailbox: Mailbox, settings: Settings) -> None:
    settings.IMAP_PAUSE = timedelta(milliseconds=5)
    mailbox.refuses_sign_in = True
    stop = Event()
    polling = Thread(target=imap.poll, args=(stop, lambda _raw: None))

    polling.start()
    while mailbox.sessions < 3:
        stop.wait(0.01)
    stop.set()
    polling.join(timeout=2)

    assert not polling.is_alive()
    assert len(mailbox.mails) == 2


def test_without_a_host_nothing_is_fetched(settings: Settings) -> None:
    settings.IMAP_HOST = ""

    assert not imap.is_configured()
