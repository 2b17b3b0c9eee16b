"""A provider in a test's hands, people with addresses, messages to them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async

from amparo.channels import api
from amparo.channels.adapter import Accepted, Answer, Outgoing, ProviderDown
from amparo.core import jobs
from amparo.core.jobs import Priority
from tests.channels.conftest import NOW

HOUR = timedelta(hours=1)


@dataclass
class Provider:
    """A provider that answers as a test says; an adapter of the edge of the machine."""

    concurrency: int = 1
    sent: list[Outgoing] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    is_down: bool = False
    connections: int = 0
    meanwhile: Callable[[], object] = lambda: None

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["Provider"]:
        self.connections += 1
        if self.is_down:
            raise ProviderDown("unreachable")
        yield self

    async def send(self, outgoing: Outgoing) -> Answer:
        waiting = self.answers.get(outgoing.address, [])
        answer = waiting.pop(0) if waiting else Accepted()
        if isinstance(answer, Accepted):
            self.sent.append(outgoing)
        await sync_to_async(self.meanwhile)()
        return answer

    @property
    def reached(self) -> list[str]:
        return [outgoing.address for outgoing in self.sent]


_providers: dict[str, Provider] = {}


def new_providers() -> dict[str, Provider]:
    """Begin anew, with one for each kind that a test may name in the settings by a function below."""
    _providers.update({kind: Provider() for kind in ("email", "sms", "hook")})
    return _providers


def email_provider() -> Provider:
    return _providers["email"]


def sms_provider() -> Provider:
    return _providers["sms"]


def hook_provider() -> Provider:
    return _providers["hook"]


def people(number: int) -> list[UUID]:
    return [
        api.register_correspondent(
            kind=api.ChannelKind.EMAIL, address=f"p{each}@example.org", language="es", now=NOW
        )
        for each in range(number)
    ]


def message(expires_in: timedelta = 2 * HOUR, body: str = "A van. {unsubscribe_url}") -> UUID:
    return api.create_message(
        purpose="alert",
        renderings={
            "en": api.Rendering("Confirmed", body),
            "es": api.Rendering("Confirmado", "Una camioneta."),
        },
        now=NOW,
        expires_at=NOW + expires_in,
    )


def queue(
    message_id: UUID, whom: list[UUID], priority: Priority = Priority.ROUTINE, language: str = "en"
) -> int:
    recipients = (
        api.Recipient(each, language, {"unsubscribe_url": f"https://red.example/u/{each}"}) for each in whom
    )
    return api.queue_deliveries(message_id=message_id, recipients=recipients, priority=priority, now=NOW)


def drain(now: datetime = NOW) -> None:
    assert jobs.run_all(now=now, queues=("gateway",)).failed == []
