"""What a report's arrival means for others: its words are noted, it is counted, and in a flood copies go together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from amparo.incidents.domain import doubts, forming
from amparo.incidents.domain.echoes import Found
from amparo.incidents.domain.surge import Level
from amparo.incidents.models import Incident, IncidentReport, Membership
from amparo.incidents.queries import facts, senders
from amparo.incidents.queries import surge as queries
from amparo.incidents.services import standing, surge, wordings
from amparo.reports.api import ReportChannel

# Reports in one group: what a person reads through in a minute, and whose summary stays cheap to make.
GROUP_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Arrival:
    """One report that is being placed, and what its words showed."""

    fact: facts.Fact
    found: Found

    @property
    def told_before(self) -> tuple[UUID, ...]:
        """The report whose words this one has, if there is one."""
        return () if self.found.same is None else (self.found.same,)

    def or_group(self, decision: forming.Decision) -> forming.Decision:
        """Return the decision, or to join the copies that wait aside while a flood lasts.

        Only what would form an incident of its own goes there, and nothing that tells of danger.
        """
        told, same = self.fact.told, self.found.same
        is_danger = told.child_alone or told.someone_hurt or told.is_being_taken
        if isinstance(decision, forming.Join) or is_danger or same is None:
            return decision
        if queries.level() is not Level.FLOOD or self.fact.report_id not in self.found.everywhere:
            return decision
        group_id = _group_of(same)
        return decision if group_id is None else forming.Join(group_id, 0.0)

    def placed(self, incident_id: UUID, *, now: datetime) -> UUID:
        """Note where the report went, and judge again what it sheds a light on; return the incident."""
        others = {each for each in self.found.everywhere if each != self.fact.report_id}
        elsewhere = senders.elsewhere(self.fact.said)
        others.update(elsewhere.doubted_anew)
        if others:
            standing.judge_again(set(wordings.incidents_of(others)) - {incident_id})
        if self.fact.said.channel is not ReportChannel.IMPORT:  # what another tool held is no surge of today
            # Its own doubt counts, not that of the incident in which a better report may stand.
            is_echo = self.fact.report_id in self.found.everywhere
            told = standing.told_of(self.fact, is_echo=is_echo, sender_places=elsewhere.places)
            surge.count(is_doubtful=doubts.doubt_of(told) >= doubts.DOUBTFUL_FROM, now=now)
        return incident_id


def note(fact: facts.Fact, *, now: datetime) -> Arrival:
    """Note the words of a report that is about to be placed."""
    return Arrival(fact, wordings.note(fact, now=now))


def _group_of(report_id: UUID) -> UUID | None:
    """Return the incident aside in which a copy stands, if it has room."""
    present = IncidentReport.objects.filter(membership=Membership.PRESENT)
    group_id = present.filter(report_id=report_id).values_list("incident_id", flat=True).first()
    if group_id is None or not Incident.objects.filter(pk=group_id, is_aside=True).exists():
        return None
    return group_id if present.filter(incident=group_id).count() < GROUP_MOST else None
