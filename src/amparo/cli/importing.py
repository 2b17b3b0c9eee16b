"""`./amparo import ushahidi`: take the export in, show how far it is, and say what became of every row."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from amparo.cli.progress import ProgressLine
from amparo.cli.refusal import Refusal

if TYPE_CHECKING:
    from amparo.reports.api import ImportResult

LINES_SHOWN = 8
JOBS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for.

    Attributes:
        rejected: where to write which lines were left out, and why.
    """

    file: Path
    encoding: str | None
    deployment: str
    is_dry: bool
    rejected: Path | None


def import_ushahidi(wish: Wish) -> Iterator[str]:
    """Take the file in, let incidents form, and yield what there is to say.

    Raises:
        Refusal: the file is something else, or can't be read or written.
    """
    with _rejected_to(wish) as rejected:
        result = _read(wish)
        if rejected is not None:
            _write_rejected(result, rejected)
    if not wish.is_dry:
        _form()
    yield from _said(result, wish)


def _read(wish: Wish) -> "ImportResult":
    from amparo.core import clock
    from amparo.reports import api as reports

    line = ProgressLine("Checking" if wish.is_dry else "Reading")
    try:
        return reports.import_ushahidi(
            wish.file,
            now=clock.now(),
            encoding=wish.encoding,
            deployment=wish.deployment,
            is_dry=wish.is_dry,
            on_progress=lambda far: line.show(far.read_bytes, far.size_bytes, f"{far.rows:,} rows"),
        )
    except reports.NotAnUshahidiExport as error:
        missing = ", ".join(_listed(error.fields.get("missing")))
        raise Refusal(f"{wish.file} is not an Ushahidi export; it lacks the columns {missing}.") from error
    except reports.ColumnNamedTwice as error:
        column = error.fields.get("column")
        raise Refusal(f"{wish.file} has the column {column} twice; rename one.") from error
    except reports.EncodingUnclear as error:
        raise Refusal(
            f"{wish.file} is not UTF-8, and what it is can't be told from its bytes. Say it, and look first: "
            "--encoding NAME --dry-run (for instance cp1251, gb18030, shift_jis, cp1256)."
        ) from error
    except reports.UnknownEncoding as error:
        raise Refusal(f"there is no encoding {wish.encoding!r}.") from error
    except reports.NotARegularFile as error:
        raise Refusal(f"{wish.file} is no regular file; save it first, it is read twice.") from error
    except OSError as error:
        raise Refusal(f"{wish.file} can't be read ({error.strerror}).") from error
    finally:
        line.end()


def _form() -> None:
    """Do the work that the reports brought; what is not done here, a running worker does."""
    from amparo.core import clock, jobs

    line, done, waiting = ProgressLine("Forming incidents"), 0, jobs.waiting(clock.now())
    while True:
        drained = jobs.run_all(now=clock.now(), queues=("worker",), limit=JOBS_AT_ONCE)
        done += len(drained.done)
        line.show(done, max(waiting, done), f"{done:,} steps")
        if not drained.done and not drained.failed:
            break
    line.end()


def _said(result: "ImportResult", wish: Wish) -> Iterator[str]:
    yield f"Read as {result.encoding}."
    if wish.is_dry:
        yield f"{result.taken} reports would come in; {result.already} have come in before. Nothing was written."
    else:
        yield f"{result.taken} reports came in; {result.already} had come in before."
    if result.elsewhere:
        count, where = len(result.elsewhere), _shown(result.elsewhere)
        yield f"{count} of them lie outside the region: their place counts as not known ({where})"
    for reason, lines in sorted(result.refused.items()):
        yield f"{len(lines)} left out: {reason.replace('_', ' ')} ({_shown(lines)})"


@contextmanager
def _rejected_to(wish: Wish) -> Iterator[TextIO | None]:
    """Open the file of the rejected lines before anything else, for its owner alone; a link is not followed.

    Raises:
        Refusal: it can't be written, or is the export itself.
    """
    if wish.rejected is None:
        yield None
        return
    if wish.rejected.exists() and wish.file.exists() and wish.rejected.samefile(wish.file):
        raise Refusal("the file for rejected lines is the export itself.")
    try:
        opened = os.open(wish.rejected, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Refusal(f"{wish.rejected} can't be written ({error.strerror}).") from error
    with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
        os.fchmod(opened, 0o600)
        yield file


def _write_rejected(result: "ImportResult", file: TextIO) -> None:
    """Write line and reason; never what stood there, which may lead to a person."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["line", "reason"])
    writer.writerows(sorted((line, reason) for reason, lines in result.refused.items() for line in lines))


def _shown(lines: Sequence[int]) -> str:
    return (
        "lines "
        + ", ".join(str(line) for line in lines[:LINES_SHOWN])
        + (", …" if len(lines) > LINES_SHOWN else "")
    )


def _listed(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else ()
