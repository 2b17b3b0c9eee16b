"""Bring an incident's summary and its reporters' knowledge in line with its present reports."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from amparo.incidents.domain import forming, states, summary
from amparo.incidents.domain.states import State, Step
from amparo.incidents.models import Incident, SameSource
from amparo.incidents.queries import facts, fetch, sources
from amparo.incidents.services import erasing, standing
from amparo.reports import api as reports

_FATES = {
    State.CHECKING: reports.Fate.BEING_CHECKED,
    State.CONFIRMED: reports.Fate.CONFIRMED,
    State.UNFOUNDED: reports.Fate.UNFOUNDED,
    State.OTHER_AGENCY: reports.Fate.OTHER_AGENCY,
    State.UNVERIFIABLE: reports.Fate.UNVERIFIABLE,
}


def apply(incident: Incident, known: Sequence[facts.Fact]) -> None:
    """Set what an incident's reports say, and how many sources they have, on the instance; saving is the caller's."""
    to = summary.summarise(each.told for each in known)
    incident.independent_count = sources.independence_of(known).count
    incident.cell = to.cell
    incident.search_cell = forming.search_cell(to.cell)
    incident.place_is_known = to.place_is_known
    incident.is_home = to.is_home
    incident.activity = to.activity
    incident.agency = to.agency
    incident.first_seen_at = to.first_seen_at
    incident.last_seen_at = to.last_seen_at
    incident.is_urgent = to.is_urgent
    incident.child_alone = to.child_alone
    incident.someone_hurt = to.someone_hurt
    standing.judge(incident, known)


def refresh(incident: Incident) -> None:
    """Recompute and save an incident from its present reports; without any, an undecided one is withdrawn.

    What was decided stays decided: the finding was a person's, and its summary keeps what the reports had said.
    """
    known = facts.known(fetch.present_report_ids(incident))
    if known:
        apply(incident, known)
        incident.is_urgent &= incident.state not in states.CLOSED
    elif states.can(State(incident.state), Step.LOSE_LAST_REPORT):
        incident.state = states.after(State(incident.state), Step.LOSE_LAST_REPORT)
        incident.checking_by = incident.checking_since = None
        erasing.erase_beside(incident.pk)
        incident.is_urgent = False
        incident.independent_count = 0
    incident.save()


def tell_reporters(
    incident: Incident, *, now: datetime, report_ids: Iterable[UUID] | None = None, anew: bool = False
) -> None:
    """Push what became of an incident to its reports, or to some of them.

    Args:
        anew: the reports were told something else before, so an open incident says that it is being checked.
    """
    standing = State(incident.outcome or incident.state)
    fate = _FATES.get(standing)
    if fate is None and anew:
        fate = reports.Fate.BEING_CHECKED
    ids = tuple(fetch.present_report_ids(incident) if report_ids is None else report_ids)
    if fate is not None and ids:
        if incident.outcome:
            keep_what_is_erased(incident)
        reports.record_fate(report_ids=ids, fate=fate, statement_id=None, now=now)


def keep_what_is_erased(incident: Incident) -> None:
    """Keep which reports are one source, before the outcome erases the marks by which that is seen."""
    found = sources.independence_of(facts.known(fetch.present_report_ids(incident)))
    SameSource.objects.bulk_create(
        (SameSource(one=each.one, other=each.other, ties=list(each.ties)) for each in found.links()),
        ignore_conflicts=True,
    )
