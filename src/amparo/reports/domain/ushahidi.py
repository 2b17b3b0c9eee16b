"""One row of an Ushahidi export as a draft: what its columns mean, and why a row can't be taken.

Columns (Ushahidi 1.x and 2.x): Serial (or #), INCIDENT TITLE, INCIDENT DATE (dd/mm/yyyy hh:mm or yyyy-mm-dd hh:mm:ss,
local time), LOCATION, DESCRIPTION, CATEGORY, LATITUDE, LONGITUDE, APPROVED, VERIFIED, in any order; whoever exports
chooses among them. Their "verified" is not taken over: an outcome is recorded by a person of this network. Columns with
a reporter's name, e-mail address or telephone number are never read.
"""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import ClassVar

from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.core.places.cells import PlaceNotOnEarth, Point, Precision
from amparo.reports.domain import limits
from amparo.reports.domain.draft import ReportDraft
from amparo.reports.domain.kinds import Activity

COLUMNS = ("Serial", "INCIDENT TITLE", "INCIDENT DATE", "LOCATION", "DESCRIPTION", "LATITUDE", "LONGITUDE")
NEEDED = ("Serial", "INCIDENT DATE", "LATITUDE", "LONGITUDE")
# Without words a row says nothing.
WORDS = ("INCIDENT TITLE", "DESCRIPTION")
_OTHER_NAMES = {"#": "Serial"}
_DATE_FORMATS = (
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
)
_BREAK_TAG = re.compile(r"<(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")

Row = Mapping[str, str]


class NotAnUshahidiExport(AmparoError):
    """The file is no CSV with Ushahidi's columns; `fields["missing"]` names those it lacks."""

    code: ClassVar[str] = "NOT_AN_USHAHIDI_EXPORT"


class ColumnNamedTwice(AmparoError):
    """Two columns have one name, so that nobody knows which is meant; `fields` has `column`."""

    code: ClassVar[str] = "COLUMN_NAMED_TWICE"


class RowRefused(AmparoError):
    """The row can't become a report; `fields["reason"]` says why in one word."""

    code: ClassVar[str] = "ROW_REFUSED"


def column_of(name: str) -> str | None:
    """Return which of our columns a name in a file's head means, or None."""
    plain = " ".join(name.split()).casefold()
    plain = _OTHER_NAMES.get(plain, plain)
    return next((column for column in COLUMNS if column.casefold() == plain.casefold()), None)


def places_of(head: Sequence[str]) -> dict[str, int]:
    """Return where each of our columns stands in a file.

    Raises:
        NotAnUshahidiExport: one that is needed is missing.
        ColumnNamedTwice: one stands twice.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(head):
        column = column_of(name)
        if column in places:
            raise ColumnNamedTwice(column=column)
        if column is not None:
            places[column] = place
    missing = [column for column in NEEDED if column not in places]
    if not any(column in places for column in WORDS):
        missing += WORDS
    if missing:
        raise NotAnUshahidiExport(missing=missing)
    return places


def row_of(cells: Sequence[str], places: Mapping[str, int]) -> Row:
    """Return a row's cells by our columns; what the file or the row lacks is empty."""
    return {
        column: cells[places[column]] if places.get(column, len(cells)) < len(cells) else ""
        for column in COLUMNS
    }


def serial_of(row: Row) -> str:
    """Return the serial by which the row is known again.

    Raises:
        RowRefused: it has none.
    """
    serial = row["Serial"].strip()
    if not serial or len(serial) > 64:
        raise RowRefused(reason="no_serial")
    return serial


def draft_of(row: Row, *, zone: tzinfo) -> ReportDraft:
    """Return the row as a draft. Its exact place is a geocoder's guess, so it is kept to the block.

    Raises:
        RowRefused: no readable date or place.
    """
    location = _plain(row["LOCATION"])
    parts = [_plain(row["INCIDENT TITLE"]), _plain(row["DESCRIPTION"])]
    if len(location) > limits.PLACE_TEXT_MAX_CHARS:
        parts.append(location)
        location = location[: limits.PLACE_TEXT_MAX_CHARS - 1] + "…"
    return ReportDraft(
        activity=Activity.OTHER,
        cell=cells.cell_at(_point(row), Precision.BLOCK),
        seen_at=_date(row["INCIDENT DATE"], zone),
        first_hand=False,
        place_text=location,
        text="\n".join(part for part in parts if part),
    )


def _plain(text: str) -> str:
    """Return text without the tags, entities and backslashes that the export leaves in it."""
    without_tags = _TAG.sub(" ", _BREAK_TAG.sub("\n", text))
    return html.unescape(without_tags).replace("\\'", "'").replace('\\"', '"').replace("\x00", "").strip()


def _date(text: str, zone: tzinfo) -> datetime:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise RowRefused(reason="no_date")


def _point(row: Row) -> Point:
    try:
        point = Point(_number(row["LATITUDE"]), _number(row["LONGITUDE"]))
    except (ValueError, PlaceNotOnEarth) as error:
        raise RowRefused(reason="no_place") from error
    if point.lat == 0 and point.lon == 0:
        raise RowRefused(reason="no_place")
    return point


def _number(text: str) -> float:
    """Return a number, also as offices write it whose files are parted by semicolons: 34,05."""
    return float(text.replace(",", ".")) if "." not in text else float(text)
