"""What other apps get of an incident: frozen values, nothing that a reporter wrote."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.core.places.cells import Cell
from amparo.incidents.domain.outcomes import BasisKind, Outcome


@dataclass(frozen=True, slots=True)
class IncidentForAlert:
    """An incident with an outcome, for those who compose and release.

    Attributes:
        outcome_id: the record of the outcome; an alert made from it is stale once another record replaces it.
        is_over: it has ended.
        cell: as exact as known: coarsen it before anybody else sees it, a home never finer than its neighbourhood.
        is_home: a home, or a place of which no report says that it is anything else: it may be one.
        seen_at: when it was last seen.
        taken_count: at least so many people were taken, by first-hand reports; 0: none told.
    """

    incident_id: UUID
    outcome_id: UUID
    outcome: Outcome
    basis: tuple[BasisKind, ...]
    is_over: bool
    cell: Cell
    is_home: bool
    activity: str
    agency: str
    seen_at: datetime
    taken_count: int
