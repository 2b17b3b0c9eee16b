"""Our end of the child that reads what strangers send: feed it, take what it sealed, wait for its answer."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from amparo.vault.domain import copies
from amparo.vault.domain.copies import Answer, Task
from amparo.vault.domain.kinds import MediaRefused, Refusal

_SOURCE = Path(__file__).resolve().parents[3]
_PIECE = 256 * 1024
# More than any answer has: six pictures and their thumbnails.
_ANSWER_MAX_BYTES = 16 * 1024 * 1024


class Child:
    """One child for one file. `feed` it, then `finish`; `end` it if something else went wrong."""

    def __init__(self, task: Task, sealed: BinaryIO | None) -> None:
        """Start the child.

        Args:
            task: what it shall do.
            sealed: where the sealed original goes; only ciphertext is ever written there.
        """
        answers, inherited = os.pipe()
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-s",
                    "-B",
                    "-m",
                    "amparo.vault.adapters.child",
                    task.to_text(),
                    str(inherited),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(inherited,),
                env={"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8"},
                cwd="/",
            )
        finally:
            os.close(inherited)
        self._sealed = sealed
        self._answer = b""
        self._failure: OSError | None = None
        self._takers = [
            threading.Thread(target=self._take_sealed, daemon=True),
            threading.Thread(target=self._take_answer, args=(answers,), daemon=True),
        ]
        for taker in self._takers:
            taker.start()

    def feed(self, piece: bytes) -> None:
        """Hand over the next bytes. A child that refused has stopped listening: `finish` tells why."""
        source = self._process.stdin
        if source is None or source.closed:
            return
        try:
            source.write(piece)
        except BrokenPipeError:
            self._close()

    def finish(self, patience_s: float) -> Answer:
        """Say that this was all, and return the answer.

        Raises:
            MediaRefused: the child refused the file, died of it, or did not finish in time.
            OSError: what it sealed could not be written.
        """
        self._close()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired as error:
            raise MediaRefused(why=Refusal.TOO_HARD) from error
        finally:
            self.end()
        if self._failure is not None:
            raise self._failure
        if self._process.returncode != 0:
            raise MediaRefused(why=Refusal.TOO_HARD)
        try:
            answer = copies.from_wire(self._answer)
        except ValueError as error:
            raise MediaRefused(why=Refusal.TOO_HARD) from error
        if answer.refusal is not None:
            raise MediaRefused(why=answer.refusal)
        return answer

    @property
    def has_ended(self) -> bool:
        """Whether the child is gone."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End the child, whatever it is doing. Ending it twice is no harm."""
        self._process.kill()
        self._close()
        self._process.wait()
        for taker in self._takers:
            taker.join()

    def _close(self) -> None:
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
        except BrokenPipeError:
            # It had refused; what was still on its way is of no use.
            return

    def _take_sealed(self) -> None:
        source = self._process.stdout
        if source is None:
            return
        with source:
            while piece := source.read(_PIECE):
                try:
                    if self._sealed is not None and self._failure is None:
                        self._sealed.write(piece)
                except OSError as error:
                    self._failure = error

    def _take_answer(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as source:
            self._answer = source.read(_ANSWER_MAX_BYTES)
