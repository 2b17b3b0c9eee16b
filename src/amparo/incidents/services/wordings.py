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
    was_everywhere = _is_everywhere(known.places)
    places = same_words.with_place(known.places, sighting.cell)
    if was_everywhere and known.used_at == hour:
        return Noted(known, is_everywhere=True)
    others = tuple(map(UUID, known.reports))
    known.places, known.used_at = places, hour
    known.reports = [*known.reports, str(sighting.report_id)][-MOST_LOOKED_AT_AGAIN:]
    known.save(update_fields=["places", "used_at", "reports"])
    is_everywhere = _is_everywhere(places)
    return Noted(known, is_everywhere, others if is_everywhere and not was_everywhere else ())


def other_places(sightings: Iterable[Sighting]) -> dict[UUID, int]:
    """Return of how many places, apart from its own, the words of each report were told lately. Two queries."""
    told = [each for each in sightings if same_words.counts(each.wording)]
    found = _find([each.wording for each in told])
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


def _is_everywhere(places: list[int]) -> bool:
    return len(places) > doubts.SAME_WORDS_PLACES


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


def _find(sketches: list[tuple[int, ...]]) -> dict[tuple[int, ...], Wording]:
    """Return the known wording of each sketch that has one."""
    keys = {sketch: same_words.keys(sketch) for sketch in sketches}
    wanted = {key for each in keys.values() for key in each}
    if not wanted:
        return {}
    rows = (
        WordingKey.objects.filter(key__in=wanted).order_by("-wording_id").values_list("wording_id", flat=True)
    )
    ids = list(dict.fromkeys(rows[: MOST_COMPARED * same_words.PAIRS]))[: MOST_COMPARED * len(sketches)]
    wordings = Wording.objects.in_bulk(ids)
    told = [(key, tuple(wordings[key].sketch)) for key in ids if key in wordings]
    found = {sketch: same_words.best(sketch, told) for sketch in keys}
    return {sketch: wordings[key] for sketch, key in found.items() if key is not None}
