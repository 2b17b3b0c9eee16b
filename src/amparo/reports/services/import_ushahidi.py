"""Take the CSV export of an Ushahidi deployment in as reports, as often as one likes (rows have a serial)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import NetworkSettings
from amparo.reports.domain import receipts, ushahidi
from amparo.reports.domain.draft import IMPORTED, DraftRefused, ReportDraft, checked
from amparo.reports.domain.kinds import ReportChannel
from amparo.reports.models import Report
from amparo.reports.queries import places
from amparo.reports.services.submit import Taken, store_all

ROWS_PER_TRANSACTION = 200
# An unclosed quote swallows the rest of a file: it ends here, not with the machine's memory.
LONGEST_FIELD_CHARS = 4 * 1024 * 1024


class NotAnUshahidiExport(AmparoError):
    """The file is no CSV with Ushahidi's columns; `fields["missing"]` names those it lacks."""

    code: ClassVar[str] = "NOT_AN_USHAHIDI_EXPORT"


@dataclass(slots=True)
class ImportResult:
    """What became of the rows.

    Attributes:
        taken: new reports.
        already: rows that an earlier run had taken, or that stand twice in the file.
        elsewhere: line numbers of rows, taken or known, whose point lies outside the region. Somebody told this
            deployment about them, so they are kept; their place counts as not known.
        refused: line numbers by reason: `no_serial`, `no_date`, `no_place`, `seen_in_the_future`,
            `text_field_refused`, `unreadable`.
    """

    taken: int = 0
    already: int = 0
    elsewhere: list[int] = field(default_factory=list)
    refused: dict[str, list[int]] = field(default_factory=dict)

    def refuse(self, reason: str, line: int) -> None:
        """Count a row that was not taken."""
        self.refused.setdefault(reason, []).append(line)


@dataclass(frozen=True, slots=True)
class _Ready:
    digest: str
    draft: ReportDraft


def import_ushahidi(path: Path | str, *, now: datetime) -> ImportResult:
    """Read the file row by row and store what can be taken, some hundred rows a transaction.

    Raises:
        NotAnUshahidiExport: another kind of file.
        OSError: the file can't be read.
    """
    csv.field_size_limit(LONGEST_FIELD_CHARS)
    result = ImportResult()
    with Path(path).open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        ready = _ready(reader, network.current_network(), result, now)
        while batch := list(islice(ready, ROWS_PER_TRANSACTION)):
            _store(batch, result, now)
    return result


def _ready(
    reader: "csv.DictReader[str]", settled: NetworkSettings, result: ImportResult, now: datetime
) -> Iterator[_Ready]:
    for line, row in _rows(reader, result):
        try:
            token = receipts.private_token("ushahidi", ushahidi.serial_of(row), secret=settings.SECRET_KEY)
            draft = ushahidi.draft_of(row, zone=settled.time_zone)
            if not settled.region.contains(draft.cell):
                draft = replace(draft, cell=places.middle_of(settled.region), place_is_known=False)
                result.elsewhere.append(line)
            draft = checked(draft, region=settled.region, now=now, allowance=IMPORTED)
        except ushahidi.RowRefused as error:
            result.refuse(str(error.fields["reason"]), line)
        except DraftRefused as error:
            result.refuse(error.code.lower(), line)
        else:
            yield _Ready(receipts.digest_of_token(token), draft)


def _rows(reader: "csv.DictReader[str]", result: ImportResult) -> Iterator[tuple[int, ushahidi.Row]]:
    """Yield each row with the line on which it begins.

    Raises:
        NotAnUshahidiExport: the head lacks a column.
    """
    try:
        missing = [name for name in ushahidi.COLUMNS if name not in (reader.fieldnames or ())]
    except csv.Error as error:
        raise NotAnUshahidiExport(missing=list(ushahidi.COLUMNS)) from error
    if missing:
        raise NotAnUshahidiExport(missing=missing)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            result.refuse("unreadable", line)
            continue
        yield line, row


def _store(batch: list[_Ready], result: ImportResult, now: datetime) -> None:
    with transaction.atomic():
        digests = [each.digest for each in batch]
        known = set(Report.objects.filter(token_digest__in=digests).values_list("token_digest", flat=True))
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
    result.taken += len(fresh)
    result.already += len(batch) - len(fresh)
