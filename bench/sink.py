"""A provider on loopback that takes everything: `sink.py [--delay-ms N]`, a process of its own.

It prints its port, answers each POST with 200 after the delay, and tells at `GET /tally` how many came, how many
different keys (`webhook-id`) they had, and when the first and the last came, on the machine's steady clock.
"""

import argparse
import asyncio
import json
import time
from typing import Any, cast

import uvloop
from typing_extensions import override

_END = b"\r\n\r\n"
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


class Tally:
    """What came."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.count, self.first, self.last = 0, 0.0, 0.0
        self.keys: dict[bytes, int] = {}

    def note(self, key: bytes) -> None:
        self.last = time.monotonic()
        self.first = self.first or self.last
        self.count += 1
        self.keys[key] = self.keys.get(key, 0) + 1

    def to_json(self) -> bytes:
        return json.dumps(
            {
                "count": self.count,
                "keys": len(self.keys),
                "most": max(self.keys.values(), default=0),
                "first": self.first,
                "last": self.last,
            }
        ).encode()


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, tally: Tally, delay_s: float) -> None:
        self._tally = tally
        self._delay_s = delay_s
        self._read = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(_END)) >= 0:
            head = self._read[:end].lower()
            length = int(_value(head, b"content-length:") or 0)
            if len(self._read) < end + len(_END) + length:
                return
            self._read = self._read[end + len(_END) + length :]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        if head.startswith(b"get /tally"):
            body = self._tally.to_json()
            self._write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
            return
        if head.startswith(b"get /clear"):
            self._tally.clear()
            self._write(_OK)
            return
        self._tally.note(_value(head, b"webhook-id:") or b"")
        if self._delay_s:
            asyncio.get_running_loop().call_later(self._delay_s, self._write, _OK)
        else:
            self._write(_OK)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


def _value(head: bytes, name: bytes) -> bytes:
    start = head.find(name)
    if start < 0:
        return b""
    end = head.find(b"\r\n", start)
    return head[start + len(name) : end if end >= 0 else len(head)].strip()


async def _serve(delay_s: float) -> None:
    tally = Tally()
    server: Any = await asyncio.get_running_loop().create_server(lambda: Sink(tally, delay_s), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay-ms", type=float, default=0.0)
    uvloop.run(_serve(parser.parse_args().delay_ms / 1000))
