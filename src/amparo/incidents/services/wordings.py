"""Remember which words came in lately, and of which places they were told. Only keyed sketches are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from amparo.core import clock
from amparo.incidents.domain import doubts, same_words
from amparo.incidents.domain.likeness import Sighting
from amparo.incidents.models import IncidentReport, Membership, Wording, WordingKey

KEPT: Final = 6 * clock.HOUR
# Wordings compared with a new one, those used last: bounds the cost when thousands of different texts come in.
MOST_COMPARED: Final = 24
# Reports under one wording that are looked at again when it turns up everywhere.
MOST_LOOKED_AT_AGAIN: Final = 12


@dataclass(frozen=True, slots=True)
class Noted:
    """What became known when a report's words were noted.

    Attributes:
        wording: None where the words are too few.
        is_everywhere: they were told of so many places that nobody need believe them.
        others: reports with the same words, known before they turned up everywhere.
    """

    wording: Wording | None = None
    is_everywhere: bool = False
    others: tuple[UUID, ...] = ()


def note(sighting: Sighting, *, now: datetime) -> Noted:
    """Note the words of one report, inside the transaction that places it."""
    if not same_words.counts(sighting.wording):
        return Noted()
    known = _find([sighting.wording]).get(sighting.wording)
    hour = clock.floor_to(now, clock.HOUR)
    if known is None:
        return Noted(_new(sighting, hour))
    was_everywhere = known.is_everywhere
    if was_everywhere and known.used_at == hour:
        return Noted(known, is_everywhere=True)
    others = tuple(map(UUID, known.reports))
    known.places, known.used_at = same_words.with_place(known.places, sighting.cell), hour
    known.is_everywhere = len(known.places) > doubts.SAME_WORDS_PLACES
    known.reports = [*known.reports, str(sighting.report_id)][-MOST_LOOKED_AT_AGAIN:]
    known.save(update_fields=["places", "used_at", "is_everywhere", "reports"])
    is_news = known.is_everywhere and not was_everywhere
    return Noted(known, known.is_everywhere, others if is_news else ())


def other_places(sightings: Iterable[Sighting]) -> dict[UUID, int]:
    """Return of how many places, apart from its own, the words of each report were told, if everywhere. One query."""
    told = [each for each in sightings if same_words.counts(each.wording)]
    found = _find([each.wording for each in told], only_everywhere=True)
    return {
        each.report_id: same_words.apart_from(each.cell, found[each.wording].places)
        for each in told
        if each.wording in found
    }


def incidents_of(report_ids: Iterable[UUID]) -> list[UUID]:
    """Return the incidents in which some reports stand."""
    rows = IncidentReport.objects.filter(report_id__in=list(report_ids), membership=Membership.PRESENT)
    return list(rows.values_list("incident_id", flat=True).distinct())


def forget_old(now: datetime) -> None:
    """Forget the words that were not used for some hours."""
    Wording.objects.filter(used_at__lt=now - KEPT).delete()


def _new(sighting: Sighting, hour: datetime) -> Wording:
    wording = Wording.objects.create(
        sketch=list(sighting.wording),
        places=same_words.with_place([], sighting.cell),
        reports=[str(sighting.report_id)],
        used_at=hour,
    )
    WordingKey.objects.bulk_create(
        WordingKey(key=key, wording=wording) for key in same_words.keys(sighting.wording)
    )
    return wording


def _find(
    sketches: Iterable[tuple[int, ...]], *, only_everywhere: bool = False
) -> dict[tuple[int, ...], Wording]:
    """Return the known wording of each sketch that has one; one query."""
    wanted = list(dict.fromkeys(sketches))
    keys = {key for sketch in wanted for key in same_words.keys(sketch)}
    if not keys:
        return {}
    rows = WordingKey.objects.filter(key__in=keys).select_related("wording").order_by("-wording_id")
    if only_everywhere:
        rows = rows.filter(wording__is_everywhere=True)
    known = {row.wording_id: row.wording for row in rows[: MOST_COMPARED * same_words.PAIRS]}
    told = [(key, tuple(each.sketch)) for key, each in known.items()]
    found = {sketch: same_words.best(sketch, told) for sketch in wanted}
    return {sketch: known[key] for sketch, key in found.items() if key is not None}
