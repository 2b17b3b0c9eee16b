"""Bring an incident's summary and its reporters' knowledge in line with its present reports."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from amparo.incidents.domain import forming, states, summary
from amparo.incidents.domain.states import State, Step
from amparo.incidents.models import Incident
from amparo.incidents.queries import facts, fetch
from amparo.reports import api as reports

_FATES = {
    State.CHECKING: reports.Fate.BEING_CHECKED,
    State.CONFIRMED: reports.Fate.CONFIRMED,
    State.UNFOUNDED: reports.Fate.UNFOUNDED,
    State.OTHER_AGENCY: reports.Fate.OTHER_AGENCY,
    State.UNVERIFIABLE: reports.Fate.UNVERIFIABLE,
}


def apply(incident: Incident, to: summary.Summary) -> None:
    """Set an incident's summary on the instance; saving is the caller's."""
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


def refresh(incident: Incident) -> None:
    """Recompute and save an incident from its present reports; without any, an undecided one is withdrawn.

    What was decided stays decided: the finding was a person's, and its summary keeps what the reports had said.
    """
    told = facts.told(fetch.present_report_ids(incident))
    if told:
        apply(incident, summary.summarise(told))
        incident.is_urgent &= incident.state not in states.CLOSED
    elif states.can(State(incident.state), Step.LOSE_LAST_REPORT):
        incident.state = states.after(State(incident.state), Step.LOSE_LAST_REPORT)
        incident.checking_by = incident.checking_since = None
        incident.is_urgent = False
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
        reports.record_fate(report_ids=ids, fate=fate, statement_id=None, now=now)
