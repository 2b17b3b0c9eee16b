"""What forming compares with, remembered in this process: in a flood each report is compared with the same hundreds.

A report is never edited, and what a later addition says is nothing that forming looks at. What was withdrawn is
forgotten here when its incident loses it; in another worker's memory nobody asks for it any more.
"""

from collections.abc import Iterable
from dataclasses import replace
from threading import Lock
from typing import Final
from uuid import UUID

from amparo.incidents.domain.forming import Sighting
from amparo.incidents.queries import facts

# Those of the last hours of a flood, at one or two kilobytes each.
_MOST_KNOWN: Final = 8_000

_known: dict[UUID, Sighting] = {}
_lock = Lock()


def sightings(report_ids: Iterable[UUID]) -> dict[UUID, Sighting]:
    """Return what forming sees of some reports, without their pictures and without those that were withdrawn."""
    wanted = list(report_ids)
    unknown = [each for each in wanted if each not in _known]
    if unknown:
        remember(facts.without_pictures(unknown))
    with _lock:
        return {each: _known[each] for each in wanted if each in _known}


def remember(found: Iterable[facts.Fact]) -> None:
    """Remember some reports that were read; a picture that came along is asked for anew each time."""
    with _lock:
        for fact in found:
            _known[fact.report_id] = replace(fact.sighting, pictures=())
        while len(_known) > _MOST_KNOWN:
            del _known[next(iter(_known))]  # the first that was read


def forget(report_id: UUID) -> None:
    """Forget one report: it was withdrawn."""
    with _lock:
        _known.pop(report_id, None)


def forget_all() -> None:
    """Forget everything, as at the start of a process."""
    with _lock:
        _known.clear()
