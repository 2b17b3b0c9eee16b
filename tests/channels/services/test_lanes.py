"""Each kind of channel has a thread of its own in the gateway."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from pytest_django import Settings

from amparo.channels import api
from amparo.channels.adapter import Accepted, Answer, Connection, Outgoing
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.services import lanes, sending
from amparo.core import clock, jobs
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring

pytestmark = pytest.mark.django_db(transaction=True)

_is_released = Event()
_sent: list[str] = []


class Silent:
    """A provider that takes messages and does not answer until the test lets it."""

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        yield self

    def send(self, outgoing: Outgoing) -> Answer:
        assert _is_released.wait(20)
        _sent.append(outgoing.address)
        return Accepted()


class Quick(Silent):
    """A provider that answers at once."""

    def send(self, outgoing: Outgoing) -> Answer:
        _sent.append(outgoing.address)
        return Accepted()


@pytest.fixture
def two_lanes(gateway: Keyring, settings: Settings) -> Iterator[None]:
    settings.CHANNEL_ADAPTERS = {"sms": f"{__name__}.Silent", "email": f"{__name__}.Quick"}
    _is_released.clear()
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


def test_a_silent_provider_keeps_nobody_else_waiting(two_lanes: None) -> None:
    now = clock.now()
    people = [
        api.register_correspondent(kind=kind, address=address, language="es", now=now)
        for kind, address in ((ChannelKind.SMS, "+12135550142"), (ChannelKind.EMAIL, "p@example.org"))
    ]
    message_id = api.create_message(
        purpose="alert",
        renderings={"es": api.Rendering("x", "y")},
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    for person in people:
        recipient = api.Recipient(person, "es", {})
        api.queue_deliveries(message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=now)

    _wait_until_sent(["p@example.org"])
    _is_released.set()
    _wait_until_sent(["p@example.org", "+12135550142"])
