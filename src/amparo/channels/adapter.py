"""The transport's edge: what every channel's adapter takes and answers.

An adapter connects once for many messages, of which some are on their way at once. A message that was not taken is
data (`DeliveryFailed`), not an exception; only a provider who can't be reached at all raises, as then nothing is known
about any message.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.module_loading import import_string

from amparo.channels.domain.kinds import ChannelKind
from amparo.core.errors import AmparoError


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready to leave.

    Attributes:
        address: whom it goes to. Known inside the gateway only; never printed.
        key: the idempotency key; a provider that takes one gets it, and answers name it.
        language: BCP-47 tag of subject and body.
        subject: one line, slots filled.
        body: plain text with newlines, slots filled.
        sender_name: the network's name.
        short: what to say where each part costs, as by SMS; empty: the body.
        unsubscribe_url: where one click ends the subscription; empty where there is none.
        at: when it leaves.
    """

    address: str = field(repr=False)
    key: str
    language: str
    subject: str
    body: str
    sender_name: str
    unsubscribe_url: str
    at: datetime
    short: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken the message and answers for it."""


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """The message was not taken.

    Attributes:
        permanent: trying again is useless: the address or the message itself was refused.
        reason: a short code for counts and notices; never text from the provider, which quotes addresses.
        retry_after: how long the provider asks us to wait.
        is_address_at_fault: the address does not exist or takes nothing, so later messages would fail too.
        may_have_arrived: the connection ended after the message was handed over, before the answer.
        is_connection_lost: nothing more can be sent over this connection.
    """

    permanent: bool
    reason: str
    retry_after: timedelta | None = None
    is_address_at_fault: bool = False
    may_have_arrived: bool = False
    is_connection_lost: bool = False


Answer = Accepted | DeliveryFailed


class ProviderDown(AmparoError):
    """The provider can't be reached, or does not let us in. `reason` is a short code."""

    code = "PROVIDER_DOWN"

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason=reason)
        self.reason = reason
        self.retry_after = retry_after


class Connection(Protocol):
    """A way to a provider that is open."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message and wait for the provider's answer; others are sent meanwhile."""
        ...


class Adapter(Protocol):
    """A way out for one kind of channel."""

    @property
    def concurrency(self) -> int:
        """How many messages may be on their way at once over one connection."""
        ...

    def connect(self) -> AbstractAsyncContextManager[Connection]:
        """Open a connection for many messages.

        Raises:
            ProviderDown: on entering the context.
        """
        ...


def send_one(adapter: Adapter, outgoing: Outgoing) -> Answer:
    """Send one message over a connection of its own, and wait for the answer.

    Raises:
        ProviderDown: there is no connection.
    """

    async def send() -> Answer:
        async with adapter.connect() as connection:
            return await connection.send(outgoing)

    return async_to_sync(send)()


class NoAdapter(AmparoError):
    """No adapter is set for a kind of channel; `fields` has `kind`."""

    code = "NO_ADAPTER"


def adapter_for(kind: ChannelKind) -> Adapter:
    """Return the adapter that the settings name for a kind.

    Raises:
        NoAdapter: they name none.
    """
    paths: Mapping[str, str] = settings.CHANNEL_ADAPTERS
    if kind.value not in paths:
        raise NoAdapter(kind=kind.value)
    adapter: Adapter = import_string(paths[kind.value])()
    return adapter
