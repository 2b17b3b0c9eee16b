"""Fetching e-mail over IMAP (RFC 3501): what was stored here is deleted there, so that no copy stays in a mailbox."""

import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any

from django.conf import settings

from amparo.channels.email.incoming import MOST_BYTES
from amparo.core.errors import AmparoError

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
_TIMEOUT_S = 20


class MailboxDown(AmparoError):
    """The mailbox can't be reached or read. `fields` has a `reason`."""

    code = "MAILBOX_DOWN"


def is_configured() -> bool:
    """Tell whether there is a mailbox to fetch from."""
    return bool(settings.IMAP_HOST)


def poll(stop: Event, receive: Callable[[bytes], object]) -> None:
    """Fetch again and again until `stop` is set; the body of a thread of the gateway.

    A mailbox that is down is asked again after the same pause; nothing is lost, as mail waits there.
    """
    while not stop.is_set():
        try:
            fetched = fetch(receive)
        except MailboxDown as down:
            log.warning("The mailbox is down: %s", down.fields["reason"])
            fetched = 0
        if fetched < MOST_AT_ONCE:
            stop.wait(settings.IMAP_PAUSE.total_seconds())


def fetch(receive: Callable[[bytes], object]) -> int:
    """Hand each waiting mail to `receive`, then delete it there; return how many.

    A mail is deleted after it was received: after a crash in between it comes again, and is recognised.

    Raises:
        MailboxDown: it can't be reached or read.
    """
    try:
        with _mailbox() as mailbox:
            numbers = _answered(mailbox.uid("SEARCH", "ALL"))[0].split()[:MOST_AT_ONCE]
            for number in numbers:
                receive(_content(mailbox, number.decode("ascii")))
                _answered(mailbox.uid("STORE", number.decode("ascii"), "+FLAGS.SILENT", r"(\Deleted)"))
            if numbers:
                _answered(mailbox.expunge())
            return len(numbers)
    except ssl.SSLError as error:
        raise MailboxDown(reason="certificate_refused") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxDown(reason="unreachable") from error


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    if settings.IMAP_SECURITY == "tls":
        mailbox: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            settings.IMAP_HOST, settings.IMAP_PORT, ssl_context=context, timeout=_TIMEOUT_S
        )
    else:
        mailbox = imaplib.IMAP4(settings.IMAP_HOST, settings.IMAP_PORT, timeout=_TIMEOUT_S)
    try:
        if settings.IMAP_SECURITY == "starttls":
            mailbox.starttls(context)
        mailbox.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
        _answered(mailbox.select(settings.IMAP_FOLDER))
        yield mailbox
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            mailbox.logout()
        with suppress(OSError, imaplib.IMAP4.error):
            mailbox.shutdown()  # a log-out that fails leaves the socket open


def _content(mailbox: imaplib.IMAP4, number: str) -> bytes:
    """Return a mail's bytes, as many as will be read: attachments of any size stay where they are."""
    for part in _answered(mailbox.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")):
        if isinstance(part, tuple):
            return bytes(part[1])
    return b""


def _answered(reply: tuple[str, list[Any]]) -> list[Any]:
    """Return what the server answered; imaplib gives lines, and pairs of a line and a literal."""
    status, data = reply
    if status != "OK":
        raise MailboxDown(reason="refused")
    return data
