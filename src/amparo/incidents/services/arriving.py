"""What a report's arrival means for others: its words are noted, it is counted, and in a flood copies go together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from amparo.incidents.domain import forming
from amparo.incidents.domain.surge import Level
from amparo.incidents.models import Incident, IncidentReport, Membership, Wording
from amparo.incidents.queries import facts
from amparo.incidents.queries import surge as queries
from amparo.incidents.services import standing, surge, wordings
from amparo.incidents.services.wordings import Noted

# Reports in one group: one that a person reads through in a minute, and whose summary stays cheap to make.
GROUP_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Arrival:
    """One report that is being placed, and what is known of its words."""

    fact: facts.Fact
    noted: Noted

    def or_group(self, decision: forming.Decision) -> forming.Decision:
        """Return the decision, or to join the copies that wait aside while a flood lasts.

        Only what would form an incident of its own goes there, and nothing that tells of danger.
        """
        told = self.fact.told
        is_danger = told.child_alone or told.someone_hurt or told.is_being_taken
        wording = self.noted.wording
        if isinstance(decision, forming.Join) or is_danger or wording is None or not self.noted.is_everywhere:
            return decision
        if (
            wording.group_id is None
            or queries.level() is not Level.FLOOD
            or not _takes_more(wording.group_id)
        ):
            return decision
        return forming.Join(wording.group_id, 0.0)

    def placed(self, incident_id: UUID, *, now: datetime) -> UUID:
        """Note where the report went; return the incident."""
        if self.noted.others:
            standing.judge_again(wordings.incidents_of(self.noted.others))
        wording = self.noted.wording
        if wording is not None and self.noted.is_everywhere and not _takes_more(wording.group_id):
            Wording.objects.filter(pk=wording.pk).update(group_id=incident_id)
        surge.count(incident_id, now=now)
        return incident_id


def note(fact: facts.Fact, *, now: datetime) -> Arrival:
    """Note the words of a report that is about to be placed."""
    return Arrival(fact, wordings.note(fact.sighting, now=now))


def _takes_more(group_id: UUID | None) -> bool:
    """Tell whether an incident is still a group of copies aside that has room."""
    if group_id is None or not Incident.objects.filter(pk=group_id, is_aside=True).exists():
        return False
    present = IncidentReport.objects.filter(incident=group_id, membership=Membership.PRESENT)
    return present.count() < GROUP_MOST
