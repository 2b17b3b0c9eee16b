"""What forming incidents reads of reports, some hundred at a time: plain rows, without the cost of model instances."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from amparo.core.places.cells import Cell
from amparo.reports.domain.danger import NO_DANGER, Danger
from amparo.reports.domain.kinds import Activity, Agency, Answer, Fate, PlaceKind, ReportChannel
from amparo.reports.domain.views import ReportFacts
from amparo.reports.models import Report, ReportAddition
from amparo.reports.queries import words


class _Row(NamedTuple):
    """The columns of a report that are read."""

    pk: UUID
    channel: str
    activity: str
    agency: str
    cell: int
    place_text: str
    place_kind: str
    place_is_known: bool
    seen_at: datetime
    received_at: datetime
    first_hand: bool
    how_many: int | None
    markings: str
    vehicles: str
    being_taken: str
    child_alone: bool
    someone_hurt: bool
    text: str
    fate: str
    closed_at: datetime | None
    correspondent_id: UUID | None
    browser_mark: str
    sent_before: int


def facts(report_ids: Iterable[UUID]) -> tuple[ReportFacts, ...]:
    """Return what forming incidents needs of these reports, in the order of their arrival. Two queries."""
    wanted = list(report_ids)
    rows = Report.objects.filter(pk__in=wanted).order_by("received_at", "pk").values_list(*_Row._fields)
    found = [_Row(*row) for row in rows]
    added = _added(wanted) if found else {}
    return tuple(_facts(row, added.get(row.pk, NO_DANGER)) for row in found)


def withdrawn(report_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of some reports that were withdrawn. One query."""
    rows = Report.objects.filter(pk__in=list(report_ids), fate=Fate.WITHDRAWN)
    return frozenset(rows.values_list("pk", flat=True))


def _added(report_ids: list[UUID]) -> dict[UUID, Danger]:
    """Return what was added to reports about danger."""
    rows = ReportAddition.objects.filter(report__in=report_ids)
    found: dict[UUID, list[Danger]] = defaultdict(list)
    for report_id, being_taken, child_alone, someone_hurt in rows.values_list(
        "report_id", "being_taken", "child_alone", "someone_hurt"
    ):
        found[report_id].append(
            Danger(being_taken=being_taken, child_alone=child_alone, someone_hurt=someone_hurt)
        )
    return {report_id: reduce(or_, dangers) for report_id, dangers in found.items()}


def _facts(row: _Row, added: Danger) -> ReportFacts:
    said = words.of(row.pk, row.text, row.place_text, row.vehicles)
    return ReportFacts(
        report_id=row.pk,
        channel=ReportChannel(row.channel),
        activity=Activity(row.activity),
        agency=Agency(row.agency),
        cell=Cell(row.cell),
        place_text=row.place_text,
        place_kind=PlaceKind(row.place_kind),
        place_is_known=row.place_is_known,
        seen_at=row.seen_at,
        received_at=row.received_at,
        first_hand=row.first_hand,
        how_many=row.how_many,
        markings=row.markings,
        vehicles=row.vehicles,
        being_taken=Answer.YES if added.being_taken else Answer(row.being_taken),
        child_alone=row.child_alone or added.child_alone,
        someone_hurt=row.someone_hurt or added.someone_hurt,
        fate=Fate(row.fate),
        is_closed=row.closed_at is not None,
        correspondent_id=row.correspondent_id,
        browser_mark=row.browser_mark,
        sent_before=row.sent_before,
        wording=said.wording,
        direction=said.direction,
        is_forwarded=said.is_forwarded,
    )
