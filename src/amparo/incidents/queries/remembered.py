"""What forming compares with, remembered in this process: in a flood each report is compared with the same hundreds.

A report is never edited, and what a later addition says is nothing that forming looks at. What was withdrawn is never
returned; it is forgotten when it is asked for, or when its incident loses it. Another worker that does neither keeps it
until newer ones push it out.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from amparo.core.fifo import FifoCache
from amparo.incidents.domain.forming import Sighting
from amparo.incidents.queries import facts
from amparo.reports import api as reports

# Those of the last hours of a flood, at one or two kilobytes each.
_MOST_KNOWN: Final = 8_000

_known: FifoCache[UUID, Sighting] = FifoCache(_MOST_KNOWN)


def sightings(report_ids: Iterable[UUID]) -> dict[UUID, Sighting]:
    """Return what forming sees of some reports, without their pictures and without those that were withdrawn."""
    wanted = list(report_ids)
    known = {each: found for each in wanted if (found := _known.get(each)) is not None}
    for each in reports.withdrawn(known):
        forget(each)
        del known[each]
    read = _without_pictures(facts.without_pictures([each for each in wanted if each not in known]))
    _known.update(read)
    return known | read


def remember(fact: facts.Fact) -> None:
    """Remember a report that was read; a picture that came along is asked for anew each time."""
    _known.update(_without_pictures([fact]))


def forget(report_id: UUID) -> None:
    """Forget one report: it was withdrawn."""
    _known.drop(report_id)


def forget_all() -> None:
    """Forget everything, as at the start of a process."""
    _known.clear()


def _without_pictures(found: Iterable[facts.Fact]) -> dict[UUID, Sighting]:
    return {fact.report_id: replace(fact.sighting, pictures=()) for fact in found}
