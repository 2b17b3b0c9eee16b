"""Who has which incident open at this moment. Nothing older is known to anybody."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from amparo.incidents.models import Looking
from amparo.network.api import Actor


@dataclass(frozen=True, slots=True)
class Presence:
    """Who looks at what.

    Attributes:
        digest: changes whenever somebody comes or goes.
    """

    digest: str = ""
    _lookers: Mapping[UUID, tuple[tuple[UUID, str], ...]] = field(default_factory=dict)

    def others(self, incident_id: UUID, *, than: Actor) -> tuple[str, ...]:
        """Return the names of those who look at an incident beside the actor."""
        present = self._lookers.get(incident_id, ())
        return tuple(name for member_id, name in present if member_id != than.member_id)


def now_looking(now: datetime, *, at: Iterable[UUID] | None = None) -> Presence:
    """Return who looks at anything, or at some incidents. One query over one row a person at work."""
    rows = Looking.objects.filter(until__gt=now)
    if at is not None:
        rows = rows.filter(incident__in=list(at))
    lookers: dict[UUID, tuple[tuple[UUID, str], ...]] = {}
    seen = rows.order_by("incident", "pk").values_list("incident", "member", "member__display_name")
    for incident_id, member_id, name in seen:
        lookers[incident_id] = (*lookers.get(incident_id, ()), (member_id, name))
    told = " ".join(f"{incident} {member}" for incident, every in lookers.items() for member, _ in every)
    return Presence(f"{zlib.crc32(told.encode()):x}", lookers)
