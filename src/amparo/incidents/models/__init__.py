"""The tables of incidents, a module for each concept."""

from amparo.incidents.models.board import LONGEST_FILTER_NAME, Looking, SavedFilter
from amparo.incidents.models.incident import (
    Incident,
    IncidentReport,
    Membership,
    OutcomeIsAppendOnly,
    OutcomeRecord,
)

__all__ = [
    "LONGEST_FILTER_NAME",
    "Incident",
    "IncidentReport",
    "Looking",
    "Membership",
    "OutcomeIsAppendOnly",
    "OutcomeRecord",
    "SavedFilter",
]
