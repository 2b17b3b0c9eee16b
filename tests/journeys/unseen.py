"""A network whose every written file is watched, and a neighbour without JavaScript who sends files to it."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from amparo.cli import serving
from amparo.cli.installation import free_port
from tests.journeys import walking
from tests.vault import media
from tests.vault.watching import Watch

ANSWERS = """
name = "Red de Prueba"
region = "los-angeles"
languages = "en,es"
time_zone = "America/Los_Angeles"
contact = ""
origin = "http://127.0.0.1:8000"
organisation = "Invented Legal Aid"
coordinator = "alma"
coordinator_name = "Alma"
second = ""
second_name = ""
"""
_AMPARO = (sys.executable, "-m", "amparo.cli")
MARKER = media.MARKER.encode()
_WITH_FILES = "multipart/form-data; boundary=b"


@dataclass(frozen=True)
class Place:
    """A network that runs, whose every written file is watched; and its recovery sheet, which was printed."""

    port: int
    data: Path
    sheet: str
    watch: Watch
    environment: dict[str, str]

    def originals(self) -> dict[str, Path]:
        return {path.stem: path for path in (self.data / "vault").glob("*.age")}

    @property
    def identity(self) -> str:
        """What a person would type from the sheet."""
        written = re.search(r'id="identity"[^>]*>([^<]+)<', self.sheet)
        assert written
        return "".join(written[1].split())

    @contextmanager
    def up(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run the network until it is asked to end."""
        command = [*_AMPARO, "up", "--data", str(self.data), "--port", str(self.port)]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        try:
            self._wait()
            yield process
        finally:
            process.terminate()
            process.wait(60)

    def _wait(self) -> None:
        until = time.monotonic() + 120
        while not serving.answers("127.0.0.1", self.port, "127.0.0.1"):
            assert time.monotonic() < until, "the network did not come up"
            time.sleep(0.2)


@contextmanager
def founded(folder: Path, temporary: Path) -> Iterator[Place]:
    """Found a network with a temporary folder of its own, and watch what is written from then on."""
    answers, sheet, data = folder / "answers.toml", folder / "sheet.html", folder / "data"
    answers.write_text(ANSWERS, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    environment = {**kept, "PYTHONPATH": str(walking.ROOT / "src"), "TMPDIR": str(temporary)}
    subprocess.run(
        [*_AMPARO, "setup", "--data", data, "--answers", answers, "--recovery-sheet", sheet],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True,
    )  # fmt: skip
    printed = sheet.read_text(encoding="utf-8")
    sheet.unlink()
    # Shared memory is a file too, though no disk's.
    watch = Watch(folder, temporary, Path("/dev/shm"))  # noqa: S108 — to watch it, not to write there
    try:
        yield Place(free_port(), data, printed, watch, environment)
    finally:
        watch.end()


class Plainly:
    """A neighbour without JavaScript at the last page of the report, perhaps behind a named address."""

    def __init__(self, port: int, address: str = "") -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._behind = {"X-Forwarded-For": address} if address else {}
        self._line.request("GET", "/report/?lang=en", headers=self._behind)
        answer = self._line.getresponse()
        self._cookie = str(answer.headers["Set-Cookie"]).split(";")[0]
        self._page = answer.read().decode()
        self._origin = f"http://127.0.0.1:{port}"
        self._posts(activity="at_a_door")
        self._posts(place_text="Invented Street and Second", area="90057")
        self._posts(seen="10", heard="first_hand")
        assert 'type="file"' in self._page

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self._page)
        assert found, name
        return found[1]

    def _posts(self, **fields: str) -> None:
        kept = {name: self._hidden(name) for name in ("csrfmiddlewaretoken", "answers")}
        body = urlencode({**kept, "go": "next", **fields}).encode()
        self._page = self._request(body, "application/x-www-form-urlencoded")

    def presses_send(self) -> int:
        """Send the report; return the answer's status, and keep the page, which may ask for something first."""
        kept = {name: self._hidden(name) for name in ("csrfmiddlewaretoken", "answers")}
        body = urlencode({**kept, "go": "send"}).encode()
        status, self._page = self._answer(body, "application/x-www-form-urlencoded")
        return status

    @property
    def reads(self) -> str:
        """The page that stands open."""
        return self._page

    def sends(self, content: bytes) -> str:
        """Send a file in the form, and stay on the page, which goes on as before; return what it says."""
        return self._request(self._with_file(content), _WITH_FILES)

    def begins_to_send(self, content: bytes, part: float) -> None:
        """Send a part of what `sends` would, and no more."""
        body = self._with_file(content)
        self._line.putrequest("POST", "/report/?lang=en")
        for name, value in self._headers(_WITH_FILES).items():
            self._line.putheader(name, value)
        self._line.putheader("Content-Length", str(len(body)))
        self._line.endheaders()
        self._line.send(body[: int(len(body) * part)])

    def _with_file(self, content: bytes) -> bytes:
        fields = {name: self._hidden(name) for name in ("csrfmiddlewaretoken", "answers")} | {"go": "stay"}
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        ]
        name = (
            f'--b\r\nContent-Disposition: form-data; name="photos"; filename="{MARKER.decode()}.jpg"\r\n\r\n'
        )
        return "".join(parts).encode() + name.encode() + content + b"\r\n--b--\r\n"

    def _headers(self, kind: str) -> dict[str, str]:
        return {"Cookie": self._cookie, "Origin": self._origin, "Content-Type": kind, **self._behind}

    def _request(self, body: bytes, kind: str) -> str:
        status, said = self._answer(body, kind)
        assert status == 200, said
        return said

    def _answer(self, body: bytes, kind: str) -> tuple[int, str]:
        self._line.request("POST", "/report/?lang=en", body, self._headers(kind))
        answer = self._line.getresponse()
        return answer.status, answer.read().decode()
