"""Calling an adapter from a test, which waits."""

import asyncio
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


def at_once(adapter: Adapter, *messages: Outgoing) -> list[Answer]:
    """Send some messages over one connection, as many at once as the adapter allows."""

    async def send_all() -> list[Answer]:
        room = asyncio.Semaphore(adapter.concurrency)

        async def send_when_there_is_room(outgoing: Outgoing) -> Answer:
            async with room:
                return await connection.send(outgoing)

        async with adapter.connect() as connection:
            return await asyncio.gather(*[send_when_there_is_room(each) for each in messages])

    return async_to_sync(send_all)()


@contextmanager
def connected(adapter: Adapter) -> Iterator[None]:
    """Connect, and part again."""
    send(adapter)
    yield


def one(adapter: Adapter, outgoing: Outgoing) -> Answer:
    """Send one message over a connection of its own."""
    [answer] = send(adapter, outgoing)
    return answer
