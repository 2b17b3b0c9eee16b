"""E-mail over SMTP (RFC 5321): a few sessions at once, each in a thread of its own, for many messages."""

import asyncio
import smtplib
import ssl
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import lru_cache

from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.domain.addresses import needs_smtputf8
from amparo.channels.email.mime import HeaderRefused, compose

# A busy server ends long sessions; after an unknown pause we come back (RFC 5321, section 4.5.4.1 asks for patience).
_PATIENCE = timedelta(minutes=1)
# Replies that speak about the receiver's mailbox, by basic and enhanced code (RFC 5321 section 4.2.3, RFC 3463).
_MAILBOX_CODES = frozenset({550, 551, 553})
_NOT_THE_MAILBOX = ("5.3.", "5.4.", "5.5.", "5.6.", "5.7.")
_SERVICE_CLOSING = 421


class SMTPAdapter:
    """Sends over the server that `AMPARO_SMTP_…` names."""

    def hosts(self) -> list[str]:
        """Return where it connects to."""
        return [settings.SMTP_HOST]

    @property
    def concurrency(self) -> int:
        """As many sessions as the settings allow."""
        return max(1, int(settings.GATEWAY_CONNECTIONS))

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a session, secure it and sign in as the settings say; more are opened as messages are sent at once.

        Raises:
            ProviderDown: no server is set, it can't be reached, or it does not let us in.
        """
        if not settings.SMTP_HOST or not settings.SMTP_FROM_ADDRESS:
            raise ProviderDown("not_configured", _PATIENCE)
        sessions = _Sessions(self.concurrency)
        try:
            await sessions.open_first()
            yield sessions
        finally:
            await sessions.close()


class _Sessions:
    """The sessions with the server; each carries one message at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: set[_Session] = set()
        self._begun = 0
        # None: a session was lost, so that whoever waits may open another.
        self._idle: asyncio.LifoQueue[_Session | None] = asyncio.LifoQueue()
        self._threads = ThreadPoolExecutor(max_workers=most, thread_name_prefix="smtp")

    async def open_first(self) -> None:
        """Open one session.

        Raises:
            ProviderDown: there is no server, or it does not let us in.
        """
        self._idle.put_nowait(await self._one_more())

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one e-mail by the first session that is free."""
        try:
            session = await self._free()
        except ProviderDown as down:
            return DeliveryFailed(
                permanent=False, reason=down.reason, retry_after=down.retry_after, is_connection_lost=True
            )
        answer = await asyncio.get_running_loop().run_in_executor(self._threads, session.send, outgoing)
        if isinstance(answer, DeliveryFailed) and answer.is_connection_lost:
            session.drop()
            self._open.discard(session)
            self._begun -= 1
            self._idle.put_nowait(None)
        else:
            self._idle.put_nowait(session)
        return answer

    async def close(self) -> None:
        """Take leave of the server, and end the threads."""
        loop = asyncio.get_running_loop()
        for session in self._open:
            await loop.run_in_executor(self._threads, session.close)
        self._threads.shutdown(wait=False)

    async def _free(self) -> "_Session":
        while True:
            if self._idle.empty() and self._begun < self._most:
                try:
                    return await self._one_more()
                except ProviderDown:
                    if not self._begun:
                        self._idle.put_nowait(None)  # whoever else waits learns it too
                        raise
                    self._most = self._begun  # the server allows no more at once
            session = await self._idle.get()
            if session is not None:
                return session

    async def _one_more(self) -> "_Session":
        self._begun += 1
        try:
            session = await asyncio.get_running_loop().run_in_executor(self._threads, _opened)
        except ProviderDown:
            self._begun -= 1
            raise
        self._open.add(session)
        return session


def _opened() -> "_Session":
    try:
        server = _open()
    except smtplib.SMTPAuthenticationError as error:
        raise ProviderDown("sign_in_refused", _PATIENCE) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ProviderDown("no_starttls", _PATIENCE) from error
    except ssl.SSLError as error:
        raise ProviderDown("certificate_refused", _PATIENCE) from error
    except (OSError, smtplib.SMTPException) as error:
        raise ProviderDown("unreachable") from error
    return _Session(server, settings.SMTP_FROM_ADDRESS)


def _open() -> smtplib.SMTP:
    # By default smtplib introduces itself with this machine's host name, which is nobody's business.
    own_name = settings.SMTP_FROM_ADDRESS.rpartition("@")[2]
    timeout = settings.SMTP_TIMEOUT.total_seconds()
    if settings.SMTP_SECURITY == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.SMTP_HOST, settings.SMTP_PORT, own_name, timeout=timeout, context=_trust()
        )
    else:
        server = smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, own_name, timeout=timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.SMTP_SECURITY == "starttls":
            server.starttls(context=_trust())
            server.ehlo_or_helo_if_needed()
        if settings.SMTP_USER:
            server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Return whose certificates are believed; reading them from the system takes 30 ms."""
    return ssl.create_default_context()


class _Session:
    """One session with the server."""

    def __init__(self, server: smtplib.SMTP, from_address: str) -> None:
        self._server = server
        self._from_address = from_address
        self._speaks_utf8 = server.has_extn("smtputf8")
        self._tells_of_returns = server.has_extn("dsn")

    def close(self) -> None:
        """Take leave."""
        with suppress(OSError, smtplib.SMTPException):
            self._server.quit()
        self.drop()

    def drop(self) -> None:
        """Part without a word."""
        self._server.close()

    def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one e-mail: envelope, then content."""
        options: list[str] = []
        if needs_smtputf8(outgoing.address):
            if not self._speaks_utf8:
                return DeliveryFailed(permanent=True, reason="needs_smtputf8", is_address_at_fault=True)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            content = compose(outgoing, from_address=self._from_address)
        except HeaderRefused:
            return DeliveryFailed(permanent=True, reason="header_refused")
        # RFC 3461: what is returned names our key and holds no text of ours.
        returns = ["RET=HDRS", f"ENVID={outgoing.key}"] if self._tells_of_returns else []
        return self._envelope(outgoing.address, options, returns) or self._content(content)

    def _envelope(self, address: str, options: list[str], returns: list[str]) -> DeliveryFailed | None:
        try:
            # The options decide in which encoding smtplib writes the address on the wire.
            self._server.command_encoding = "utf-8" if options else "ascii"
            for code, text in self._dialogue(address, [*options, *returns]):
                if code >= 300:
                    return self._refused(code, text, is_about_receiver=True)
        except (OSError, smtplib.SMTPException):
            return DeliveryFailed(permanent=False, reason="connection_lost", is_connection_lost=True)
        return None

    def _dialogue(self, address: str, options: list[str]) -> Iterator[tuple[int, bytes]]:
        # Written out, as smtplib would parse both addresses again; they are in stored form, without brackets.
        yield self._server.docmd(" ".join([f"MAIL FROM:<{self._from_address}>", *options]))
        wanted = " NOTIFY=FAILURE" if self._tells_of_returns else ""
        yield self._server.docmd(f"RCPT TO:<{address}>{wanted}")

    def _content(self, content: bytes) -> Answer:
        try:
            code, text = self._server.data(content)
        except smtplib.SMTPDataError as error:
            # The server did not want to hear the content at all.
            return self._refused(error.smtp_code, _bytes(error.smtp_error), is_about_receiver=False)
        except (OSError, smtplib.SMTPException):
            return DeliveryFailed(
                permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
            )
        return Accepted() if code == 250 else self._refused(code, text, is_about_receiver=False)

    def _refused(self, code: int, text: bytes, *, is_about_receiver: bool) -> DeliveryFailed:
        if code == _SERVICE_CLOSING:
            return DeliveryFailed(
                permanent=False, reason="smtp_421", retry_after=_PATIENCE, is_connection_lost=True
            )
        is_permanent = code >= 500
        is_mailbox = code in _MAILBOX_CODES and not text.decode("ascii", "replace").startswith(
            _NOT_THE_MAILBOX
        )
        return DeliveryFailed(
            permanent=is_permanent,
            reason=f"smtp_{code}",
            is_address_at_fault=is_permanent and is_about_receiver and is_mailbox,
            is_connection_lost=not self._is_reset(),
        )

    def _is_reset(self) -> bool:
        try:
            code, _text = self._server.rset()
        except (OSError, smtplib.SMTPException):
            return False
        return code == 250


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("ascii", "replace")
