"""Each kind of channel has a thread of its own in the gateway."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

import pytest
from django.db import OperationalError
from pytest_django import Settings

from amparo.channels import api
from amparo.channels import gateway as gateway_process
from amparo.channels.adapter import Accepted, Answer, Connection, NoAdapter, Outgoing
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.services import lanes, sending
from amparo.core import clock, jobs
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring

pytestmark = pytest.mark.django_db(transaction=True)

_is_released = Event()
_breaks = Event()
_sent: list[str] = []


class Silent:
    """A provider that takes messages and does not answer until the test lets it."""

    concurrency = 1

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        yield self

    async def send(self, outgoing: Outgoing) -> Answer:
        assert await asyncio.to_thread(_is_released.wait, 20)
        _sent.append(outgoing.address)
        return Accepted()


class Quick(Silent):
    """A provider that answers at once."""

    async def send(self, outgoing: Outgoing) -> Answer:
        if _breaks.is_set():
            _breaks.clear()
            raise OperationalError("database is locked")
        _sent.append(outgoing.address)
        return Accepted()


@pytest.fixture
def two_lanes(gateway: Keyring, settings: Settings) -> Iterator[None]:
    settings.CHANNEL_ADAPTERS = {"sms": f"{__name__}.Silent", "email": f"{__name__}.Quick"}
    _is_released.clear()
    _breaks.clear()
    _sent.clear()
    threads = [
        Thread(target=lanes.run, args=(kind, gateway)) for kind in (ChannelKind.SMS, ChannelKind.EMAIL)
    ]
    for thread in threads:
        thread.start()
    yield
    _is_released.set()
    sending.stop.set()
    for thread in threads:
        thread.join()
    sending.stop.clear()


def _wait_until_sent(addresses: list[str]) -> None:
    end = clock.now() + timedelta(seconds=20)
    while _sent != addresses:
        assert clock.now() < end, "waited in vain"
        jobs.run_all(now=clock.now(), queues=("gateway",))


def _queue(*receivers: tuple[ChannelKind, str]) -> UUID:
    now = clock.now()
    message_id = api.create_message(
        purpose="alert",
        renderings={"es": api.Rendering("x", "y")},
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    for kind, address in receivers:
        person = api.register_correspondent(kind=kind, address=address, language="es", now=now)
        recipient = api.Recipient(person, "es", {})
        api.queue_deliveries(message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=now)
    return message_id


def test_a_silent_provider_keeps_nobody_else_waiting(two_lanes: None) -> None:
    _queue((ChannelKind.SMS, "+12135550142"), (ChannelKind.EMAIL, "p@example.org"))

    _wait_until_sent(["p@example.org"])
    _is_released.set()
    _wait_until_sent(["p@example.org", "+12135550142"])


@pytest.mark.timeout(30)
def test_a_fault_of_the_database_ends_no_lane(two_lanes: None, settings: Settings) -> None:
    settings.GATEWAY_LEASE = timedelta(seconds=1)
    _breaks.set()

    _queue((ChannelKind.EMAIL, "p@example.org"))

    _wait_until_sent(["p@example.org"])


def test_without_an_adapter_nothing_is_taken_in_hand(gateway: Keyring, settings: Settings) -> None:
    settings.CHANNEL_ADAPTERS = {}
    message_id = _queue((ChannelKind.SMS, "+12135550142"))

    with pytest.raises(NoAdapter):
        sending.send_due(ChannelKind.SMS, keyring=gateway, now=clock.now())

    assert api.progress(message_id).queued == 1
    assert list(api.reached([message_id])) == []


def test_a_thread_that_dies_ends_the_process_which_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    died = Thread(target=lanes.run, args=(None, None), name="send nothing")
    try:
        gateway_process.end_with_the_thread(
            threading.ExceptHookArgs((ValueError, ValueError("p@example.org"), None, died))
        )

        assert sending.stop.is_set()
        assert "send nothing" in caplog.text
    finally:
        sending.stop.clear()
