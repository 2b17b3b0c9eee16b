"""A RabbitMQ of a test's or bench's own: a node, a folder and ports that nobody else has.

The ports lie below the range from which the machine picks ports by itself. `epmd`, where nodes find each other, is
shared by all of a machine: it is bound to loopback when we start it, and never stopped.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# Debian's wrapper of the same name wants to be root or its own user; the program itself does not mind.
PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"
_PATIENCE_S = 60
_FIRST_PORT, _LAST_PORT = 21000, 29000


@dataclass
class Node:
    """One server, which may be killed, stopped for a while, and started again."""

    folder: Path
    port: int
    distribution_port: int
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        """Its address; the guest may come in from this machine only."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "said.txt").open("ab") as said:
            self._process = subprocess.Popen(
                [PROGRAM],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self.folder,
                start_new_session=True,
            )
        end = time.monotonic() + _PATIENCE_S
        while not _speaks(self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "said.txt").read_text("utf-8", errors="replace")[-2000:])
            time.sleep(0.2)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(timeout=20)

    def end(self) -> None:
        """Ask it to end, and see that it has."""
        if self._process is None or self._process.poll() is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def hang(self) -> None:
        """Let it hold its connections and say nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it speak again."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"amparo{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.distribution_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
        }


@contextmanager
def server() -> Iterator[Node]:
    """Run a node in a fresh folder."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-mq-"))
    (folder / "plugins").write_text("[].\n", encoding="ascii")
    node = Node(folder, *_free_ports())
    try:
        node.start()
        yield node
    finally:
        node.go_on()
        node.end()
        shutil.rmtree(folder, ignore_errors=True)


def _free_ports() -> tuple[int, int]:
    """Return two ports that nobody listens on; which ones begins with the number of this process."""
    span = _LAST_PORT - _FIRST_PORT
    found = []
    for step in range(span):
        port = _FIRST_PORT + (os.getpid() * 7 + step) % span
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == 2:
            return found[0], found[1]
    raise RuntimeError("no port is free")


def _speaks(port: int) -> bool:
    """Tell whether a broker answers: a wrong greeting is answered by the right one."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(b"AMQP\x00\x00\x00\x00")
            return line.recv(4) == b"AMQP"
    except OSError:
        return False
