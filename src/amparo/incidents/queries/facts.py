"""What reports say, as the values on which forming, summaries and outcomes decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from amparo.incidents.domain import forming
from amparo.incidents.domain.forming import Sighting
from amparo.incidents.domain.outcomes import Witness
from amparo.incidents.domain.summary import Told
from amparo.network.api import Actor
from amparo.reports import api as reports
from amparo.vault import api as vault

_MAY_BE_A_HOME = frozenset({reports.PlaceKind.HOME, reports.PlaceKind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Fact:
    """One report, seen as forming and as a summary see it, and as it came from reports."""

    report_id: UUID
    sighting: Sighting
    told: Told
    said: reports.ReportFacts


def known(report_ids: Iterable[UUID]) -> tuple[Fact, ...]:
    """Return these reports, without those that were withdrawn; three queries."""
    wanted = tuple(report_ids)
    return _facts(wanted, vault.likenesses_of(wanted))


def without_pictures(report_ids: Iterable[UUID]) -> tuple[Fact, ...]:
    """Return these reports, without those that were withdrawn, and without what came along; two queries."""
    return _facts(report_ids, {})


def told(report_ids: Iterable[UUID]) -> tuple[Told, ...]:
    """Return what a summary needs of these reports."""
    return tuple(each.told for each in known(report_ids))


def witnesses(report_ids: Iterable[UUID], *, by: Actor) -> tuple[Witness, ...]:
    """Return what judging independence needs of these reports.

    Raises:
        NotAllowed: the actor may not read reports.
    """
    return tuple(
        Witness(view.report_id, view.first_hand, forming.words_of(view.text))
        for view in reports.for_triage(report_ids, by=by)
    )


def _facts(report_ids: Iterable[UUID], pictures: Mapping[UUID, tuple[int, ...]]) -> tuple[Fact, ...]:
    return tuple(
        Fact(fact.report_id, _sighting(fact, pictures.get(fact.report_id, ())), _told(fact), fact)
        for fact in reports.facts(report_ids)
        if fact.fate is not reports.Fate.WITHDRAWN
    )


def _sighting(fact: reports.ReportFacts, pictures: tuple[int, ...]) -> Sighting:
    # The story itself stays with those who read reports: place and looks in words are enough to compare.
    words = forming.words_of(f"{fact.place_text} {fact.markings} {fact.vehicles}")
    return Sighting(
        report_id=fact.report_id,
        cell=fact.cell if fact.place_is_known else None,
        seen_at=fact.seen_at,
        activity=fact.activity.value,
        agency=fact.agency.value,
        is_first_hand=fact.first_hand,
        words=words,
        direction=fact.direction,
        wording=fact.wording,
        pictures=pictures,
        told_at=fact.received_at,
    )


def _told(fact: reports.ReportFacts) -> Told:
    return Told(
        cell=fact.cell,
        seen_at=fact.seen_at,
        activity=fact.activity.value,
        agency=fact.agency.value,
        is_first_hand=fact.first_hand,
        is_home=fact.place_kind is reports.PlaceKind.HOME,
        is_public_place=fact.place_kind not in _MAY_BE_A_HOME,
        is_being_taken=fact.being_taken is reports.Answer.YES,
        child_alone=fact.child_alone,
        someone_hurt=fact.someone_hurt,
        place_is_known=fact.place_is_known,
    )
