"""Which reports hold something that leads to a person, without reading what they say."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from amparo.network.api import Actor, Capability
from amparo.reports.models import Report, ReportAddition
from amparo.reports.queries.reports import marks_of


def marked(report_ids: Iterable[UUID], *, by: Actor) -> frozenset[UUID]:
    """Return those of some reports in which, or in what was added to them, something leads to a person.

    One query, over what is kept beside each report; another where the worker has not looked into some of them yet.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    added = ReportAddition.objects.filter(report=OuterRef("pk")).exclude(private_marks=[])
    rows = Report.objects.filter(pk__in=list(report_ids)).values_list("pk", "private_marks", Exists(added))
    found, unread = set(), []
    for report_id, marks, is_added_to in rows:
        if marks or is_added_to:
            found.add(report_id)
        elif marks is None:
            unread.append(report_id)
    if unread:
        found.update(report.pk for report in Report.objects.filter(pk__in=unread) if marks_of(report))
    return frozenset(found)
