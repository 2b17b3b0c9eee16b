"""The door to incidents for other apps: what was found, and saying what was found.

Notices (subject: the incident's id) are named in `notices.py`: `incident.formed`, `.joined`, `.report_left`,
`.report_added_to`, `.split`, `.merged`, `.took_in`, `.checking`, `.put_back`, `.news_read`, `.outcome_recorded`,
`.ended`; (subject: the rumour's id) `rumour.drafted`, `.published`, `.withdrawn`.
"""

from amparo.incidents.domain.handover import IncidentForAlert
from amparo.incidents.domain.outcomes import Basis, BasisKind, BasisRefused, Outcome
from amparo.incidents.domain.regrouping import MergeReason, SplitReason
from amparo.incidents.domain.rumours import Claim
from amparo.incidents.domain.states import State, StepNotPossible
from amparo.incidents.queries.board import BoardRow, open_incidents
from amparo.incidents.queries.fetch import NoSuchIncident
from amparo.incidents.queries.handover import NothingFoundYet, for_alert, incident_of
from amparo.incidents.queries.rumours import preview as preview_rumour
from amparo.incidents.services.decide import (
    AlreadyBeingChecked,
    AlreadyRecorded,
    HowJudgedHoldsPrivate,
    NoNews,
    NothingToCorrect,
    claim_checking,
    end_incident,
    put_back,
    put_news_aside,
    record_outcome,
)
from amparo.incidents.services.form import place_report
from amparo.incidents.services.regroup import merge, split
from amparo.incidents.services.rumours import OutsideClaim
from amparo.incidents.services.rumours import draft_from_incident as draft_rumour
from amparo.incidents.services.rumours import draft_outside as draft_outside_rumour
from amparo.incidents.services.rumours import publish as publish_rumour
from amparo.incidents.services.search_index import forget as make_unfindable
from amparo.incidents.services.search_index import put as make_findable

__all__ = [
    "AlreadyBeingChecked",
    "AlreadyRecorded",
    "Basis",
    "BasisKind",
    "BasisRefused",
    "BoardRow",
    "Claim",
    "HowJudgedHoldsPrivate",
    "IncidentForAlert",
    "MergeReason",
    "NoNews",
    "NoSuchIncident",
    "NothingFoundYet",
    "NothingToCorrect",
    "Outcome",
    "OutsideClaim",
    "SplitReason",
    "State",
    "StepNotPossible",
    "claim_checking",
    "draft_outside_rumour",
    "draft_rumour",
    "end_incident",
    "for_alert",
    "incident_of",
    "make_findable",
    "make_unfindable",
    "merge",
    "open_incidents",
    "place_report",
    "preview_rumour",
    "publish_rumour",
    "put_back",
    "put_news_aside",
    "record_outcome",
    "split",
]
