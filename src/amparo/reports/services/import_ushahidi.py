"""Take the CSV export of an Ushahidi deployment in as reports, as often as one likes (rows have a serial).

Rows are stored some hundred at a time, each batch whole or not at all with its notices and jobs. So whatever ends the
process, the next run finds what the first had stored by the serials, and goes on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from amparo.core import database
from amparo.network import api as network
from amparo.network.api import NetworkSettings
from amparo.reports.domain import receipts, ushahidi
from amparo.reports.domain.draft import IMPORTED, DraftRefused, ReportDraft, checked
from amparo.reports.domain.kinds import ReportChannel
from amparo.reports.domain.ushahidi import NotAnUshahidiExport
from amparo.reports.models import Report
from amparo.reports.queries import places
from amparo.reports.services import import_file
from amparo.reports.services.import_file import Line, Opened
from amparo.reports.services.submit import Taken, store_all

ROWS_PER_TRANSACTION = 200

__all__ = ["ImportResult", "NotAnUshahidiExport", "Progress", "import_ushahidi"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come."""

    read_bytes: int
    size_bytes: int
    rows: int


@dataclass(slots=True)
class ImportResult:
    """What became of the rows.

    Attributes:
        encoding: in which the file was read.
        taken: new reports; of a dry run, what would be.
        already: rows that an earlier run had taken, or that stand twice in the file.
        elsewhere: line numbers of rows, taken or known, whose point lies outside the region. Somebody told this
            deployment about them, so they are kept; their place counts as not known.
        refused: line numbers by reason: `no_serial`, `no_date`, `no_place`, `seen_in_the_future`,
            `text_field_refused`; and `unreadable`, `undecodable`, `too_many_cells` for what is no row.
    """

    encoding: str = ""
    taken: int = 0
    already: int = 0
    elsewhere: list[int] = field(default_factory=list)
    refused: dict[str, list[int]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.taken + self.already + sum(len(lines) for lines in self.refused.values())

    def refuse(self, reason: str, line: int) -> None:
        """Count a row that was not taken."""
        self.refused.setdefault(reason, []).append(line)


@dataclass(frozen=True, slots=True)
class _Ready:
    digest: str
    draft: ReportDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """What all rows of one run share.

    Attributes:
        deployment: told where several deployments are imported, which number their rows alike.
        seen: the digests that a dry run would have stored.
    """

    network: NetworkSettings
    now: datetime
    is_dry: bool
    deployment: str
    result: ImportResult
    seen: set[str] = field(default_factory=set)


def import_ushahidi(
    path: Path | str,
    *,
    now: datetime,
    encoding: str | None = None,
    deployment: str = "",
    is_dry: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> ImportResult:
    """Read the file row by row and store what can be taken, some hundred rows a transaction.

    Args:
        encoding: of the file, where a person said it; else it is detected.
        is_dry: say what would happen, and write nothing.
        on_progress: called after every batch that is stored.

    Raises:
        NotAnUshahidiExport, ColumnNamedTwice: another kind of file.
        EncodingUnclear, UnknownEncoding, NotARegularFile: it can't be read without doubt.
        OSError: the file can't be read.
    """
    with import_file.opened(Path(path), encoding) as file:
        result = ImportResult(encoding=file.encoding)
        run = _Import(
            network=network.current_network(), now=now, is_dry=is_dry, deployment=deployment, result=result
        )
        ready = _ready(_rows(file), run)
        while batch := list(islice(ready, ROWS_PER_TRANSACTION)):
            _take(batch, run)
            if on_progress is not None:
                on_progress(Progress(file.position, file.size, result.rows))
    return result


def _rows(file: Opened) -> Iterator[tuple[Line, ushahidi.Row]]:
    """Yield each row; of what is none the row is empty.

    Raises:
        NotAnUshahidiExport, ColumnNamedTwice: the head is not one of ours.
    """
    head_line = file.text.readline(import_file.LONGEST_FIELD_CHARS)
    delimiter = import_file.delimiter_of(head_line, lambda name: ushahidi.column_of(name) is not None)
    head = next(import_file.lines([head_line], delimiter=delimiter), Line(1, ()))
    columns = ushahidi.places_of(head.cells)
    for line in import_file.lines(file.text, delimiter=delimiter, width=len(head.cells)):
        # The head is line 1, and was read before.
        moved = replace(line, number=line.number + 1)
        yield moved, {} if line.refused else ushahidi.row_of(line.cells, columns)


def _ready(rows: Iterator[tuple[Line, ushahidi.Row]], run: _Import) -> Iterator[_Ready]:
    region, result = run.network.region, run.result
    for line, row in rows:
        if line.refused:
            result.refuse(line.refused, line.number)
            continue
        try:
            token = _token(row, run)
            draft = ushahidi.draft_of(row, zone=run.network.time_zone)
            is_elsewhere = not region.contains(draft.cell)
            if is_elsewhere:
                draft = replace(draft, cell=places.middle_of(region), place_is_known=False)
            draft = checked(draft, region=region, now=run.now, allowance=IMPORTED)
        except ushahidi.RowRefused as error:
            result.refuse(str(error.fields["reason"]), line.number)
        except DraftRefused as error:
            result.refuse(error.code.lower(), line.number)
        else:
            if is_elsewhere:
                result.elsewhere.append(line.number)
            yield _Ready(receipts.digest_of_token(token), draft)


def _token(row: ushahidi.Row, run: _Import) -> str:
    source = f"ushahidi:{run.deployment}" if run.deployment else "ushahidi"
    return receipts.private_token(source, ushahidi.serial_of(row), secret=settings.SECRET_KEY)


def _take(batch: list[_Ready], run: _Import) -> None:
    digests = [each.digest for each in batch]
    if run.is_dry:
        known = _known(digests) | run.seen
        fresh = set(digests) - known
        run.seen.update(fresh)
        taken = len(fresh)
    else:
        taken = _store(batch, digests, run.now)
    run.result.taken += taken
    run.result.already += len(batch) - taken


def _known(digests: list[str]) -> set[str]:
    return set(Report.objects.filter(token_digest__in=digests).values_list("token_digest", flat=True))


def _store(batch: list[_Ready], digests: list[str], now: datetime) -> int:
    with transaction.atomic():
        # Two imports at once would each take what the other has not committed yet.
        database.stand_in_line(database.LINE_OF_IMPORT)
        known = _known(digests)
        fresh = {each.digest: each for each in batch if each.digest not in known}
        store_all(
            [
                Taken(
                    draft=each.draft,
                    digest=each.digest,
                    receipt=None,
                    channel=ReportChannel.IMPORT,
                    language="",
                    by="system",
                    now=now,
                )
                for each in fresh.values()
            ]
        )
    return len(fresh)
