"""Outcomes that rest on a report which its sender took back."""

from collections.abc import Iterable
from uuid import UUID

from amparo.incidents.domain.outcomes import Basis, BasisKind
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries import fetch


def rests_on(incident: Incident, report_id: UUID) -> bool:
    """Tell whether the outcome that stands names a report in its basis."""
    record = fetch.current_outcome(incident)
    return record is not None and any(report_id in each.report_ids for each in record.bases())


def lost_of(bases: Iterable[Basis]) -> tuple[BasisKind, ...]:
    """Return the kinds of basis of which a report was taken back; one query, none where no report is named."""
    bases = tuple(bases)
    named = {report_id for each in bases for report_id in each.report_ids}
    if not named:
        return ()
    rows = IncidentReport.objects.filter(report_id__in=named, membership=Membership.WITHDRAWN)
    gone = set(rows.values_list("report_id", flat=True))
    return tuple(each.kind for each in bases if gone & set(each.report_ids))
