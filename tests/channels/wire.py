"""Calling an adapter from a test, which waits."""

from collections.abc import Iterator
from contextlib import contextmanager

from asgiref.sync import async_to_sync

from amparo.channels.adapter import Adapter, Answer, Outgoing


def send(adapter: Adapter, *messages: Outgoing) -> list[Answer]:
    """Send some messages one after the other over one connection."""

    async def send_each() -> list[Answer]:
        async with adapter.connect() as connection:
            return [await connection.send(outgoing) for outgoing in messages]

    return async_to_sync(send_each)()


@contextmanager
def connected(adapter: Adapter) -> Iterator[None]:
    """Connect, and part again."""
    send(adapter)
    yield


def one(adapter: Adapter, outgoing: Outgoing) -> Answer:
    """Send one message over a connection of its own."""
    [answer] = send(adapter, outgoing)
    return answer
