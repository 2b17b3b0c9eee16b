"""How far long work has come, as one line that renews itself; in a pipe, nothing."""

import sys
import time
from typing import TextIO

_WIDTH = 24
_EVERY_S = 0.1


class ProgressLine:
    """A line on a terminal.

    Attributes:
        what: is being done, in a word or two.
    """

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self.what = what
        self._stream = stream or sys.stderr
        self._is_shown = self._stream.isatty()
        self._drawn_at = 0.0

    def show(self, done: int, total: int, note: str) -> None:
        """Draw how much of all is done, at most ten times a second."""
        if not self._is_shown or (done < total and time.monotonic() - self._drawn_at < _EVERY_S):
            return
        self._drawn_at = time.monotonic()
        part = min(done / total, 1.0) if total else 1.0
        bar = ("#" * round(part * _WIDTH)).ljust(_WIDTH, ".")
        self._stream.write(f"\r\x1b[K{self.what} [{bar}] {part:4.0%} {note}")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line to what is said next."""
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
