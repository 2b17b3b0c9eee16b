"""One row of an Ushahidi export as a draft: what its columns mean, and why a row can't be taken.

Columns (Ushahidi 1.x and 2.x): Serial, INCIDENT TITLE, INCIDENT DATE (dd/mm/yyyy hh:mm, local time), LOCATION,
DESCRIPTION, CATEGORY, LATITUDE, LONGITUDE, APPROVED, VERIFIED. Their "verified" is not taken over: an outcome is
recorded by a person of this network.
"""

import html
import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import ClassVar

from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.core.places.cells import PlaceNotOnEarth, Point, Precision
from amparo.reports.domain import limits
from amparo.reports.domain.draft import ReportDraft
from amparo.reports.domain.kinds import Activity

COLUMNS = ("Serial", "INCIDENT TITLE", "INCIDENT DATE", "LOCATION", "DESCRIPTION", "LATITUDE", "LONGITUDE")
_DATE_FORMATS = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y")
_BREAK_TAG = re.compile(r"<(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")

Row = Mapping[str, str]


class RowRefused(AmparoError):
    """The row can't become a report; `fields["reason"]` says why in one word."""

    code: ClassVar[str] = "ROW_REFUSED"


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
        point = Point(float(row["LATITUDE"]), float(row["LONGITUDE"]))
    except (ValueError, PlaceNotOnEarth) as error:
        raise RowRefused(reason="no_place") from error
    if point.lat == 0 and point.lon == 0:
        raise RowRefused(reason="no_place")
    return point
