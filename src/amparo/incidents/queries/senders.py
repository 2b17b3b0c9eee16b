"""Which places far apart one sender told of within a day: read from the reports, so that it goes when the marks go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from amparo.core import clock
from amparo.core.places import cells
from amparo.incidents.domain import doubts
from amparo.reports import api as reports

# Earlier reports of one sender that one more report lets us judge anew: the newest. Each is judged so at most once for
# every place up to SENDER_EVERYWHERE_FROM, so that a script that sends hundreds costs no more than this.
_JUDGED_ANEW: Final = 12


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the sender of a report told of besides.

    Attributes:
        places: so many far from the report's own place, and from each other.
        doubted_anew: earlier reports of the sender that are more doubtful since this one came.
    """

    places: int
    doubted_anew: tuple[UUID, ...]


def places_apart(said: Sequence[reports.ReportFacts]) -> dict[UUID, int]:
    """Return of each report of how many places apart its sender told within a day. One query."""
    since = min((each.received_at for each in said), default=None)
    if since is None:
        return {}
    named = reports.places_of_senders(said, since=since - clock.DAY)
    return {each.report_id: _count(_own_place(each), named.get(each.report_id, ())) for each in said}


def elsewhere(said: reports.ReportFacts) -> Elsewhere:
    """Return what the sender of a report that just came told of besides. One query."""
    own = _own_place(said)
    named = reports.places_of_senders([said], since=said.received_at - clock.DAY).get(said.report_id, ())
    earlier = [each for each in named if each.report_id != said.report_id]
    anew = (
        each.report_id
        for each in earlier[:_JUDGED_ANEW]
        if own.cell is not None
        and (each.cell is None or _are_apart(each.cell, own.cell))
        and _count(each, earlier) < doubts.SENDER_EVERYWHERE_FROM
    )
    return Elsewhere(_count(own, earlier), tuple(anew))


def _own_place(said: reports.ReportFacts) -> reports.SenderPlace:
    return reports.SenderPlace(said.report_id, said.cell if said.place_is_known else None)


def _count(own: reports.SenderPlace, places: Iterable[reports.SenderPlace]) -> int:
    """Count the places that lie apart from a report's own, and from each other; as many as make a difference."""
    kept = [] if own.cell is None else [own.cell]
    found = 0
    for place in places:
        if place.cell is None or place.report_id == own.report_id:
            continue
        if all(_are_apart(place.cell, each) for each in kept):
            kept.append(place.cell)
            found += 1
            if found == doubts.SENDER_EVERYWHERE_FROM:
                break
    return found


def _are_apart(one: cells.Cell, other: cells.Cell) -> bool:
    return cells.distance_m(one, other) > doubts.APART_M
