"""A mail server in its own process that counts what it accepts: `mail_server.py TALLY` prints its port.

The tally is one line in a memory-mapped file, so that counting costs the server nothing: how many, and when the last
one was accepted, on the machine's steady clock.
"""

import asyncio
import mmap
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_WIDTH = 64


class Counter:
    """Accepts everything and keeps the tally."""

    def __init__(self, tally: mmap.mmap) -> None:
        self._tally = tally
        self.count = 0
        self.write()

    def write(self) -> None:
        self._tally[:] = f"{self.count} {time.monotonic()}".ljust(_WIDTH).encode("ascii")

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        self.count += 1
        self.write()
        return "250 OK"


async def serve(counter: Counter) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(counter, hostname="server.invalid"), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main(tally: Path) -> None:
    """Make the tally and serve."""
    tally.write_bytes(b" " * _WIDTH)
    with tally.open("r+b") as file, mmap.mmap(file.fileno(), _WIDTH) as memory:
        asyncio.run(serve(Counter(memory)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
