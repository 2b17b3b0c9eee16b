"""The recording adapter: keeps what would have left, for the demonstration and the tests. Production refuses it.

It stands at the transport's edge: an e-mail is written in full, as it would go over the wire, and read back, so that
the page shows what a receiver's program would show. Of an SMS it keeps the text with its encoding and parts.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from amparo.channels import keys
from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing
from amparo.channels.domain import push_subscriptions
from amparo.channels.domain.addresses import masked
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.sms_parts import measure, thrifty
from amparo.channels.email.mime import HeaderRefused, compose
from amparo.channels.models import RecordedMessage
from amparo.channels.sms import phones
from amparo.channels.web_push.payload import payload_of
from amparo.channels.web_push.request import request_of

FROM_ADDRESS = "alerts@demonstration.invalid"
_SHOWN_HEADERS = (
    "From", "Message-ID", "Auto-Submitted", "Content-Language", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
_SHOWN_PUSH_HEADERS = ("TTL", "Urgency", "Topic")


class RecordingAdapter:
    """Records e-mail instead of sending it."""

    concurrency = 1

    def __init__(self) -> None:
        _refuse_outside_demonstrations()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open nothing: rows are written one by one."""
        yield _RecordingConnection()


class _RecordingConnection:
    """What stands for the wire."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Keep one message; refuse what the real adapter would refuse."""
        return await sync_to_async(self._keep)(outgoing)

    def _keep(self, outgoing: Outgoing) -> Answer:
        try:
            raw = compose(outgoing, from_address=FROM_ADDRESS)
            mail = message_from_bytes(raw, _class=EmailMessage, policy=SMTP)
            body = mail.get_content()
        except (HeaderRefused, MessageError):
            return DeliveryFailed(permanent=True, reason="header_refused")
        RecordedMessage.objects.create(
            kind=ChannelKind.EMAIL,
            to=masked(outgoing.address),
            subject=str(mail["Subject"]),
            body=body.replace("\r\n", "\n").strip("\n"),
            language=outgoing.language,
            headers={name: str(mail[name]) for name in _SHOWN_HEADERS if name in mail},
            at=outgoing.at,
        )
        return Accepted()


class RecordingSMSAdapter:
    """Records SMS instead of sending it."""

    concurrency = 1

    def __init__(self) -> None:
        _refuse_outside_demonstrations()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open nothing: rows are written one by one."""
        yield _RecordingSMSConnection()


class _RecordingSMSConnection:
    """What stands for the telephone network."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Keep one message as it would reach the telephone."""
        return await sync_to_async(self._keep)(outgoing)

    def _keep(self, outgoing: Outgoing) -> Answer:
        text = thrifty(outgoing.short or outgoing.body)
        measured = measure(text)
        RecordedMessage.objects.create(
            kind=ChannelKind.SMS,
            to=phones.masked(outgoing.address),
            subject="",
            body=text,
            language=outgoing.language,
            headers={"Encoding": measured.encoding.value, "Parts": measured.parts},
            at=outgoing.at,
        )
        return Accepted()


class RecordingPushAdapter:
    """Records pushes to browsers instead of sending them."""

    concurrency = 1

    def __init__(self) -> None:
        _refuse_outside_demonstrations()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open nothing: rows are written one by one."""
        yield _RecordingPushConnection()


class _RecordingPushConnection:
    """What stands for the push services."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Keep what the browser would show, and what its push service would see."""
        return await sync_to_async(self._keep)(outgoing)

    def _keep(self, outgoing: Outgoing) -> Answer:
        try:
            subscription = push_subscriptions.read(outgoing.address)
        except push_subscriptions.SubscriptionRefused:
            return DeliveryFailed(permanent=True, reason="not_a_subscription", is_address_at_fault=True)
        request = request_of(outgoing, subscription, push_key=keys.held().push_key, now=outgoing.at)
        shown = json.loads(payload_of(outgoing))
        seen = {name: request.headers[name] for name in _SHOWN_PUSH_HEADERS if name in request.headers}
        RecordedMessage.objects.create(
            kind=ChannelKind.WEB_PUSH,
            to="•••",
            subject=shown["title"],
            body=shown["body"],
            language=outgoing.language,
            headers={**seen, "Bytes": len(request.body), "Tag": shown["tag"], "Opens": shown["page"]},
            at=outgoing.at,
        )
        return Accepted()


class RecordingChatAdapter:
    """Records what a chat would say instead of sending it; each kind has a class, as the settings name classes."""

    concurrency = 1
    kind: ChannelKind

    def __init__(self) -> None:
        _refuse_outside_demonstrations()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open nothing: rows are written one by one."""
        yield _RecordingChatConnection(self.kind)


class RecordingTelegramAdapter(RecordingChatAdapter):
    """Records what the bot would say."""

    kind = ChannelKind.TELEGRAM


class RecordingSignalAdapter(RecordingChatAdapter):
    """Records what our Signal account would say."""

    kind = ChannelKind.SIGNAL


class _RecordingChatConnection:
    """What stands for a chat's servers."""

    def __init__(self, kind: ChannelKind) -> None:
        self._kind = kind

    async def send(self, outgoing: Outgoing) -> Answer:
        """Keep one message as it would reach the chat."""
        return await sync_to_async(self._keep)(outgoing)

    def _keep(self, outgoing: Outgoing) -> Answer:
        RecordedMessage.objects.create(
            kind=self._kind,
            to=masked(outgoing.address),
            subject="",
            body=outgoing.body,
            language=outgoing.language,
            headers={},
            at=outgoing.at,
        )
        return Accepted()


def _refuse_outside_demonstrations() -> None:
    if not settings.MAY_RECORD_MESSAGES:
        raise ImproperlyConfigured("Messages may be recorded in a demonstration or a test only.")
