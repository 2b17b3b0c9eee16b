"""The machine dies while a photo comes in: nothing plain of it lies about, and the network takes it the next time."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.journeys import unseen
from tests.journeys.unseen import MARKER, Plainly
from tests.vault import media

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

MIB = 1024 * 1024
PHOTO = media.jpeg() + MARKER * (8 * MIB // len(MARKER))


def test_a_kill_amid_an_upload_leaves_nothing_plain(tmp_path: Path) -> None:
    folder, temporary = tmp_path / "place", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    with unseen.founded(folder, temporary) as place:
        incoming = place.data / "vault" / "incoming"
        with place.up() as supervisor, closing(Plainly(place.port)) as neighbour:
            neighbour.begins_to_send(PHOTO, part=0.7)
            _wait_for_a_sealed_part(incoming)
            _kill_all(supervisor)

        assert place.originals() == {}
        assert place.watch.holding(MARKER) == []
        with place.up(), closing(Plainly(place.port)) as neighbour:
            assert "is here, sealed" in neighbour.sends(PHOTO)
        assert len(place.originals()) == 1
        assert place.watch.holding(MARKER) == []


def _wait_for_a_sealed_part(incoming: Path) -> None:
    until = time.monotonic() + 60
    while not any(part.stat().st_size > MIB for part in _parts(incoming)):
        assert time.monotonic() < until, "nothing of the upload was written"
        time.sleep(0.05)


def _parts(incoming: Path) -> list[Path]:
    return list(incoming.glob("*.part")) if incoming.is_dir() else []


def _kill_all(supervisor: "subprocess.Popen[bytes]") -> None:
    """Kill the supervisor and everything under it at one moment, as a power cut would."""
    for pid in (supervisor.pid, *_below(supervisor.pid)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    supervisor.wait(30)


def _below(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        yield int(child)
        yield from _below(int(child))
