"""What every moving of reports between incidents is made of."""

from collections.abc import Iterable
from uuid import UUID

from amparo.core import database
from amparo.incidents.models import Incident, IncidentReport, Membership


def stand_in_line() -> None:
    """Let no other moving, and no forming, go on until this transaction has ended.

    Two people who move between the same incidents would wait for each other, each holding one of them.
    """
    database.stand_in_line(database.LINE_OF_FORMING)


def leave(source: Incident, report_ids: Iterable[UUID], why: Membership) -> None:
    """Note that reports are no longer part of an incident."""
    IncidentReport.objects.filter(
        incident=source, report_id__in=list(report_ids), membership=Membership.PRESENT
    ).update(membership=why)


def enter(target: Incident, source: Incident, report_ids: Iterable[UUID], left_as: Membership) -> None:
    """Make memberships in the target like those that were just left in the source, in their order."""
    last = {
        each.report_id: each
        for each in IncidentReport.objects.filter(
            incident=source, report_id__in=list(report_ids), membership=left_as
        ).order_by("pk")
    }
    IncidentReport.objects.bulk_create(
        IncidentReport(incident=target, report_id=each.report_id, is_first_hand=each.is_first_hand)
        for each in sorted(last.values(), key=lambda each: each.pk)
    )
