"""Debian's Kannel with its fake SMS centre, on free ports, with the configuration that is shipped to operators."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import quote, unquote_to_bytes

from tests.needs import path_of
from tests.waiting import wait_until

CONFIGURATION = Path(__file__).resolve().parents[3] / "docs" / "operating" / "kannel.conf"
OUR_NUMBER = "+12135550000"
_MESSAGE = re.compile(rb"\S+ \+?\d+ (text|ucs-2|udh|data)\b")
_PORTS = {"admin": "13000", "smsbox": "13001", "sendsms": "13013", "centre": "10000", "hooks": "8010"}


@dataclass(frozen=True)
class Kannel:
    """A running Kannel."""

    folder: Path
    ports: dict[str, int]
    send_secret: str
    hook_secret: str

    def environment(self) -> dict[str, str]:
        """Return what an installation has to be told."""
        return {
            "AMPARO_SMS_PROVIDER": "kannel",
            "AMPARO_KANNEL_URL": f"http://127.0.0.1:{self.ports['sendsms']}/cgi-bin/sendsms",
            "AMPARO_KANNEL_PASSWORD": self.send_secret,
            "AMPARO_KANNEL_SECRET": self.hook_secret,
            "AMPARO_KANNEL_FROM": OUR_NUMBER,
            "AMPARO_GATEWAY_HOOKS_PORT": str(self.ports["hooks"]),
        }

    def written(self) -> dict[Path, bytes]:
        """Return every file that Kannel made, with its content."""
        files = [path for path in self.folder.rglob("*") if path.is_file() and path.name != "kannel.conf"]
        return {path: path.read_bytes() for path in files}

    def waiting(self) -> list[Path]:
        """Return the messages that wait in Kannel."""
        return [path for path in (self.folder / "spool").rglob("*") if path.is_file()]

    def until_nothing_waits(self) -> None:
        """Wait until every message is handed on: Kannel erases its file a moment after the phone has it."""
        wait_until(lambda: self.waiting() == [])


@dataclass
class Phones:
    """All telephones behind the centre: the connection that Debian's `fakesmsc` would make, and its line protocol."""

    line: socket.socket
    got: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, number: str, text: str) -> None:
        """Send a text as a telephone does: in GSM letters, else in UCS-2."""
        kind, content = ("text", text) if text.isascii() else ("ucs2", quote(text.encode("utf-16-be")))
        self.line.sendall(f"{number} {OUR_NUMBER} {kind} {content}\n".encode("ascii"))

    def send_line(self, line: str) -> None:
        """Send what the centre takes, as it is."""
        self.line.sendall(line.encode("ascii") + b"\n")

    def listen(self) -> None:
        """Keep what arrives until the connection ends: sender, receiver, text. Parts are joined, as phones do."""
        parts: dict[tuple[bytes, int], dict[int, str]] = {}
        with suppress(ConnectionResetError), self.line.makefile("rb") as lines:
            for raw in lines:
                if _MESSAGE.match(raw) is None:  # the centre writes a text's line breaks as they are
                    *whose, text = self.got[-1]
                    self.got[-1] = (whose[0], whose[1], f"{text}\n{raw.decode().rstrip(chr(10))}")
                    continue
                sender, receiver, kind, *rest = raw.rstrip(b"\n").split(b" ", 3)
                content = rest[0] if rest else b""
                if not kind.startswith(b"udh"):
                    self.got.append((sender.decode(), receiver.decode(), _text(kind, content)))
                    continue
                header, kind, content = content.split(b" ", 2)
                *_, reference, count, number = unquote_to_bytes(header)
                known = parts.setdefault((receiver, reference), {})
                known[number] = _text(kind, content)
                if len(known) == count:
                    del parts[receiver, reference]
                    whole = "".join(text for _, text in sorted(known.items()))
                    self.got.append((sender.decode(), receiver.decode(), whole))


def _text(kind: bytes, content: bytes) -> str:
    """Read what the centre writes: GSM letters as they are, anything else as bytes of UCS-2."""
    if kind == b"text":
        return content.decode()
    return unquote_to_bytes(content.replace(b"+", b" ")).decode("utf-16-be")


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_kannel(folder: Path) -> Iterator[Kannel]:
    """Start bearerbox and smsbox in a folder; end them afterwards."""
    bearerbox, smsbox = path_of("bearerbox"), path_of("bearerbox").replace("bearerbox", "smsbox")
    kannel = Kannel(folder, {name: free_port() for name in _PORTS}, "send-secret-" + "s" * 20, "h" * 32)
    (folder / "spool").mkdir()
    configuration = folder / "kannel.conf"
    configuration.write_text(_configured(kannel), encoding="ascii")
    output = (folder / "output").open("wb")
    programs: list[subprocess.Popen[bytes]] = []
    try:
        for program, port in ((bearerbox, "centre"), (smsbox, "sendsms")):
            command = [program, "-v", "4", str(configuration)]
            programs.append(subprocess.Popen(command, stdout=output, stderr=output, cwd=folder))
            _wait_for(kannel.ports[port])
        yield kannel
    finally:
        for process in reversed(programs):
            process.kill()  # asked to end, bearerbox takes ten seconds
            process.wait()
        output.close()


@contextmanager
def phones_of(kannel: Kannel) -> Iterator[Phones]:
    """Connect all telephones to the centre."""
    with closing(socket.create_connection(("127.0.0.1", kannel.ports["centre"]))) as line:
        phones = Phones(line)
        listener = Thread(target=phones.listen, daemon=True)
        listener.start()
        try:
            yield phones
        finally:
            line.shutdown(socket.SHUT_RDWR)
            listener.join(timeout=2)


def _configured(kannel: Kannel) -> str:
    """Return the shipped configuration with other ports, secrets and folder, and quicker second tries."""
    text = CONFIGURATION.read_text(encoding="ascii")
    replaced = {
        "/run/kannel/spool": str(kannel.folder / "spool"),
        "SEND-SECRET": kannel.send_secret,
        "HOOK-SECRET": kannel.hook_secret,
        "http-queue-delay = 10": "http-queue-delay = 1",
        **{port: str(kannel.ports[name]) for name, port in _PORTS.items()},
    }
    for old, new in replaced.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("Kannel does not listen; the file `output` in its folder says why.")
