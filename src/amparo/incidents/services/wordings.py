"""Remember in the worker's memory which words came in lately, and note in the database which of them are everywhere.

What a worker does not know yet it reads from the database: after its start, and what other workers placed meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

from amparo.core import clock
from amparo.incidents.domain.echoes import KEPT as REMEMBERED
from amparo.incidents.domain.echoes import Echoes, Found
from amparo.incidents.models import Echo, Incident, IncidentReport, Membership
from amparo.incidents.queries import facts
from amparo.incidents.queries.facts import Fact

# What is read after a start: some seconds' work in the midst of a flood, none on any other day.
_READ_AT_MOST: Final = 4_000
_READ_AT_ONCE: Final = 500
# How long it is noted that a report's words were everywhere: until somebody has decided, with room.
KEPT: Final = 14 * clock.DAY


@dataclass
class _Memory:
    """What this process knows, up to which row it has read, and which reports it has noted itself since."""

    echoes: Echoes
    read_to: int | None = None
    noted: set[UUID] = field(default_factory=set)


_memory = _Memory(Echoes())
_lock = Lock()


def note(fact: Fact, *, now: datetime) -> Found:
    """Note the words of a report that is about to be placed; for use inside the transaction that places it."""
    with _lock:
        since = _catch_up(now)
        mine = _add(fact)
        _memory.noted.add(fact.report_id)
        everywhere = (*since, *mine.everywhere)
    Echo.objects.bulk_create(
        (Echo(report_id=each, at=clock.floor_to(now, clock.HOUR)) for each in everywhere),
        ignore_conflicts=True,
    )
    return Found(everywhere, mine.same)


def everywhere(report_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of some reports have words that are told everywhere. One query."""
    rows = Echo.objects.filter(report_id__in=list(report_ids))
    return frozenset(rows.values_list("report_id", flat=True))


def incidents_of(report_ids: Iterable[UUID]) -> list[UUID]:
    """Return the incidents in which some reports stand."""
    rows = IncidentReport.objects.filter(report_id__in=list(report_ids), membership=Membership.PRESENT)
    return list(rows.values_list("incident_id", flat=True).distinct())


def forget_old(now: datetime) -> None:
    """Forget what was noted long ago."""
    Echo.objects.filter(at__lt=now - KEPT).delete()


def forget_all() -> None:
    """Forget what this process knows, as at its start."""
    _memory.echoes, _memory.read_to, _memory.noted = Echoes(), None, set()


def _catch_up(now: datetime) -> tuple[UUID, ...]:
    """Read what was placed by others since; return whose words turned out to be everywhere."""
    rows = IncidentReport.objects.order_by("pk")
    if _memory.read_to is None:
        lately = Incident.objects.filter(last_seen_at__gt=now - REMEMBERED).values("pk")
        newest = list(
            rows.filter(incident__in=lately).reverse()[:_READ_AT_MOST].values_list("pk", "report_id")
        )
        new = newest[::-1]
    else:
        new = list(rows.filter(pk__gt=_memory.read_to).values_list("pk", "report_id"))
    found: list[UUID] = []
    unknown = [each for _pk, each in new if each not in _memory.noted and each not in _memory.echoes]
    _memory.noted.clear()  # whatever was placed is behind `read_to`; what was rolled back comes again
    for start in range(0, len(unknown), _READ_AT_ONCE):
        for fact in facts.known(unknown[start : start + _READ_AT_ONCE]):
            found += _add(fact).everywhere
    _memory.read_to = max((pk for pk, _id in new), default=_memory.read_to or 0)
    return tuple(found)


def _add(fact: Fact) -> Found:
    return _memory.echoes.add(
        fact.report_id, fact.sighting.wording, fact.sighting.cell, fact.said.received_at
    )
