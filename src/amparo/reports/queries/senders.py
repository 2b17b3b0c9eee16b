"""Reports of one sender: of one browser within a day, or of one phone or mailbox. Nothing tells who that is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from amparo.core.places.cells import Cell
from amparo.reports.domain.kinds import Fate
from amparo.reports.domain.views import ReportFacts
from amparo.reports.models import Report

# Of a script that sent thousands, some are enough.
_MOST_READ: Final = 400


@dataclass(frozen=True, slots=True)
class Place:
    """What one report named; `cell` is None where no place could be read."""

    report_id: UUID
    cell: Cell | None


def places_of_senders(reports: Iterable[ReportFacts], *, since: datetime) -> dict[UUID, tuple[Place, ...]]:
    """Return for each report what its sender named, itself among it. One query; none where nobody has a mark."""
    of_mark: dict[str | UUID, list[UUID]] = defaultdict(list)
    for each in reports:
        for mark in _marks(each.browser_mark, each.correspondent_id):
            of_mark[mark].append(each.report_id)
    if not of_mark:
        return {}
    rows = (
        Report.objects.filter(
            Q(browser_mark__in=[each for each in of_mark if isinstance(each, str)])
            | Q(correspondent_id__in=[each for each in of_mark if isinstance(each, UUID)]),
            received_at__gt=since,
        )
        .exclude(fate=Fate.WITHDRAWN)
        .order_by("-received_at")
        .values_list("pk", "browser_mark", "correspondent_id", "cell", "place_is_known")
    )
    found: dict[UUID, dict[UUID, Place]] = defaultdict(dict)
    for pk, browser, correspondent, cell, is_known in rows[:_MOST_READ]:
        place = Place(pk, Cell(cell) if is_known else None)
        for mark in _marks(browser, correspondent):
            for report_id in of_mark.get(mark, ()):
                found[report_id][pk] = place
    return {report_id: tuple(places.values()) for report_id, places in found.items()}


def _marks(browser: str, correspondent: UUID | None) -> list[str | UUID]:
    marks: list[str | UUID] = [browser] if browser else []
    return marks if correspondent is None else [*marks, correspondent]
