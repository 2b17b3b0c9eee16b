"""The tables of incidents, a module for each concept."""

from amparo.incidents.models.incident import (
    Incident,
    IncidentReport,
    Membership,
    OutcomeIsAppendOnly,
    OutcomeRecord,
)

__all__ = ["Incident", "IncidentReport", "Membership", "OutcomeIsAppendOnly", "OutcomeRecord"]
