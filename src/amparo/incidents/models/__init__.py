"""The tables of incidents, a module for each concept."""

from amparo.incidents.models.beside import Note, NoteIsAppendOnly, VerificationRequest
from amparo.incidents.models.board import LONGEST_FILTER_NAME, Looking, SavedFilter
from amparo.incidents.models.incident import (
    Incident,
    IncidentReport,
    Membership,
    OutcomeIsAppendOnly,
    OutcomeRecord,
)
from amparo.incidents.models.numbers import WeekNumbers
from amparo.incidents.models.regroup import SameSource, ToldApart
from amparo.incidents.models.rumours import Rumour
from amparo.incidents.models.search import SearchEntry, SearchToken
from amparo.incidents.models.surge import Echo, HourCount, ModeChange, Standing

__all__ = [
    "LONGEST_FILTER_NAME",
    "Echo",
    "HourCount",
    "Incident",
    "IncidentReport",
    "Looking",
    "Membership",
    "ModeChange",
    "Note",
    "NoteIsAppendOnly",
    "OutcomeIsAppendOnly",
    "OutcomeRecord",
    "Rumour",
    "SameSource",
    "SavedFilter",
    "SearchEntry",
    "SearchToken",
    "Standing",
    "ToldApart",
    "VerificationRequest",
    "WeekNumbers",
]
