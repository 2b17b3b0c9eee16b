"""Read the CSV of another tool row by row, whatever is wrong with some of its rows.

A quote that is never closed would swallow the rows after it. So a row is read strictly, and one that comes out wrong
and took several lines costs only its first line: the others are read anew as rows of their own.
"""

import csv
import io
import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar, TextIO

from amparo.core.errors import AmparoError
from amparo.reports.domain import encoding

# An unclosed quote ends here, not with the machine's memory.
LONGEST_FIELD_CHARS = 4 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
DELIMITERS = (",", ";", "\t")


class NotARegularFile(AmparoError):
    """The file can't be read twice: a pipe or a device."""

    code: ClassVar[str] = "NOT_A_REGULAR_FILE"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, or one line that is none.

    Attributes:
        number: the line on which it begins, from 1.
        cells: empty where it can't be read.
        refused: why it can't be read, in one word; else empty.
    """

    number: int
    cells: tuple[str, ...]
    refused: str = ""


@dataclass
class Opened:
    """A file that is being read.

    Attributes:
        encoding: in which it is read.
        size: in bytes.
    """

    encoding: str
    size: int
    text: TextIO
    _bytes: BinaryIO

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._bytes.tell()


@contextmanager
def opened(path: Path, told: str | None = None) -> Iterator[Opened]:
    """Open a file for reading as text.

    Args:
        told: its encoding, where a person said it.

    Raises:
        UnknownEncoding, EncodingUnclear, NotARegularFile: as they say.
        OSError: the file can't be read.
    """
    name = encoding.known(told) if told else ""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NotARegularFile
        name = name or _detected(file)
        file.seek(0)
        with io.TextIOWrapper(
            file,
            encoding="utf-8-sig" if name == encoding.UTF_8 else name,
            errors=encoding.HANDLER,
            newline="",
        ) as text:
            yield Opened(name, status.st_size, text, file)


def delimiter_of(head: str, is_known: Callable[[str], bool]) -> str:
    """Return what parts the cells of a file: with it, most names in the head are known ones."""

    def known_with(delimiter: str) -> int:
        return sum(is_known(cell) for cell in next(csv.reader([head], delimiter=delimiter), []))

    return max(DELIMITERS, key=known_with)


def lines(text: Iterable[str], *, delimiter: str, width: int | None = None) -> Iterator[Line]:
    """Yield the rows of a file, empty lines left out; `width` is how many cells one has at most."""
    csv.field_size_limit(LONGEST_FIELD_CHARS)
    source = _Source(text)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        number = source.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            source.give_back()
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            yield Line(number, (), "unreadable")
            continue
        if width is not None and source.took_several and len(cells) != width:
            source.give_back()
            yield Line(number, (), "unreadable")
        elif cells:
            yield _line(number, cells, width)


def _line(number: int, cells: Sequence[str], width: int | None) -> Line:
    if any(encoding.UNDECODABLE in cell for cell in cells):
        return Line(number, (), "undecodable")
    # A comma that nobody quoted moves everything after it into the next column.
    if width is not None and any(cell.strip() for cell in cells[width:]):
        return Line(number, (), "too_many_cells")
    return Line(number, tuple(cells))


class _Source:
    """The lines of a file; what a broken row took can be given back."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._number = 0

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._text)
        self._taken.append(line)
        self._number += 1
        return line

    @property
    def took_several(self) -> bool:
        """Whether the row that was read last takes more than one line."""
        return len(self._taken) > 1

    def begin(self) -> int:
        """Begin a row; return the number of its first line."""
        self._taken = []
        return self._number + 1

    def give_back(self) -> None:
        """Give back every line of the last row but its first."""
        rest = self._taken[1:]
        self._again.extendleft(reversed(rest))
        self._number -= len(rest)
        self._taken = []


def _detected(file: BinaryIO) -> str:
    detector = encoding.Detector()
    while chunk := file.read(_CHUNK_BYTES):
        detector.feed(chunk)
    return detector.result()
