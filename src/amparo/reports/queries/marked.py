"""Which reports hold something that leads to a person, without reading what they say."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from amparo.core.fifo import FifoCache
from amparo.network.api import Actor, Capability
from amparo.reports.models import Report, ReportAddition
from amparo.reports.queries.reports import marks_of

MARKED, CLEAN = 1, 0

# Whether a report is marked, for more than a flood brings within some hours.
_known: FifoCache[UUID, bool] = FifoCache(50_000)


def marks_beside(column: str) -> Subquery:
    """Return an expression for rows that name a report in a column: 1 marked, 0 not, NULL nobody has looked yet.

    It is told from what is kept beside the report, so that a list needs no query of its own for it.
    """
    added = ReportAddition.objects.filter(report=OuterRef("pk")).exclude(private_marks=[])
    told = Case(
        When(Q(Exists(added)), then=Value(MARKED)),
        When(private_marks__isnull=True, then=Value(None)),
        When(private_marks=[], then=Value(CLEAN)),
        default=Value(MARKED),
        output_field=IntegerField(null=True),
    )
    return Subquery(Report.objects.filter(pk=OuterRef(column)).values(told=told)[:1])


def marked(report_ids: Iterable[UUID], *, by: Actor) -> frozenset[UUID]:
    """Return those of some reports whose own texts hold something that leads to a person; reads each text once.

    For reports into which the worker has not looked yet. In a flood those are hundreds on every page of the board, so
    what was found is remembered in this process; a report is never edited.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    wanted = list(report_ids)
    unknown = [each for each in wanted if each not in _known]
    if unknown:
        _known.update({report.pk: bool(marks_of(report)) for report in Report.objects.filter(pk__in=unknown)})
    return frozenset(each for each in wanted if _known.get(each))
