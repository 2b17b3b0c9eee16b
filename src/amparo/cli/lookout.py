"""The supervisor's watch over its own machine, for the case that whoever would tell is what is dead.

The gateway tells the people on call of all that is wrong anywhere. When the gateway itself gives no sign of life, the
supervisor tells, by a child that needs neither database nor keys. While all is well here it calls an address outside
(`AMPARO_HEARTBEAT_URL`) every minute: where those calls stop, somebody outside notices, whatever has died.

Signs of life are files that change (`core/watch/beats.py`). How long one has not changed is read from the steady clock.
"""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from typing_extensions import override

FOLDER = "beats"
LOOK_EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=60)
AGAIN_AFTER = timedelta(minutes=30)
CALL_EVERY = timedelta(seconds=60)
_TELLING_TAKES_S = 60
_CALLING_TAKES_S = 10
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass
class _Sign:
    """One process's file as it was when it last changed, and when that was seen."""

    content: tuple[int, str]
    changed: float


@dataclass
class Watch:
    """What was seen so far; told of the time by its caller."""

    folder: Path
    kinds: Sequence[str]
    tell: Callable[[str], bool]
    call: Callable[[], None]
    _signs: dict[str, _Sign] = field(default_factory=dict)
    _told: float | None = None
    _called: float | None = None

    def look(self, moment: float) -> None:
        """Look at each file; tell, and call outside, as is due at this moment of the steady clock."""
        silent = [kind for kind in self.kinds if self._silence(kind, moment) >= SILENT_AFTER.total_seconds()]
        if "gateway" in silent:
            self._tell_of(silent, moment)
        elif self._told is not None and self.tell("All is well again."):
            self._told = None
        if not silent and self._is_well() and _is_over(self._called, CALL_EVERY, moment):
            self._called = moment
            self.call()

    def _silence(self, kind: str, moment: float) -> float:
        content = _read(self.folder / kind)
        sign = self._signs.get(kind)
        if sign is None or sign.content != content:
            sign = self._signs[kind] = _Sign(content, moment)
        return moment - sign.changed

    def _is_well(self) -> bool:
        """Tell whether the gateway, if it runs here, found nothing wrong anywhere, and everybody has begun to beat."""
        contents = {kind: self._signs[kind].content[1] for kind in self.kinds}
        return all(contents.values()) and contents.get("gateway", "well") == "well"

    def _tell_of(self, silent: Sequence[str], moment: float) -> None:
        if not _is_over(self._told, AGAIN_AFTER, moment):
            return
        if self.tell(
            f"No sign of life on this machine from: {', '.join(silent)}. Look with: ./amparo status"
        ):
            self._told = moment


def _is_over(since: float | None, span: timedelta, moment: float) -> bool:
    return since is None or moment - since >= span.total_seconds()


def _read(path: Path) -> tuple[int, str]:
    """Return when a file was written, and what it says; zero and nothing where there is none."""
    try:
        return path.stat().st_mtime_ns, path.read_text(encoding="ascii").strip()
    except OSError:
        return 0, ""


class Lookout(threading.Thread):
    """Looks every few seconds, for as long as the supervisor lives."""

    def __init__(self, data: Path, kinds: Sequence[str], environment: dict[str, str]) -> None:
        super().__init__(name="lookout", daemon=True)
        url = environment.get("AMPARO_HEARTBEAT_URL", "")
        self._watch = Watch(data / FOLDER, kinds, lambda words: _tell(words, environment), lambda: _call(url))

    @override
    def run(self) -> None:
        while True:
            self._watch.look(time.monotonic())
            time.sleep(LOOK_EVERY.total_seconds())


def _tell(words: str, environment: dict[str, str]) -> bool:
    """Tell the people on call by a child of its own; True if anybody was reached."""
    print(f"amparo: {words}", file=sys.stderr, flush=True)
    command = (sys.executable, "-m", "amparo.cli", "run-on-call", words)
    try:
        done = subprocess.run(command, env=environment, timeout=_TELLING_TAKES_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _call(url: str) -> None:
    """Ask for an address outside, and don't mind what it answers; in clear only on this machine."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    if parts.hostname is None or not (is_tls or parts.hostname in _LOOPBACK):
        return
    connect = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
    with suppress(OSError, http.client.HTTPException):
        line = connect(parts.hostname, parts.port, timeout=_CALLING_TAKES_S)
        line.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/")
        line.getresponse().read(1024)
        line.close()


def start(kinds: Sequence[str]) -> None:
    """Begin to look after the processes of this machine, once they run."""
    environment = dict(os.environ)
    if environment["DJANGO_SETTINGS_MODULE"].endswith(".demo"):
        environment.pop("AMPARO_HEARTBEAT_URL", None)  # nobody outside waits for a demonstration
    Lookout(Path(environment["AMPARO_DATA"]), kinds, environment).start()
